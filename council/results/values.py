"""Rows as the values that a council thinks with."""

from __future__ import annotations

from dataclasses import fields, replace
from uuid import UUID

from council.deliberation.analysis import Findings
from council.deliberation.brief import Contest, Member, Silence, Turn
from council.deliberation.brief import Opinion as OpinionValue
from council.deliberation.brief import Review as ReviewValue
from council.deliberation.controls import Appointment
from council.deliberation.events import AgreementFound
from council.deliberation.rankings import Ranking
from council.deliberation.shown import NO_HISTORY, HistoryShown, RoutingShown, SourceShown
from council.deliberation.strategies import ONE_VOICE
from council.deliberation.tails import Tail
from council.models import Deliberation, Opinion, Review
from council.results.reading import read
from providers.catalogue.routes import unpinned
from providers.protocol import ModelRef, Usage

FOUND = tuple(field.name for field in fields(Findings))


def members_of(deliberation: Deliberation) -> tuple[tuple[Member, ...], Member]:
    """The members, and whoever chairs now."""
    members, chair = line_up_of(deliberation)
    return members, next((chair for _, chair in reversed(chairs_of(deliberation))), chair)


def line_up_of(deliberation: Deliberation) -> tuple[tuple[Member, ...], Member]:
    """The members and the chair of the frozen line-up."""
    line_up = deliberation.line_up
    return read(line_up["members"], tuple[Member, ...]), read(line_up["chair"], Member)


def chairs_of(deliberation: Deliberation) -> list[tuple[Appointment, Member]]:
    """Who took the chair's place meanwhile, in order, each as a chair."""
    members, chair = line_up_of(deliberation)
    places = {member.slug: member for member in members}
    appointed = read(deliberation.appointed, list[Appointment])
    return [(each, places[each.member].chairing_as(chair)) for each in appointed]


def chaired_by(deliberation: Deliberation) -> tuple[str, ...]:
    return tuple(appointed.member for appointed, _ in chairs_of(deliberation))


def turns_of(deliberation: Deliberation) -> tuple[Turn, ...]:
    """The earlier turns that go with the query. They have ended, and never change."""
    if deliberation.earlier is None:
        return ()
    ids = [UUID(turn) for turn in deliberation.earlier["turns"]]
    found = Deliberation.objects.only("query", "synthesis").in_bulk(ids)
    return tuple(_turn(found[id_]) for id_ in ids)


def _turn(deliberation: Deliberation) -> Turn:
    synthesis = deliberation.synthesis or {"text": ""}
    return Turn(deliberation.query, synthesis["text"])


def history_shown(deliberation: Deliberation) -> HistoryShown:
    if deliberation.earlier is None:
        return NO_HISTORY
    return HistoryShown(len(deliberation.earlier["turns"]), deliberation.earlier["left_out"])


def said_before(deliberation: Deliberation) -> OpinionValue | None:
    """What the one member that is asked said last in the turns that go with the query."""
    if deliberation.earlier is None or deliberation.line_up["strategy"] != ONE_VOICE:
        return None
    member = deliberation.line_up["members"][0]["slug"]
    turns = [UUID(turn) for turn in deliberation.earlier["turns"]]
    given = Opinion.objects.filter(
        deliberation__in=turns, member=member, status=Opinion.Status.GIVEN
    )
    ordered = sorted(given, key=lambda row: (turns.index(row.deliberation_id), row.round))
    return _opinion(ordered[-1], deliberation) if ordered else None


def contest_of(deliberation: Deliberation) -> Contest | None:
    """Which point is contested of the answer that this one revises."""
    said = deliberation.contest
    if said is None:
        return None
    revised = Deliberation.objects.only("synthesis").get(revised_by=deliberation)
    synthesis = revised.synthesis or {"text": "", "model": ""}
    return Contest(
        claim=said["claim"],
        reason=said["reason"],
        answer=synthesis["text"],
        model=_ref(synthesis["model"], deliberation),
        found=read({name: synthesis.get(name, ()) for name in FOUND}, Findings),
        is_partial=bool(synthesis.get("is_partial")),
        sources=read(synthesis.get("sources", ()), tuple[SourceShown, ...]),
    )


def opinions_of(deliberation: Deliberation) -> list[OpinionValue]:
    """The opinions given so far, late ones left out: the chair never saw those."""
    return [opinion for opinion in given_in(deliberation) if not opinion.is_late]


def given_in(deliberation: Deliberation) -> list[OpinionValue]:
    """Every opinion that was given, late ones too."""
    rows = deliberation.opinions.filter(status=Opinion.Status.GIVEN)
    return [_opinion(row, deliberation) for row in rows]


def agreements_of(deliberation: Deliberation) -> list[AgreementFound]:
    """In the order of the rounds after which they were found."""
    return read(deliberation.agreements, list[AgreementFound])


def silences_of(deliberation: Deliberation) -> list[Silence]:
    """The members that are settled without an opinion for the chair."""
    rows = deliberation.opinions.exclude(status=Opinion.Status.GIVEN, is_late=False)
    return [
        Silence(row.member, row.code or row.status, row.message, round=row.round) for row in rows
    ]


def reviews_of(deliberation: Deliberation) -> list[ReviewValue | Silence]:
    """The reviewers that are settled, with a review or without."""
    return [_review(row, deliberation) for row in deliberation.reviews.all()]


def ranking_of(row: Review) -> Ranking:
    return tuple(tuple(place) for place in row.ranking)


def _review(row: Review, deliberation: Deliberation) -> ReviewValue | Silence:
    if row.status == Review.Status.FAILED:
        return Silence(row.member, row.code, row.message, round=row.round)
    return ReviewValue(
        member=row.member,
        shown=tuple(row.shown),
        ranking=ranking_of(row),
        reason=row.reason,
        model=_ref(row.model, deliberation),
        usage=Usage(row.input_tokens, row.output_tokens, row.is_estimated),
        seconds=row.seconds,
        routing=read(row.routing, RoutingShown),
        cost_nano_usd=row.cost_nano_usd,
        round=row.round,
    )


def _opinion(row: Opinion, deliberation: Deliberation) -> OpinionValue:
    return OpinionValue(
        member=row.member,
        text=row.text,
        model=_ref(row.model, deliberation),
        usage=Usage(row.input_tokens, row.output_tokens, row.is_estimated),
        seconds=row.seconds,
        is_late=row.is_late,
        is_partial=row.is_partial,
        routing=read(row.routing, RoutingShown),
        cost_nano_usd=row.cost_nano_usd,
        tail=read(row.tail, Tail) if row.tail else None,
        round=row.round,
    )


def _ref(name: str, deliberation: Deliberation) -> ModelRef:
    members, chair = members_of(deliberation)
    known = {str(model): model for member in (*members, chair) for model in member.models}
    provider, _, model = name.partition(":")
    ref = ModelRef(provider, model)
    return replace(known.get(name) or known.get(unpinned(ref), ref), name=model)
