"""Counts what is not money, in Redis: every window that applies in one script, all or none."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, cast

import redis
from django.conf import settings
from redis.commands.core import Script
from redis.exceptions import NoScriptError

from providers.ledger.rate_scripts import READ, SETTLE, TAKE
from providers.ledger.windows import (
    EPOCH,
    SLIDING_SECONDS,
    SUB_BUCKETS,
    Metric,
    Refusal,
    Window,
    span_of,
)
from providers.protocol import MOST_ATTEMPT_SECONDS

LEASE_ROOM_SECONDS: Final = 10.0  # an attempt's place is free again at the latest so long after

Argument = str | int
LONGEST_LEASE_MILLISECONDS: Final = 2 * 1000 * int(MOST_ATTEMPT_SECONDS + LEASE_ROOM_SECONDS)


@dataclass(frozen=True, slots=True)
class Counter:
    """One window as it applies to one attempt. `whom` is its scope in words."""

    window: Window
    scope_id: str
    whom: str
    amount: int = 1
    lease_seconds: float = 0.0

    @property
    def key(self) -> str:
        return f"{settings.REDIS_PREFIX}{{quota}}:{self.window.id}:{self.scope_id}"

    @property
    def is_lease(self) -> bool:
        return self.window.metric is Metric.CONCURRENCY


@dataclass(frozen=True, slots=True)
class Taken:
    """What an attempt has taken, and the use of each window after it."""

    lease: str
    counters: Sequence[Counter]
    at: datetime
    used: Sequence[int]


@dataclass(frozen=True, slots=True)
class Reading:
    """`waiting`: how many found no place at once just now, and ask again."""

    used: int
    resets_at: datetime | None
    waiting: int = 0


class Rates:
    """The counters. Without a clock Redis tells the time, so that all machines agree."""

    def __init__(self, client: redis.Redis, clock: Callable[[], datetime] | None = None) -> None:
        self._clock = clock
        self._client = client
        self._take = client.register_script(TAKE)
        self._settle = client.register_script(SETTLE)
        self._read = client.register_script(READ)

    def take(self, lease: str, counters: Sequence[Counter]) -> Taken | Refusal:
        """Count the attempt in every window, or in none: then the one that is full longest."""
        now = self._now()
        arguments = [argument for counter in counters for argument in _arguments(counter, now)]
        keys = [counter.key for counter in counters]
        answer = self._run(self._take, keys, [self._told(now), lease, *arguments])
        at = EPOCH + timedelta(milliseconds=answer[1])
        if not answer[0]:
            return Taken(lease, counters, at, answer[2:])
        full = counters[answer[0] - 1]
        return Refusal(full.window, full.whom, answer[2], at, _later(at, answer[3]), full.amount)

    def settle(self, taken: Taken, amounts: dict[Metric, int]) -> None:
        """End the leases, and correct what was reserved to what was used."""
        keys: list[str] = []
        arguments: list[Argument] = []
        for counter in taken.counters:
            difference = amounts.get(counter.window.metric, counter.amount) - counter.amount
            if counter.is_lease or difference:
                keys.append(counter.key)
                arguments += ["" if counter.is_lease else _field(counter, taken.at), difference]
        if keys:
            self._run(self._settle, keys, [taken.lease, *arguments])

    def read(self, counters: Sequence[Counter]) -> list[Reading]:
        """How much of each is used now, and when some of it frees."""
        if not counters:
            return []
        now = self._now()
        arguments = [argument for counter in counters for argument in _arguments(counter, now)]
        keys = [counter.key for counter in counters]
        answer = self._run(self._read, keys, [self._told(now), "", *arguments])
        return [
            Reading(used, _later(now, free), waiting)
            for used, free, waiting in zip(answer[::3], answer[1::3], answer[2::3], strict=True)
        ]

    def _run(self, script: Script, keys: Sequence[str], arguments: Sequence[Argument]) -> list[int]:
        """By its name, which is cheaper than the client's own way; in full where Redis has lost
        it."""
        try:
            answer = self._client.evalsha(script.sha, len(keys), *keys, *map(str, arguments))
        except NoScriptError:
            answer = script(keys=keys, args=arguments)
        return cast(list[int], answer)

    def _now(self) -> datetime:
        return self._clock() if self._clock else datetime.now(UTC)

    def _told(self, now: datetime) -> Argument:
        return _milliseconds(now) if self._clock else ""


def _arguments(counter: Counter, now: datetime) -> tuple[Argument, ...]:
    """kind, limit, needed, amount, width or start, end, time to live."""
    window = counter.window
    needed = 1 if window.is_soft else counter.amount
    head = (window.limit, needed, counter.amount)
    if counter.is_lease:
        lease = math.ceil(counter.lease_seconds * 1000)
        return ("lease", *head, lease, 0, LONGEST_LEASE_MILLISECONDS)
    if window.slides:
        width = _width(window)
        return ("sliding", *head, width, 0, 2 * SUB_BUCKETS * width)
    span = span_of(window.period, window.zone, now)
    starts = _milliseconds(span.starts_at)
    if span.ends_at is None:
        return ("calendar", *head, starts, 0, 0)
    ends = _milliseconds(span.ends_at)
    return ("calendar", *head, starts, ends, 2 * (ends - starts))


def _field(counter: Counter, at: datetime) -> str:
    window = counter.window
    if window.slides:
        return str(_milliseconds(at) // _width(window))
    return str(_milliseconds(span_of(window.period, window.zone, at).starts_at))


def _width(window: Window) -> int:
    """Of a sub-bucket, in milliseconds."""
    return SLIDING_SECONDS[window.period] * 1000 // SUB_BUCKETS


def _milliseconds(moment: datetime) -> int:
    return (moment - EPOCH) // timedelta(milliseconds=1)


def _later(now: datetime, milliseconds: int) -> datetime | None:
    return now + timedelta(milliseconds=milliseconds) if milliseconds >= 0 else None
