"""Rows as the values that a council thinks with."""

from __future__ import annotations

from dataclasses import replace

from council.deliberation.brief import Member, Silence
from council.deliberation.brief import Opinion as OpinionValue
from council.deliberation.brief import Review as ReviewValue
from council.deliberation.events import AgreementFound
from council.deliberation.rankings import Ranking
from council.deliberation.shown import RoutingShown
from council.deliberation.tails import Tail
from council.models import Deliberation, Opinion, Review
from council.results.reading import read
from providers.catalogue.routes import split_suffix
from providers.protocol import ModelRef, Usage


def members_of(deliberation: Deliberation) -> tuple[tuple[Member, ...], Member]:
    """The members and the chair of the frozen line-up."""
    line_up = deliberation.line_up
    return read(line_up["members"], tuple[Member, ...]), read(line_up["chair"], Member)


def opinions_of(deliberation: Deliberation) -> list[OpinionValue]:
    """The opinions given so far, late ones left out: the chair never saw those."""
    return [opinion for opinion in given_in(deliberation) if not opinion.is_late]


def given_in(deliberation: Deliberation) -> list[OpinionValue]:
    """Every opinion that was given, late ones too."""
    rows = deliberation.opinions.filter(status=Opinion.Status.GIVEN)
    return [
        OpinionValue(
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
        for row in rows
    ]


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


def _ref(name: str, deliberation: Deliberation) -> ModelRef:
    members, chair = members_of(deliberation)
    known = {str(model): model for member in (*members, chair) for model in member.models}
    provider, _, model = name.partition(":")
    ref = ModelRef(provider, model)
    bare, _ = split_suffix(ref)  # it may have been pinned to a host
    return replace(known.get(name) or known.get(f"{provider}:{bare}", ref), name=model)
