"""Stores what a finished step leaves, and reads it back as values and events."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils import timezone

from council import lease
from council.deliberation.brief import Member, Silence
from council.deliberation.brief import Opinion as OpinionValue
from council.deliberation.events import (
    RECALLED,
    AgreementFound,
    DeliberationStarted,
    Event,
    OpinionFailed,
    OpinionGiven,
    OpinionStarted,
    OpinionStopped,
    SynthesisGiven,
)
from council.deliberation.shown import (
    AskedShown,
    GroupShown,
    MemberShown,
    MissingMember,
    ModelShown,
    Receipt,
    RoutingShown,
    UsageShown,
    VoteShown,
)
from council.deliberation.tails import Tail
from council.deliberation.voices import iso, tail_shown
from council.models import Deliberation, Opinion
from providers.catalogue.routes import split_suffix
from providers.connections import let_connection_go
from providers.models import Attempt
from providers.money import as_usd, nano_usd_of, total_of
from providers.protocol import ModelRef, Usage

LATE = "late"  # the code of a member whose opinion the chair never saw
Settled = OpinionGiven | OpinionFailed | OpinionStopped
STORED = (OpinionGiven, OpinionFailed, OpinionStopped, AgreementFound, SynthesisGiven)


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


def members_of(deliberation: Deliberation) -> tuple[tuple[Member, ...], Member]:
    """The members and the chair of the frozen line-up."""
    line_up = deliberation.line_up
    return tuple(_member(member) for member in line_up["members"]), _member(line_up["chair"])


def opinions_of(deliberation: Deliberation) -> list[OpinionValue]:
    """The opinions given so far, late ones left out: the chair never saw those."""
    rows = deliberation.opinions.filter(status=Opinion.Status.GIVEN, is_late=False)
    return [
        OpinionValue(
            member=row.member,
            text=row.text,
            model=_ref(row.model, deliberation),
            usage=Usage(row.input_tokens, row.output_tokens, row.is_estimated),
            seconds=row.seconds,
            is_partial=row.is_partial,
            routing=_routing(row.routing),
            cost_nano_usd=row.cost_nano_usd,
            tail=_tail(row.tail),
            round=row.round,
        )
        for row in rows
    ]


def silences_of(deliberation: Deliberation) -> list[Silence]:
    """The members that are settled without an opinion for the chair."""
    rows = deliberation.opinions.exclude(status=Opinion.Status.GIVEN, is_late=False)
    return [
        Silence(row.member, row.code or row.status, row.message, round=row.round) for row in rows
    ]


def events_of(deliberation: Deliberation) -> Iterator[Event]:
    """The log as the rows establish it: what a rebuilt log begins with."""
    yield started(deliberation)
    opinions = list(deliberation.opinions.all())
    agreements = {stored["round"]: _agreement(stored) for stored in deliberation.agreements}
    for number in sorted({*agreements, *(row.round for row in opinions)}):
        for row in opinions:
            if row.round == number:
                yield from _spoken(row)
        if number in agreements:
            yield agreements[number]
    if deliberation.synthesis:
        yield _synthesis(deliberation.synthesis)


def _spoken(row: Opinion) -> Iterator[Event]:
    if row.model:
        attempt = RECALLED if _is_recalled(row) else 1
        yield OpinionStarted(row.member, row.model, attempt, row.round)
    yield settled(row)


def _is_recalled(row: Opinion) -> bool:
    """Whether its model gave it before, and was not asked for it."""
    asked = [each for each in _routing(row.routing).asked if each.model == row.model]
    return any(not each.attempts and not each.code for each in asked)


def settled(row: Opinion) -> Settled:
    """The event that this row established."""
    if row.status == Opinion.Status.FAILED:
        return OpinionFailed(row.member, row.code, row.message, row.round)
    if row.status == Opinion.Status.STOPPED:
        return OpinionStopped(row.member, row.text, row.stopped_by, row.round)
    return OpinionGiven(
        member=row.member,
        text=row.text,
        model=row.model,
        usage=UsageShown(row.input_tokens, row.output_tokens, row.is_estimated),
        cost_usd=as_usd(row.cost_nano_usd),
        seconds=row.seconds,
        is_late=row.is_late,
        is_partial=row.is_partial,
        routing=_routing(row.routing),
        tail=tail_shown(_tail(row.tail)),
        round=row.round,
    )


def started(deliberation: Deliberation) -> DeliberationStarted:
    members, chair = members_of(deliberation)
    line_up = deliberation.line_up
    return DeliberationStarted(
        query=deliberation.query,
        council=line_up["council"],
        strategy=line_up["strategy"],
        members=tuple(_shown(member) for member in members),
        chair=_shown(chair),
        quorum=line_up["quorum"],
        deadline_at=iso(deliberation.deadline_at),
        rehearsal=deliberation.is_rehearsal,
    )


@dataclass(frozen=True, slots=True)
class Made:
    """What an attempt took; the cost in nano-USD, None if it is unknown."""

    input_tokens: int
    output_tokens: int
    is_estimated: bool
    cost_nano_usd: int | None


def made_for(deliberation: Deliberation) -> list[Made]:
    """All attempts that are stored of it."""
    attempts = Attempt.objects.filter(trace_id=deliberation.id).order_by()
    return [Made(*row) for row in attempts.values_list(*(field.name for field in fields(Made)))]


def receipt_of(
    deliberation: Deliberation, settled: Mapping[str, Settled], attempts: Sequence[Made]
) -> Receipt:
    """What the deliberation took, over all its attempts. `settled`: what became of each member."""
    members, _ = members_of(deliberation)
    missing = {m.slug: code for m in members if (code := _why_missing(settled[m.slug]))}
    given = [m.slug for m in members if m.slug not in missing]
    cost = total_of(made.cost_nano_usd for made in attempts)
    start = deliberation.started_at or deliberation.created_at
    return Receipt(
        given=tuple(given),
        missing=tuple(MissingMember(slug, code) for slug, code in missing.items()),
        attempts=len(attempts),
        usage=UsageShown(
            input_tokens=sum(made.input_tokens for made in attempts),
            output_tokens=sum(made.output_tokens for made in attempts),
            is_estimated=any(made.is_estimated for made in attempts),
        ),
        cost_usd=as_usd(cost.nano_usd) if cost.is_complete or cost.nano_usd else None,
        is_complete=cost.is_complete,
        seconds=round((timezone.now() - start).total_seconds(), 3),
    )


def _why_missing(settled: Settled) -> str:
    """Empty for an opinion that the chair saw."""
    if isinstance(settled, OpinionFailed):
        return settled.code
    if isinstance(settled, OpinionStopped):
        return Opinion.Status.STOPPED
    return LATE if settled.is_late else ""


def _columns(event: Settled) -> dict[str, Any]:
    head = {"member": event.member, "round": event.round}
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
        "model": event.model,
        "input_tokens": event.usage.input_tokens,
        "output_tokens": event.usage.output_tokens,
        "is_estimated": event.usage.is_estimated,
        "seconds": event.seconds,
        "cost_nano_usd": None if event.cost_usd is None else nano_usd_of(Decimal(event.cost_usd)),
        "is_late": event.is_late,
        "is_partial": event.is_partial,
        "routing": asdict(event.routing),
    }


def _member(frozen: dict[str, Any]) -> Member:
    models = tuple(ModelRef(**model) for model in frozen["models"])
    return Member(frozen["slug"], frozen["role"], frozen["task"], models)


def _shown(member: Member) -> MemberShown:
    models = tuple(ModelShown(str(m), m.label or m.name, m.provider) for m in member.models)
    return MemberShown(member.slug, member.role, member.task, models)


def _ref(name: str, deliberation: Deliberation) -> ModelRef:
    members, chair = members_of(deliberation)
    known = {str(model): model for member in (*members, chair) for model in member.models}
    provider, _, model = name.partition(":")
    ref = ModelRef(provider, model)
    bare, _ = split_suffix(ref)  # it may have been pinned to a host
    return replace(known.get(name) or known.get(f"{provider}:{bare}", ref), name=model)


def _synthesis(stored: dict[str, Any]) -> SynthesisGiven:
    usage, routing = UsageShown(**stored["usage"]), _routing(stored["routing"])
    sources = tuple(stored["sources"])
    return SynthesisGiven(**{**stored, "usage": usage, "sources": sources, "routing": routing})


def _routing(stored: dict[str, Any]) -> RoutingShown:
    return RoutingShown(tuple(AskedShown(**asked) for asked in stored["asked"]), stored["reason"])


def _tail(stored: dict[str, Any] | None) -> Tail | None:
    return None if stored is None else Tail(**{**stored, "claims": tuple(stored["claims"])})


def _agreement(stored: dict[str, Any]) -> AgreementFound:
    groups = tuple(
        GroupShown(**{**group, "members": tuple(group["members"])}) for group in stored["groups"]
    )
    vote = VoteShown(**{**stored["vote"], "left_out": tuple(stored["vote"]["left_out"])})
    without = tuple(stored["without_answer"])
    return AgreementFound(**{**stored, "groups": groups, "vote": vote, "without_answer": without})
