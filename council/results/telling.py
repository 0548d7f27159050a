"""Rows as the events that established them."""

from __future__ import annotations

from collections.abc import Iterator

from council.deliberation.events import (
    RECALLED,
    ChairReplaced,
    DeliberationStarted,
    Event,
    OpinionFailed,
    OpinionGiven,
    OpinionStarted,
    OpinionStopped,
    ReviewFailed,
    ReviewGiven,
    ReviewStarted,
    StandingsFound,
    SynthesisGiven,
)
from council.deliberation.shown import (
    RoutingShown,
    TailShown,
    UsageShown,
)
from council.deliberation.voices import member_shown
from council.models import Deliberation, Opinion, Review
from council.results.reading import read
from council.results.storing import Settled
from council.results.values import (
    agreements_of,
    chairs_of,
    history_shown,
    line_up_of,
    ranking_of,
)
from providers.moments import iso
from providers.money import as_usd


def events_of(deliberation: Deliberation) -> Iterator[Event]:
    """The log as the rows establish it: what a rebuilt log begins with."""
    yield started(deliberation)
    yield from _rounds(deliberation)
    for review in deliberation.reviews.all():
        yield from _reviewed(review)
    if deliberation.standings:
        yield read(deliberation.standings, StandingsFound)
    for number, (appointed, chair) in enumerate(chairs_of(deliberation), start=1):
        shown = member_shown(chair)
        yield ChairReplaced(appointed.member, shown, appointed.by, number)
    if deliberation.synthesis:
        yield read(deliberation.synthesis, SynthesisGiven)


def _rounds(deliberation: Deliberation) -> Iterator[Event]:
    opinions = list(deliberation.opinions.all())
    agreements = {agreement.round: agreement for agreement in agreements_of(deliberation)}
    for number in sorted({*agreements, *(row.round for row in opinions)}):
        for row in opinions:
            if row.round == number:
                yield from _spoken(row)
        if number in agreements:
            yield agreements[number]


def _spoken(row: Opinion) -> Iterator[Event]:
    if row.model:
        attempt = RECALLED if row.kept or _is_recalled(row) else 1
        yield OpinionStarted(row.member, row.model, attempt, row.round, row.part)
    yield _settled(row)


def _reviewed(row: Review) -> Iterator[Event]:
    if row.status == Review.Status.FAILED:
        yield ReviewFailed(row.member, row.code, row.message, row.round)
        return
    attempt = RECALLED if _is_recalled(row) else 1
    yield ReviewStarted(row.member, row.model, attempt, row.round)
    yield ReviewGiven(
        member=row.member,
        shown=tuple(row.shown),
        ranking=ranking_of(row),
        reason=row.reason,
        has_abstained=not row.ranking,
        model=row.model,
        usage=UsageShown(row.input_tokens, row.output_tokens, row.is_estimated),
        cost_usd=as_usd(row.cost_nano_usd),
        seconds=row.seconds,
        routing=read(row.routing, RoutingShown),
        round=row.round,
    )


def _is_recalled(row: Opinion | Review) -> bool:
    """Whether its model gave it before, and was not asked for it."""
    asked = [each for each in read(row.routing, RoutingShown).asked if each.model == row.model]
    return any(not each.attempts and not each.code for each in asked)


def _settled(row: Opinion) -> Settled:
    """The event that this row established."""
    if row.status == Opinion.Status.FAILED:
        return OpinionFailed(row.member, row.code, row.message, row.round, row.part)
    if row.status == Opinion.Status.STOPPED:
        return OpinionStopped(row.member, row.text, row.stopped_by, row.round, row.part)
    return OpinionGiven(
        member=row.member,
        text=row.text,
        model=row.model,
        usage=UsageShown(row.input_tokens, row.output_tokens, row.is_estimated),
        cost_usd=as_usd(row.cost_nano_usd),
        seconds=row.seconds,
        is_late=row.is_late,
        is_partial=row.is_partial,
        routing=read(row.routing, RoutingShown),
        tail=read(row.tail, TailShown) if row.tail else None,
        round=row.round,
        kept=row.kept,
        part=row.part,
    )


def started(deliberation: Deliberation) -> DeliberationStarted:
    members, chair = line_up_of(deliberation)
    line_up = deliberation.line_up
    return DeliberationStarted(
        query=deliberation.query,
        council=line_up["council"],
        strategy=line_up["strategy"],
        members=tuple(member_shown(member) for member in members),
        chair=member_shown(chair),
        quorum=line_up["quorum"],
        deadline_at=iso(deliberation.deadline_at),
        rehearsal=deliberation.is_rehearsal,
        history=history_shown(deliberation),
    )
