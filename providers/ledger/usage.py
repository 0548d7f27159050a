"""What a person has used: attempts, tokens, money, by provider, model and day."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import TruncDate

from providers.errors import CapReached, CoolingDown, InternalFault, Unpriced, WindowFull
from providers.gateway.caching import CacheUsage
from providers.models import Attempt


@dataclass(frozen=True, slots=True)
class Used:
    """A sum over attempts. A cost with an unknown part is not complete."""

    requests: int
    failed: int
    input_tokens: int
    output_tokens: int
    cost_nano_usd: int
    unpriced: int

    @property
    def is_complete(self) -> bool:
        return not self.unpriced


@dataclass(frozen=True, slots=True)
class UsedBy:
    """One row of a table: a provider, a model or a day, and what was used."""

    name: str
    used: Used


@dataclass(frozen=True, slots=True)
class UsageReport:
    since: date
    until: date
    total: Used
    cache: CacheUsage
    by_provider: list[UsedBy]
    by_model: list[UsedBy]
    by_day: list[UsedBy]


REFUSALS = (WindowFull, CapReached, Unpriced, CoolingDown, InternalFault)
NOT_SENT = Q(code__in=[refusal.code for refusal in REFUSALS])


def usage_of(person_id: int, since: date, until: date, cache: CacheUsage) -> UsageReport:
    """From the first day to the last, both included. Rehearsals count in nothing."""
    begin, end = _midnight(since), _midnight(until + timedelta(days=1))
    attempts = Attempt.objects.filter(
        person_id=person_id, is_rehearsal=False, started_at__gte=begin, started_at__lt=end
    ).exclude(NOT_SENT)
    zone = ZoneInfo(settings.TIME_ZONE)
    by_day = attempts.annotate(day=TruncDate("started_at", tzinfo=zone))
    return UsageReport(
        since=since,
        until=until,
        total=_sum(attempts),
        cache=cache,
        by_provider=_group(attempts, ["provider"], str),
        by_model=_group(attempts, ["provider", "model"], lambda *names: ":".join(names)),
        by_day=_group(by_day, ["day"], date.isoformat),
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(settings.TIME_ZONE))


SUMS = {
    "requests": Count("id"),
    "failed": Count("id", filter=~Q(status=Attempt.Status.SUCCEEDED)),
    "tokens_in": Sum("input_tokens", default=0),
    "tokens_out": Sum("output_tokens", default=0),
    "cost": Sum("cost_nano_usd", default=0),
    "unpriced": Count("id", filter=Q(cost_nano_usd=None)),
}


def _sum(attempts: QuerySet[Attempt]) -> Used:
    return Used(*attempts.order_by().aggregate(**SUMS).values())


def _group(
    attempts: QuerySet[Attempt], names: list[str], named: Callable[..., str]
) -> list[UsedBy]:
    """In the order of the names."""
    rows: Iterable[tuple[object, ...]] = (
        attempts.order_by(*names).values_list(*names).annotate(**SUMS)
    )
    size = len(names)
    return [UsedBy(named(*row[:size]), Used(*row[size:])) for row in rows]  # type: ignore[arg-type]
