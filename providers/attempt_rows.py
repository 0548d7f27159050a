"""Stores the attempts that have ended, each once."""

from __future__ import annotations

import logging
from dataclasses import asdict

from providers import rows
from providers.calls import AttemptRecord
from providers.connections import let_connection_go
from providers.models import Attempt
from providers.money import ModelPrice

log = logging.getLogger(__name__)

MAX_MESSAGE_CHARACTERS = 300


def record_attempt(
    record: AttemptRecord, *, is_rehearsal: bool, person_id: int | None = None
) -> None:
    """Store an attempt that has ended, and hold no connection while the next one is waited for.

    One whose worker was frozen for too long has been told as lost, and stays so.
    """
    attempt = Attempt(
        id=record.id,
        trace_id=record.trace_id,
        voice=record.voice,
        number=record.number,
        provider=record.model.provider,
        model=record.model.name,
        status=record.status,
        code=record.code,
        message=record.message[:MAX_MESSAGE_CHARACTERS],
        started_at=record.started_at,
        ended_at=max(record.started_at, record.ended_at),
        first_text_seconds=record.first_text_seconds,
        input_tokens=record.usage.input_tokens,
        output_tokens=record.usage.output_tokens,
        cached_input_tokens=record.usage.cached_input_tokens,
        reasoning_tokens=record.usage.reasoning_tokens,
        is_estimated=record.usage.is_estimated,
        is_rehearsal=is_rehearsal,
        person_id=person_id,
        cost_nano_usd=record.cost_nano_usd,
        **_price_used(record.price),
    )
    if not rows.insert_missing(attempt):
        log.warning("Attempt %s ended after it had been told as lost", attempt.id)
    let_connection_go()


def _price_used(price: ModelPrice | None) -> dict[str, int | None]:
    return {f"price_{name}": value for name, value in asdict(price).items()} if price else {}
