"""How the deliberations of today went: how many opinions, how many by fallback, and how long; and
what an opinion usually takes."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import fmean, median, quantiles
from typing import Final

from django.db.models import Count, DurationField, ExpressionWrapper, F, Q, QuerySet
from django.utils import timezone

from council.models import Deliberation, Opinion
from providers.money import as_usd

USUAL: Final = timedelta(days=7)  # before today
RECENT: Final = timedelta(hours=1)
MOST_READ: Final = 1_000
REMEMBERED: Final = timedelta(days=30)
FEWEST: Final = 10  # of fewer opinions no mean is told
# Whose first choice had not answered: it failed, or was left out.
BY_FALLBACK: Final = Q(routing__asked__1__isnull=False) & ~Q(routing__asked__0__code="")


@dataclass(frozen=True, slots=True)
class FellBackTo:
    provider: str
    opinions: int


@dataclass(frozen=True, slots=True)
class UsualOpinion:
    """The mean of the last opinions that a provider gave when it was asked first. `nano_usd` is
    None where the price of any was not known."""

    provider: str
    opinions: int
    input_tokens: float
    output_tokens: float
    nano_usd: float | None

    @property
    def cost_usd(self) -> str | None:
        return None if self.nano_usd is None else as_usd(round(self.nano_usd))


@dataclass(frozen=True, slots=True)
class Figures:
    """Of what has ended today; in a rehearsal of rehearsals. A share and a time are None where
    there is nothing to tell them by. `usual_fallback_share`: of the week before today."""

    since: datetime
    rehearsal: bool
    deliberations: int
    opinions: int
    fallback_share: float | None
    usual_fallback_share: float | None
    median_seconds: float | None
    p95_seconds: float | None
    fell_back_to: Sequence[FellBackTo]
    usual_opinions: Sequence[UsualOpinion]


def figures_of_today(*, is_rehearsal: bool) -> Figures:
    """By everybody together."""
    now = timezone.now()
    since = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    ended = Deliberation.objects.filter(ended_at__gte=since, is_rehearsal=is_rehearsal)
    given = Opinion.objects.filter(
        status=Opinion.Status.GIVEN, kept=False, deliberation__is_rehearsal=is_rehearsal
    ).order_by()
    opinions, share = _fallback(given.filter(deliberation__ended_at__gte=since))
    _, usual = _fallback(
        given.filter(deliberation__ended_at__gte=since - USUAL, deliberation__ended_at__lt=since)
    )
    middle, late = _seconds(ended.filter(status=Deliberation.Status.DONE))
    return Figures(
        since=since,
        rehearsal=is_rehearsal,
        deliberations=ended.count(),
        opinions=opinions,
        fallback_share=share,
        usual_fallback_share=usual,
        median_seconds=middle,
        p95_seconds=late,
        fell_back_to=_fell_back_to(given.filter(deliberation__ended_at__gte=now - RECENT)),
        usual_opinions=[] if is_rehearsal else _usual(given, now),
    )


def _fallback(given: QuerySet[Opinion]) -> tuple[int, float | None]:
    sums = given.aggregate(all=Count("id"), fallen=Count("id", filter=BY_FALLBACK))
    return sums["all"], sums["fallen"] / sums["all"] if sums["all"] else None


def _seconds(done: QuerySet[Deliberation]) -> tuple[float | None, float | None]:
    """From submission to the stored end, of the last thousand: the median, and in which 19 of 20
    were there."""
    took = ExpressionWrapper(F("ended_at") - F("created_at"), output_field=DurationField())
    newest = done.order_by("-ended_at").annotate(took=took).values_list("took", flat=True)
    seconds = [each.total_seconds() for each in newest[:MOST_READ]]
    if not seconds:
        return None, None
    late = quantiles(seconds, n=20, method="inclusive")[-1] if len(seconds) > 1 else seconds[0]
    return median(seconds), late


def _fell_back_to(given: QuerySet[Opinion]) -> list[FellBackTo]:
    found: Counter[str] = Counter()
    for model, opinions in given.filter(BY_FALLBACK).values_list("model").annotate(Count("id")):
        found[model.partition(":")[0]] += opinions
    return [FellBackTo(provider, opinions) for provider, opinions in found.most_common()]


def _usual(given: QuerySet[Opinion], now: datetime) -> list[UsualOpinion]:
    """Of the last thousand of a month. What was answered before, and given again, took nothing."""
    newest = (
        given.filter(deliberation__ended_at__gte=now - REMEMBERED, output_tokens__gt=0)
        .exclude(BY_FALLBACK)
        .order_by("-id")
        .values_list("model", "input_tokens", "output_tokens", "cost_nano_usd")
    )
    taken: defaultdict[str, list[tuple[int, int, int | None]]] = defaultdict(list)
    for model, tokens_in, tokens_out, cost in newest[:MOST_READ]:
        taken[model.partition(":")[0]].append((tokens_in, tokens_out, cost))
    return [_mean(provider, took) for provider, took in taken.items() if len(took) >= FEWEST]


def _mean(provider: str, took: Sequence[tuple[int, int, int | None]]) -> UsualOpinion:
    tokens_in, tokens_out, costs = zip(*took, strict=True)
    is_priced = None not in costs
    return UsualOpinion(
        provider,
        len(took),
        fmean(tokens_in),
        fmean(tokens_out),
        fmean(costs) if is_priced else None,
    )
