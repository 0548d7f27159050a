"""Commits the row that an event establishes."""

from __future__ import annotations

from dataclasses import asdict
from decimal import Decimal
from typing import Any
from uuid import UUID

from council import lease
from council.deliberation.events import (
    AgreementFound,
    ChairReplaced,
    Event,
    OpinionFailed,
    OpinionGiven,
    OpinionStopped,
    ReviewFailed,
    ReviewGiven,
    StandingsFound,
    SynthesisGiven,
)
from council.models import Deliberation, Opinion, Review
from providers.connections import let_connection_go
from providers.money import nano_usd_of

Settled = OpinionGiven | OpinionFailed | OpinionStopped
Reviewed = ReviewGiven | ReviewFailed
STORED = (
    OpinionGiven,
    OpinionFailed,
    OpinionStopped,
    AgreementFound,
    ReviewGiven,
    ReviewFailed,
    StandingsFound,
    ChairReplaced,
    SynthesisGiven,
)


def is_stored(event: Event) -> bool:
    """Whether this event establishes a row."""
    return isinstance(event, STORED)


def store(deliberation: Deliberation, token: UUID, event: Event) -> None:
    """Commit the row that this event establishes. Raises LeaseLost."""
    try:
        if isinstance(event, SynthesisGiven):
            synthesis = asdict(event)
            lease.write(token, deliberation.id, synthesis=synthesis, outcome=event.outcome)
        elif isinstance(event, AgreementFound):
            deliberation.agreements = [*deliberation.agreements, asdict(event)]
            lease.write(token, deliberation.id, agreements=deliberation.agreements)
        elif isinstance(event, StandingsFound):
            lease.write(token, deliberation.id, standings=asdict(event))
        elif isinstance(event, ChairReplaced):
            appointment = {"member": event.member, "by": event.by}
            deliberation.appointed = [*deliberation.appointed, appointment]
            lease.write(token, deliberation.id, appointed=deliberation.appointed)
        elif isinstance(event, Reviewed):
            review = Review(deliberation_id=deliberation.id, **_review_columns(event))
            lease.add(token, deliberation.id, review)
        elif isinstance(event, Settled):
            opinion = Opinion(deliberation_id=deliberation.id, **_columns(event))
            lease.add(token, deliberation.id, opinion)
    finally:
        let_connection_go()


def store_epoch(deliberation_id: UUID, token: UUID, epoch: int) -> None:
    """Raises LeaseLost."""
    try:
        lease.write(token, deliberation_id, epoch=epoch)
    finally:
        let_connection_go()


def _columns(event: Settled) -> dict[str, Any]:
    head = {"member": event.member, "round": event.round, "part": event.part}
    if isinstance(event, OpinionFailed):
        failed = {"status": Opinion.Status.FAILED, "code": event.code}
        return {**head, **failed, "message": event.message}
    if isinstance(event, OpinionStopped):
        return {
            **head,
            "status": Opinion.Status.STOPPED,
            "text": event.text,
            "stopped_by": event.by,
        }
    return {
        **head,
        "status": Opinion.Status.GIVEN,
        "text": event.text,
        "tail": None if event.tail is None else asdict(event.tail),
        "is_late": event.is_late,
        "is_partial": event.is_partial,
        **_made(event),
    }


def _review_columns(event: Reviewed) -> dict[str, Any]:
    head = {"member": event.member, "round": event.round}
    if isinstance(event, ReviewFailed):
        failed = {"status": Review.Status.FAILED, "code": event.code}
        return {**head, **failed, "message": event.message}
    return {
        **head,
        "status": Review.Status.GIVEN,
        "shown": event.shown,
        "ranking": event.ranking,
        "reason": event.reason,
        **_made(event),
    }


def _made(event: OpinionGiven | ReviewGiven) -> dict[str, Any]:
    """By which model, and what it took."""
    return {
        "model": event.model,
        "input_tokens": event.usage.input_tokens,
        "output_tokens": event.usage.output_tokens,
        "is_estimated": event.usage.is_estimated,
        "seconds": event.seconds,
        "cost_nano_usd": None if event.cost_usd is None else nano_usd_of(Decimal(event.cost_usd)),
        "routing": asdict(event.routing),
    }
