"""What the attempts of the last 24 hours say of each provider, by half hours; and what was spent
this month. Three queries for all of them, and one for the money."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from django.db.models import (
    Case,
    Count,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Floor, TruncHour

from providers.ledger.usage import NOT_SENT
from providers.models import Attempt

BARS: Final = 48
BAR: Final = timedelta(minutes=30)
SLOW_SECONDS: Final = 8.0  # to the first word: from here on the screen says that a model is woken
STEPS_A_SECOND: Final = 10  # how finely the time to the first token is told


@dataclass(frozen=True, slots=True)
class Bar:
    """Half an hour of attempts. `late`: given, but after a retry at this provider or after more
    than eight seconds; a cancelled one, and what we refused ourselves, count nowhere."""

    given: int = 0
    late: int = 0
    failed: int = 0


@dataclass(frozen=True, slots=True)
class Day:
    """None where nothing was given that would tell."""

    provider: str
    bars: Sequence[Bar]
    first_token_seconds: float | None
    first_token_p95_seconds: float | None
    tokens_per_second: float | None

    @property
    def given_share(self) -> float | None:
        given = sum(bar.given + bar.late for bar in self.bars)
        asked = given + sum(bar.failed for bar in self.bars)
        return given / asked if asked else None


def begin_of(now: datetime) -> datetime:
    """Of the first bar; the last is the half hour that `now` is in."""
    half = now.astimezone(UTC).replace(minute=now.minute // 30 * 30, second=0, microsecond=0)
    return half - (BARS - 1) * BAR


def last_day(names: Sequence[str], now: datetime, *, is_rehearsal: bool) -> list[Day]:
    """Of these providers, in their order."""
    sent = (
        Attempt.objects.filter(
            provider__in=names, started_at__gte=begin_of(now), is_rehearsal=is_rehearsal
        )
        .exclude(NOT_SENT)
        .order_by()
    )
    given = sent.filter(status=Attempt.Status.SUCCEEDED)
    bars, firsts, speeds = _bars(sent, now), _first_tokens(given), _speeds(given)
    return [
        Day(
            name,
            bars[name],
            _quantile(firsts[name], 0.5),
            _quantile(firsts[name], 0.95),
            speeds.get(name),
        )
        for name in names
    ]


def spent_since(begin: datetime) -> tuple[int, bool]:
    """In nano-USD, and whether the price of everything was known. Rehearsals cost nothing."""
    sums = (
        Attempt.objects.filter(started_at__gte=begin, is_rehearsal=False)
        .exclude(NOT_SENT)
        .aggregate(
            cost=Sum("cost_nano_usd", default=0),
            unpriced=Count("id", filter=Q(cost_nano_usd=None)),
        )
    )
    return sums["cost"], not sums["unpriced"]


def _bars(sent: QuerySet[Attempt], now: datetime) -> Mapping[str, list[Bar]]:
    before = Attempt.objects.filter(
        trace_id=OuterRef("trace_id"),
        voice=OuterRef("voice"),
        provider=OuterRef("provider"),
        number__lt=OuterRef("number"),
    )
    is_given, is_failed = Q(status=Attempt.Status.SUCCEEDED), Q(status=Attempt.Status.FAILED)
    is_late = Q(first_text_seconds__gt=SLOW_SECONDS) | (Q(number__gt=1) & Exists(before))
    begin = begin_of(now)
    found: defaultdict[str, list[Bar]] = defaultdict(lambda: [Bar()] * BARS)
    rows = (
        sent.filter(is_given | is_failed)
        .annotate(
            hour=TruncHour("started_at", tzinfo=UTC),
            half=Case(When(started_at__minute__gte=30, then=Value(1)), default=Value(0)),
            kind=Case(
                When(is_failed, then=Value("failed")),
                When(is_late, then=Value("late")),
                default=Value("given"),
            ),
        )
        .values_list("provider", "hour", "half", "kind")
        .annotate(how_many=Count("id"))
    )
    counted: defaultdict[tuple[str, int], dict[str, int]] = defaultdict(dict)
    for provider, hour, half, kind, how_many in rows:
        place = (hour + half * BAR - begin) // BAR
        counted[provider, min(place, BARS - 1)][kind] = how_many  # one may just have begun
    for (provider, place), kinds in counted.items():
        found[provider][place] = Bar(**kinds)
    return found


def _first_tokens(given: QuerySet[Attempt]) -> Mapping[str, list[tuple[float, int]]]:
    """By provider, how often the first came after so many seconds, the soonest first."""
    rows = (
        given.filter(first_text_seconds__isnull=False)
        .annotate(step=Floor(F("first_text_seconds") * STEPS_A_SECOND))
        .values_list("provider", "step")
        .annotate(how_many=Count("id"))
        .order_by("step")
    )
    found: defaultdict[str, list[tuple[float, int]]] = defaultdict(list)
    for provider, step, how_many in rows:
        found[provider].append((float(step) / STEPS_A_SECOND, how_many))
    return found


def _quantile(counted: Iterable[tuple[float, int]], share: float) -> float | None:
    counted = list(counted)
    left = share * sum(how_many for _, how_many in counted)
    for seconds, how_many in counted:
        left -= how_many
        if left <= 0:
            return seconds
    return None


def _speeds(given: QuerySet[Attempt]) -> Mapping[str, float]:
    """Tokens a second, from the first to the last."""
    took = ExpressionWrapper(F("ended_at") - F("started_at"), output_field=DurationField())
    rows = (
        given.filter(first_text_seconds__isnull=False)
        .values_list("provider")
        .annotate(took=Sum(took), waited=Sum("first_text_seconds"), tokens=Sum("output_tokens"))
    )
    return {
        provider: tokens / writing
        for provider, took, waited, tokens in rows
        if (writing := took.total_seconds() - waited) > 0 and tokens
    }
