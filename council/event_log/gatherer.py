"""Gathers events before they are appended: what is new at once, then about ten deltas a second of
each voice.

One thread per process appends what has gathered, for all deliberations that run there, in one
round trip to Redis: threads that speak wait for no other server.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from math import inf

from council.deliberation.events import (
    Event,
    OpinionDelta,
    OpinionStarted,
    SynthesisDelta,
    SynthesisStarted,
)
from council.deliberation.shown import SourceShown
from council.event_log.writer import Append, LogGone, LogWriter, append_all

MEMBER_SECONDS = 0.1
CHAIR_SECONDS = 0.05
AT_ONCE_SECONDS = 0.025  # so that what belongs together is appended together
EARLY_SECONDS = 0.025  # what is due so soon goes with what is due now
CHAIR = ""  # the chair's place among the voices

Delta = OpinionDelta | SynthesisDelta
Started = OpinionStarted | SynthesisStarted
Rebuild = Callable[[Sequence[Event]], LogWriter]
AppendAll = Callable[[Sequence[Append]], Sequence[Exception | None]]


class Gatherer:
    """Passes events on in each voice's order, its deltas in larger pieces. Safe from any thread.

    When its log is gone, `rebuild` is called with all that has been said, and returns the new one.
    """

    def __init__(
        self, log: LogWriter, rebuild: Rebuild, flusher: Flusher, history: Sequence[Event] = ()
    ) -> None:
        self.log = log
        self._rebuild = rebuild
        self._flusher = flusher
        self._is_still = threading.Condition()
        self._is_appending = False
        self._facts: list[Event] = list(history)
        self._texts: dict[str, list[Delta]] = {}
        self._queue: list[Event] = []
        self._gathered: dict[str, list[Delta]] = {}
        self._due_at: dict[str, float] = {}
        self._error: Exception | None = None

    def emit(self, event: Event) -> None:
        """Raises why an earlier event could not be appended: LeaseLost, RedisError."""
        with self._is_still:
            self._check()
            voice = _voice(event)
            if isinstance(event, Delta):
                self._texts.setdefault(voice, []).append(event)
                self._gathered.setdefault(voice, []).append(event)
                if len(self._gathered[voice]) > 1:
                    return
            else:
                self._facts.append(event)
                self._texts.pop(voice, None)
                gathered = self._gathered.pop(voice, [])
                if isinstance(event, Started):
                    self._due_at.pop(voice, None)
                elif gathered:
                    self._queue.append(_joined(gathered))
                self._queue.append(event)
            due_at = self._next_due_at(time.monotonic())
        self._flusher.watch(self, due_at)

    def take(self, now: float) -> list[Event]:
        """What is due; until `appended` tells what came of it, nothing more is given."""
        with self._is_still:
            if self._is_appending or self._error:
                return []
            due = [voice for voice in self._gathered if self._due(voice) <= now + EARLY_SECONDS]
            pieces = [_joined(self._gathered.pop(voice)) for voice in due]
            self._due_at.update({_voice(piece): now + _pause(piece) for piece in pieces})
            taken = [*self._queue, *pieces]
            self._queue = []
            self._is_appending = bool(taken)
            return taken

    def appended(self, failure: Exception | None) -> None:
        with self._is_still:
            try:
                if isinstance(failure, LogGone):
                    self.log, failure = self._rebuilt(), None
            except Exception as error:  # noqa: BLE001 -- the one thread must outlive any
                failure = error
            self._error = failure  # for the next who speaks: nobody is here to hear it
            self._is_appending = False
            self._is_still.notify_all()
            due_at = self._next_due_at(time.monotonic())
        self._flusher.watch(self, due_at)

    def rest(self) -> list[Event]:
        """All that has gathered and not been appended. Nobody may speak any more. Raises like
        `emit`."""
        with self._is_still:
            self._is_still.wait_for(lambda: not self._is_appending)
            self._check()
            left = [*self._queue, *map(_joined, self._gathered.values())]
            self._queue, self._gathered = [], {}
            return left

    def _check(self) -> None:
        if self._error:
            raise self._error

    def _next_due_at(self, now: float) -> float:
        if self._is_appending or self._error:
            return inf
        first = 0.0 if self._queue else min(map(self._due, self._gathered), default=inf)
        return max(first, now + AT_ONCE_SECONDS)

    def _due(self, voice: str) -> float:
        return self._due_at.get(voice, 0.0)

    def _rebuilt(self) -> LogWriter:
        self._queue, self._gathered = [], {}
        return self._rebuild([*self._facts, *map(_joined, self._texts.values())])


class Flusher:
    """Appends what is due of all that gathers in this process."""

    def __init__(self, append_all: AppendAll) -> None:
        self._append_all = append_all
        self._changed = threading.Condition()
        self._due_at: dict[Gatherer, float] = {}
        self._wakes_at = inf

    def watch(self, gatherer: Gatherer, due_at: float) -> None:
        """Something of this gatherer will be due then."""
        if due_at == inf:
            return
        with self._changed:
            if due_at < self._due_at.get(gatherer, inf):
                self._due_at[gatherer] = due_at
            if due_at < self._wakes_at:
                self._wakes_at = due_at
                self._changed.notify()

    def run(self) -> None:
        """For ever, as the one thread that does."""
        while True:
            with self._changed:
                while (seconds := self._seconds_left()) > 0:
                    self._changed.wait(seconds)
            self.flush(time.monotonic())

    def flush(self, now: float) -> None:
        """Append what is due."""
        taken = [
            (gatherer, pieces) for gatherer in self._due(now) if (pieces := gatherer.take(now))
        ]
        if not taken:
            return
        appends = [Append(gatherer.log, pieces) for gatherer, pieces in taken]
        failures: Sequence[Exception | None]
        try:
            failures = self._append_all(appends)
        except Exception as error:  # noqa: BLE001 -- without this thread nobody would be heard again
            failures = [error] * len(appends)
        for (gatherer, _), failure in zip(taken, failures, strict=True):
            gatherer.appended(failure)

    def _due(self, now: float) -> list[Gatherer]:
        with self._changed:
            soon = now + EARLY_SECONDS
            due = [gatherer for gatherer, due_at in self._due_at.items() if due_at <= soon]
            for gatherer in due:
                del self._due_at[gatherer]
            return due

    def _seconds_left(self) -> float:
        self._wakes_at = min(self._due_at.values(), default=inf)
        return min(self._wakes_at - time.monotonic(), threading.TIMEOUT_MAX)


@cache
def flusher() -> Flusher:
    """This process's one."""
    made = Flusher(append_all)
    threading.Thread(target=made.run, name="flusher", daemon=True).start()
    return made


def _joined(deltas: Sequence[Delta]) -> Delta:
    joined = replace(deltas[0], text="".join(delta.text for delta in deltas))
    if isinstance(joined, SynthesisDelta):
        return replace(joined, sources=tuple(s for delta in deltas for s in _sources(delta)))
    return joined


def _sources(delta: Delta) -> tuple[SourceShown, ...]:
    return delta.sources if isinstance(delta, SynthesisDelta) else ()


def _voice(event: Event) -> str:
    return str(getattr(event, "member", CHAIR))


def _pause(event: Event) -> float:
    return CHAIR_SECONDS if isinstance(event, SynthesisDelta) else MEMBER_SECONDS
