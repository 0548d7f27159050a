"""Stored reviews as what judges said of opinions, without their texts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from uuid import UUID

from django.db.models.functions import Length

from council.evaluation.judges import Judged, JudgedReview
from council.models import Opinion, Review
from providers.catalogue.routes import unpinned
from providers.models import LanguageModel
from providers.protocol import ModelRef

COLUMNS = ("deliberation_id", "member", "model", "shown", "ranking")
MOST_READ = 5_000  # the newest reviews: what a judge was like a year ago says little

Author = tuple[UUID, str]  # a deliberation and a member


def judged_reviews() -> Iterator[JudgedReview]:
    """Of all persons, but none of a rehearsal: there nobody judges."""
    given = Review.objects.filter(status=Review.Status.GIVEN, deliberation__is_rehearsal=False)
    reviews = list(given.order_by("-id").only(*COLUMNS)[:MOST_READ])
    families = _families()
    opinions = _opinions({review.deliberation_id for review in reviews})
    for review in reversed(reviews):
        judge = _bare(review.model)
        family = families.get(judge, "")
        yield JudgedReview(
            judge=judge,
            key=f"{review.deliberation_id}/{review.member}",
            shown=[
                Judged(member, characters, bool(family) and families.get(model) == family)
                for member in review.shown
                for model, characters in [opinions[review.deliberation_id, member]]
            ],
            ranking=review.ranking,
        )


def _opinions(deliberations: set[UUID]) -> Mapping[Author, tuple[str, int]]:
    """By whom: the model that gave it, and how long it is."""
    rows = Opinion.objects.filter(deliberation__in=deliberations, round=1)
    measured = rows.values_list("deliberation_id", "member", "model", Length("text"))
    return {(id_, member): (_bare(model), length) for id_, member, model, length in measured}


def _families() -> Mapping[str, str]:
    rows = LanguageModel.objects.values_list("provider__name", "name", "family")
    return {f"{provider}:{name}": family for provider, name, family in rows}


def _bare(name: str) -> str:
    """Without the host it was pinned to."""
    provider, _, model = name.partition(":")
    return unpinned(ModelRef(provider, model))
