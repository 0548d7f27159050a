"""Quota windows: at most so much, of something, for somebody, in any stretch of time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from providers.errors import CapReached, ProviderError, WindowFull
from providers.money import as_usd

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
SUB_BUCKETS: Final = 60
MOST_LETTERS: Final = 260  # of a refusal; an attempt keeps some more: what was done instead
THRESHOLDS: Final = (50, 80, 95, 100)  # per cent used at which somebody is told


class Scope(StrEnum):
    """For whom is counted; the narrowest first, which is also the order of locking."""

    DELIBERATION = "deliberation"
    MODEL = "model"
    COUNCIL = "council"
    API_KEY = "api_key"
    PERSON = "person"
    KEY = "key"
    PROVIDER = "provider"
    GLOBAL = "global"


class Metric(StrEnum):
    REQUESTS = "requests"
    TOKENS = "tokens"
    INPUT_TOKENS = "input_tokens"
    OUTPUT_TOKENS = "output_tokens"
    NANO_USD = "nano_usd"
    CONCURRENCY = "concurrency"


class Period(StrEnum):
    """Minute and hour slide; day and month are of a calendar in a zone."""

    AT_ONCE = "at_once"
    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"
    MONTH = "month"
    LIFETIME = "lifetime"


# Whom an attempt costs nothing that brings no answer; the operator pays for it all the same.
INSURED: Final = frozenset([Scope.COUNCIL, Scope.API_KEY, Scope.PERSON])
SLIDING_SECONDS: Final = {Period.MINUTE: 60, Period.HOUR: 3600}
NO_NAMES: Final[Mapping[Scope, str]] = {}
RANKS: Final = {scope: rank for rank, scope in enumerate(Scope)}
_WORDS: Final = {
    Period.AT_ONCE: "at once",
    Period.MINUTE: "a minute",
    Period.HOUR: "an hour",
    Period.DAY: "a day",
    Period.MONTH: "a month",
    Period.LIFETIME: "in all",
}


@dataclass(frozen=True, slots=True)
class Window:
    """`scope_id` names whom it is for; empty: each of that scope has one of its own.

    A soft window lets an attempt begin while anything is left, and asks for no price.
    """

    id: int
    scope: Scope
    scope_id: str
    metric: Metric
    period: Period
    limit: int
    zone: str = "UTC"
    is_soft: bool = False

    @property
    def slides(self) -> bool:
        return self.period in SLIDING_SECONDS


@dataclass(frozen=True, slots=True)
class Span:
    """One stretch of a calendar. Without an end it never begins anew."""

    starts_at: datetime
    ends_at: datetime | None


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why there is no place: what is used, and when enough of it frees, if ever."""

    window: Window
    whom: str
    used: int
    now: datetime
    frees_at: datetime | None
    wanted: int = 1

    def as_error(self, instead: str = "") -> ProviderError:
        """`instead`: what was done, where whoever raises it knows and nobody else will say."""
        seconds = (self.frees_at - self.now).total_seconds() if self.frees_at else None
        kind = CapReached if self.window.metric is Metric.NANO_USD else WindowFull
        return kind(self.message() + instead, retry_after_seconds=seconds, resets_at=self.frees_at)

    def message(self) -> str:
        """Names the window, what is used, and when it frees."""
        window = self.window
        used = amount(window.metric, self.used)
        wanted = f", this may take {amount(window.metric, self.wanted)}"
        if self.wanted == 1 or window.is_soft:
            wanted = ""
        return refusing(
            f"Our quota window of {told(window)} for ",
            self.whom,
            f" is full: {used} used{wanted}; {when_it_frees(self.frees_at)}.",
        )


def span_of(period: Period, zone: str, now: datetime) -> Span:
    """The day or month of the zone's calendar that `now` is in; all of time for the others."""
    if period not in (Period.DAY, Period.MONTH):
        return Span(EPOCH, None)
    local = now.astimezone(ZoneInfo(zone))
    start = local.replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
    if period is Period.DAY:
        end = start + timedelta(days=1)  # by the clock on the wall, however long the day is
    else:
        start = start.replace(day=1)
        end = (start + timedelta(days=32)).replace(day=1)
    return Span(start.astimezone(UTC), end.astimezone(UTC))


def told(window: Window) -> str:
    """How much in which time: `60 requests a minute`."""
    return f"{amount(window.metric, window.limit)} {_WORDS[window.period]}"


def amount(metric: Metric, value: int) -> str:
    """A quantity in words: `60 requests`, `$0.09`."""
    if metric is Metric.NANO_USD:
        return f"${as_usd(value)}"
    unit = "calls" if metric is Metric.CONCURRENCY else metric.value.replace("_", " ")
    return f"{value} {unit.removesuffix('s') if value == 1 else unit}"


def name_of(scope: Scope, scope_id: str, names: Mapping[Scope, str] = NO_NAMES) -> str:
    """Whom a window is for, in words. A key and a person go by these names where they are known:
    people read this who may see no part of a key, and know nobody by a number."""
    scope_id = names.get(scope) or scope_id
    if scope is Scope.GLOBAL:
        return "everybody together"
    if scope is Scope.DELIBERATION:
        return "this deliberation"
    return f"the {scope.value.replace('_', ' ')} {scope_id}"


def when_it_frees(frees_at: datetime | None) -> str:
    if frees_at is None:
        return "it does not free by itself"
    return f"it frees at {frees_at:%Y-%m-%d %H:%M:%S} UTC"


def refusing(before: str, whom: str, after: str) -> str:
    """Where that is too long, the name is cut: never what comes after it."""
    return f"{before}{shortened(whom, MOST_LETTERS - len(before) - len(after))}{after}"


def shortened(name: str, most_letters: int) -> str:
    return name if len(name) <= most_letters else f"{name[: most_letters - 1]}…"


def crossed(used: int, limit: int) -> list[int]:
    """The thresholds that have been reached, in per cent."""
    return [percent for percent in THRESHOLDS if limit > 0 and used * 100 >= percent * limit]
