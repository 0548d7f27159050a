"""Gathers deltas before they are appended: the first of a voice at once, then about ten a second.

One thread per process flushes what has gathered, for all deliberations that run there.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache

from council.deliberation.events import (
    Event,
    OpinionDelta,
    OpinionStarted,
    SynthesisDelta,
    SynthesisStarted,
)
from council.event_log.writer import LogGone

MEMBER_SECONDS = 0.1
CHAIR_SECONDS = 0.05
TICK_SECONDS = 0.025
CHAIR = ""  # the chair's place among the voices

Delta = OpinionDelta | SynthesisDelta
Started = OpinionStarted | SynthesisStarted
Append = Callable[[Sequence[Event]], None]


class Gatherer:
    """Passes events on in each voice's order, its deltas in larger pieces. That a voice has
    started waits for its first word, or a moment for the others. Safe from any thread.

    `append` is called with one or more events, never by two threads at once. When it raises
    LogGone, `rebuild` is called with all that has been said instead.
    """

    def __init__(self, append: Append, rebuild: Append, history: Sequence[Event] = ()) -> None:
        self._append = append
        self._rebuild = rebuild
        self._lock = threading.Lock()
        self._facts: list[Event] = list(history)
        self._texts: dict[str, list[Delta]] = {}
        self._starts: dict[str, Started] = {}
        self._gathered: dict[str, list[Delta]] = {}
        self._due_at: dict[str, float] = {}
        self._error: Exception | None = None

    def emit(self, event: Event) -> None:
        """Raises what `append` raises now, or raised while a piece was flushed."""
        with self._lock:
            if self._error:
                raise self._error
            voice = _voice(event)
            if isinstance(event, Delta):
                self._texts.setdefault(voice, []).append(event)
                self._take(voice, event)
                return
            self._facts.append(event)
            self._texts.pop(voice, None)
            if isinstance(event, Started):
                self._starts[voice] = event
                self._gathered.pop(voice, None)  # void from here on
                self._due_at[voice] = 0.0
                flusher().watch(self)
            else:
                self._pass_on([*self._taken(voice), event])

    def flush(self, now: float) -> None:
        """Append what is due."""
        with self._lock:
            due = [voice for voice in self._voices() if self._due_at[voice] <= now]
            pieces = [piece for voice in due for piece in self._taken(voice)]
            if not pieces or self._error:
                return
            said = [piece for piece in pieces if isinstance(piece, Delta)]
            self._due_at.update({_voice(piece): now + _pause(piece) for piece in said})
            try:
                self._pass_on(pieces)
            except Exception as error:  # noqa: BLE001 -- the one thread must outlive any
                self._error = error  # for the next who speaks: nobody is here to hear it

    def drain(self) -> None:
        """Append all that has gathered, so that nothing is left to flush after it."""
        with self._lock:
            pieces = [piece for voice in self._voices() for piece in self._taken(voice)]
            if pieces and not self._error:
                self._pass_on(pieces)

    def is_empty(self) -> bool:
        return not self._voices()

    def _take(self, voice: str, delta: Delta) -> None:
        now = time.monotonic()
        if voice in self._gathered:
            self._gathered[voice].append(delta)
        elif now >= self._due_at.get(voice, 0.0):
            self._due_at[voice] = now + _pause(delta)
            self._pass_on([*self._taken(voice), delta])
        else:
            self._gathered[voice] = [delta]
            flusher().watch(self)

    def _voices(self) -> dict[str, object]:
        """Those that have something to pass on."""
        return {**self._starts, **self._gathered}

    def _taken(self, voice: str) -> list[Event]:
        start, deltas = self._starts.pop(voice, None), self._gathered.pop(voice, None)
        return [*([start] if start else []), *([_joined(deltas)] if deltas else [])]

    def _pass_on(self, events: Sequence[Event]) -> None:
        try:
            self._append(events)
        except LogGone:
            self._starts.clear()
            self._gathered.clear()
            self._rebuild([*self._facts, *(_joined(texts) for texts in self._texts.values())])


class Flusher:
    """The one thread that flushes."""

    def __init__(self) -> None:
        self._wake = threading.Condition()
        self._watched: set[Gatherer] = set()
        threading.Thread(target=self._run, name="flusher", daemon=True).start()

    def watch(self, gatherer: Gatherer) -> None:
        with self._wake:
            if not self._watched:
                self._wake.notify()
            self._watched.add(gatherer)

    def _run(self) -> None:
        while True:
            with self._wake:
                self._wake.wait_for(lambda: bool(self._watched))
            time.sleep(TICK_SECONDS)  # so that voices come together
            with self._wake:
                watched = list(self._watched)
            now = time.monotonic()
            for gatherer in watched:
                gatherer.flush(now)
            with self._wake:
                # Asked without its lock: who gathers first fills, then calls `watch`.
                self._watched -= {gatherer for gatherer in watched if gatherer.is_empty()}


@cache
def flusher() -> Flusher:
    return Flusher()


def _joined(deltas: Sequence[Delta]) -> Delta:
    return replace(deltas[0], text="".join(delta.text for delta in deltas))


def _voice(event: Event) -> str:
    return str(getattr(event, "member", CHAIR))


def _pause(event: Event) -> float:
    return CHAIR_SECONDS if isinstance(event, SynthesisDelta) else MEMBER_SECONDS
