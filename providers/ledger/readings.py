"""How full the quota windows are now: what the API and the admin show."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from redis import RedisError

from providers.ledger import budgets
from providers.ledger.limits import Applying, Limits
from providers.ledger.rates import Counter, Rates, Reading
from providers.ledger.windows import Metric, Scope, Window, name_of, span_of
from providers.money import as_usd


@dataclass(frozen=True, slots=True)
class WindowReading:
    """One window as it stands. `used` is None where it cannot be read now; money is told in USD,
    and the two numbers are None. `waiting` is told of places at once alone."""

    window: Window
    scope_id: str
    used_amount: int | None
    resets_at: datetime | None
    held_amount: int | None = None
    waiting: int | None = None

    @property
    def is_money(self) -> bool:
        return self.window.metric is Metric.NANO_USD

    @property
    def metric(self) -> str:
        return "cost" if self.is_money else self.window.metric.value

    @property
    def used(self) -> int | None:
        return None if self.is_money else self.used_amount

    @property
    def limit(self) -> int | None:
        return None if self.is_money else self.window.limit

    @property
    def used_usd(self) -> str | None:
        return as_usd(self.used_amount) if self.is_money else None

    @property
    def held_usd(self) -> str | None:
        return as_usd(self.held_amount) if self.is_money else None

    @property
    def limit_usd(self) -> str | None:
        return as_usd(self.window.limit) if self.is_money else None


def read_windows(applying: Applying, rates: Rates) -> list[WindowReading]:
    """All at once: one call of Redis and one query, however many there are."""
    money = [one for one in applying if one[0].metric is Metric.NANO_USD]
    counted = [one for one in applying if one[0].metric is not Metric.NANO_USD]
    read = {**_read_money(money), **_read_counted(counted, rates)}
    return [read[window.id, scope_id] for window, scope_id in applying]


def windows_of_provider(limits: Limits, name: str, key_ids: Iterable[str]) -> Applying:
    """Those of the provider, of its keys, and those that name one of its models."""
    found = dict.fromkeys(limits.applying_to({Scope.PROVIDER: name}))
    for key_id in key_ids:
        found.update(dict.fromkeys(limits.applying_to({Scope.KEY: key_id})))
    for window in limits.windows:
        if window.scope is Scope.MODEL and window.scope_id.startswith(f"{name}:"):
            found[window, window.scope_id] = None
    return list(found)


def windows_of_person(limits: Limits, person_id: int, api_key_id: str = "") -> Applying:
    """Everybody's, the person's own, those of the API key with which they ask, and those that name
    a council."""
    own = limits.applying_to(
        {Scope.API_KEY: api_key_id, Scope.PERSON: str(person_id), Scope.GLOBAL: ""}
    )
    councils = [
        (window, window.scope_id)
        for window in limits.windows
        if window.scope is Scope.COUNCIL and window.scope_id
    ]
    return [*own, *councils]


Read = dict[tuple[int, str], WindowReading]


def _read_money(applying: Applying) -> Read:
    now = timezone.now()
    places = [
        budgets.Place(window, scope_id, "", span_of(window.period, window.zone, now))
        for window, scope_id in applying
    ]
    return {
        (place.window.id, place.scope_id): WindowReading(
            place.window, place.scope_id, used, place.span.ends_at, held
        )
        for place, (used, held) in zip(places, budgets.used_and_held_in(places), strict=True)
    }


def _read_counted(applying: Applying, rates: Rates) -> Read:
    counters = [
        Counter(window, scope_id, name_of(window.scope, scope_id)) for window, scope_id in applying
    ]
    try:
        found: list[Reading] | list[None] = rates.read(counters)
    except RedisError:
        found = [None] * len(counters)
    return {
        (counter.window.id, counter.scope_id): _told(counter, reading)
        for counter, reading in zip(counters, found, strict=True)
    }


def _told(counter: Counter, reading: Reading | None) -> WindowReading:
    window, scope_id = counter.window, counter.scope_id
    if reading is None:
        return WindowReading(window, scope_id, None, None)
    waiting = reading.waiting if counter.is_lease else None
    return WindowReading(window, scope_id, reading.used, reading.resets_at, waiting=waiting)
