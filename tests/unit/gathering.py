"""A log in memory with the gatherer before it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from itertools import count
from typing import cast

from council.deliberation.events import Event, OpinionDelta, SynthesisDelta
from council.event_log.gatherer import Flusher, Gatherer
from council.event_log.writer import Append, LogWriter

SOON = 5.0
_seconds = count(1)


class Log:
    """Fails when it is told to."""

    def __init__(self, flusher: Flusher, history: Sequence[Event] = ()) -> None:
        self.events: list[Event] = []
        self.rebuilt: list[list[Event]] = []
        self.failures: list[Exception] = []
        self.appends = 0
        self._changed = threading.Condition()
        here = cast(LogWriter, self)
        self.gatherer = Gatherer(here, self.rebuild, flusher, history=history)

    def append(self, events: Sequence[Event]) -> Exception | None:
        with self._changed:
            self._changed.notify_all()
            if self.failures:
                return self.failures.pop(0)
            self.appends += 1
            self.events += events
            return None

    def rebuild(self, events: Sequence[Event]) -> LogWriter:
        self.rebuilt.append(list(events))
        if self.failures:
            raise self.failures.pop(0)
        self.events = list(events)
        return cast(LogWriter, self)

    def wait_for(self, is_there: Callable[[], bool]) -> None:
        with self._changed:
            assert self._changed.wait_for(is_there, SOON), self.events

    def text(self, voice: str = "ann") -> str:
        return "".join(piece.text for piece in self.pieces(voice))

    def pieces(self, voice: str = "ann") -> list[OpinionDelta | SynthesisDelta]:
        return [
            event
            for event in self.events
            if isinstance(event, OpinionDelta | SynthesisDelta)
            and getattr(event, "member", "chair") == voice
        ]


def gathering(history: Sequence[Event] = ()) -> tuple[Flusher, Log]:
    flusher = Flusher(append_all)
    return flusher, Log(flusher, history)


def append_all(appends: Sequence[Append]) -> list[Exception | None]:
    return [cast(Log, append.log).append(append.events) for append in appends]


def say(flusher: Flusher, log: Log, *events: Event) -> None:
    """Emit them and append what is due some seconds later."""
    for event in events:
        log.gatherer.emit(event)
    flusher.flush(time.monotonic() + next(_seconds))
