"""What whoever watches the providers is told in figures: their last 24 hours, and the money of this
month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils import timezone

from providers.catalogue.last_day import BAR, Day, begin_of, last_day, spent_since
from providers.kept import Kept
from providers.ledger.limits import limits_now
from providers.ledger.windows import Metric, Period, Scope, Window, span_of
from providers.models import Provider
from providers.money import as_usd
from providers.stored_keys import is_rehearsal


@dataclass(frozen=True, slots=True)
class Spent:
    """`limit_nano_usd`: everybody's window of a month; where there is none, those of the providers
    together; None where there is none either."""

    since: datetime
    nano_usd: int
    is_complete: bool
    limit_nano_usd: int | None

    @property
    def used_usd(self) -> str | None:
        return as_usd(self.nano_usd)

    @property
    def limit_usd(self) -> str | None:
        return as_usd(self.limit_nano_usd)


@dataclass(frozen=True, slots=True)
class Figures:
    rehearsal: bool
    at: datetime
    since: datetime
    bar_seconds: int
    spent: Spent
    results: Sequence[Day]


def read_figures() -> Figures:
    """In a rehearsal those of the rehearsal, but the money: that is real or none."""
    now, rehearsing = timezone.now(), is_rehearsal()
    names = list(Provider.objects.values_list("name", flat=True))
    return Figures(
        rehearsal=rehearsing,
        at=now,
        since=begin_of(now),
        bar_seconds=int(BAR.total_seconds()),
        spent=_spent(now),
        results=last_day(names, now, is_rehearsal=rehearsing),
    )


figures_kept: Kept[Figures] = Kept(read_figures)  # however many watch


def _spent(now: datetime) -> Spent:
    months = [
        window
        for window in limits_now().windows
        if window.metric is Metric.NANO_USD and window.period is Period.MONTH
    ]
    holding = _of(months, Scope.GLOBAL) or _of(months, Scope.PROVIDER)
    zone = holding[0].zone if holding else settings.TIME_ZONE
    since = span_of(Period.MONTH, zone, now).starts_at
    nano_usd, is_complete = spent_since(since)
    limit = sum(window.limit for window in holding) if holding else None
    return Spent(since, nano_usd, is_complete, limit)


def _of(windows: Sequence[Window], scope: Scope) -> list[Window]:
    return [window for window in windows if window.scope is scope]
