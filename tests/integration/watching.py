"""Readers of logs: to the end, or live in a thread of their own."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any, cast
from uuid import UUID

import orjson
from django.db import connection

from council.event_log.reader import Entry, Frame, Position, Reset, follow
from providers.redis_client import awaited

SECONDS = 15.0
Event = dict[str, Any]


class Watch:
    """One reader, and what it has been sent so far."""

    def __init__(self, deliberation_id: UUID, after: Position, ping_seconds: float) -> None:
        self.frames: list[Frame] = []
        self._changed = threading.Condition()
        self._is_over = False
        self._reading = follow(deliberation_id, after, ping_seconds=ping_seconds)

    @property
    def events(self) -> list[Event]:
        """Those of the last epoch: what was read before a reset is void."""
        frames = list(self.frames)
        resets = [at for at, frame in enumerate(frames) if isinstance(frame, Reset)]
        return events_in(frames[resets[-1] if resets else 0 :])

    def wait_for(self, kind: str, **fields: object) -> Event:
        """The first event of this type with these fields, as soon as it is there."""
        found: list[Event] = []

        def has_come() -> bool:
            found[:] = [
                event
                for event in self.events
                if event["type"] == kind and fields.items() <= event.items()
            ]
            return bool(found) or self._is_over

        self._wait_until(has_come, kind)
        assert found, f"The log ended without {kind} {fields}"
        return found[0]

    def wait_for_seq(self, seq: int) -> None:
        self._wait_until(lambda: any(event["seq"] >= seq for event in self.events), f"seq {seq}")

    def to_the_end(self) -> list[Event]:
        self._wait_until(lambda: self._is_over, "end")
        return self.events

    async def read(self) -> None:
        async for frames in self._reading:
            with self._changed:
                self.frames += frames
                self._changed.notify_all()

    def end(self) -> None:
        with self._changed:
            self._is_over = True
            self._changed.notify_all()

    def _wait_until(self, condition: Callable[[], bool], what: str) -> None:
        with self._changed:
            came = self._changed.wait_for(condition, SECONDS)
        assert came, f"No {what} came; the last of {len(self.events)}: {self.events[-3:]}"


@contextmanager
def watching(
    *deliberation_ids: UUID, after: str = "", ping_seconds: float = 10.0
) -> Iterator[Sequence[Watch]]:
    """A live reader for each, all in one event loop as in a web process."""
    position = Position.parse(after)
    watches = [Watch(id_, position, ping_seconds) for id_ in deliberation_ids]
    loop = asyncio.new_event_loop()
    reading = loop.create_task(_read_all(watches))
    thread = threading.Thread(target=_run, args=(loop, reading))
    thread.start()
    try:
        yield watches
    finally:
        loop.call_soon_threadsafe(reading.cancel)
        thread.join()
        loop.close()


def read_log(deliberation_id: UUID, after: str = "", ping_seconds: float = 10.0) -> list[Event]:
    """Everything a reader is sent from there to the end."""
    with watching(deliberation_id, after=after, ping_seconds=ping_seconds) as [watch]:
        return watch.to_the_end()


def wait_until(condition: Callable[[], bool], what: str, seconds: float = SECONDS) -> None:
    """For what announces itself to nobody: a row, a count at the upstream."""
    ends_at = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < ends_at, f"Waited in vain for {what}"
        time.sleep(0.01)


def held_connections() -> int:
    """How many this process has out of its pool; SQLite has none to count."""
    if connection.vendor != "postgresql":
        return 0
    stats = cast("Any", connection).pool.get_stats()
    return int(stats["pool_size"] - stats["pool_available"])


def events_in(frames: Sequence[Frame]) -> list[Event]:
    return [orjson.loads(frame.line) for frame in frames if isinstance(frame, Entry)]


def types_of(events: Sequence[Event]) -> list[str]:
    return [event["type"] for event in events]


def seqs_of(events: Sequence[Event]) -> list[int]:
    return [event["seq"] for event in events]


def assert_whole(events: Sequence[Event]) -> None:
    """Every event once, in order, from the first to one terminal event."""
    assert seqs_of(events) == list(range(1, len(events) + 1))
    terminal = ("deliberation.finished", "deliberation.failed", "deliberation.cancelled")
    assert [event["seq"] for event in events if event["type"] in terminal] == [len(events)]


def _run(loop: asyncio.AbstractEventLoop, reading: asyncio.Task[None]) -> None:
    with suppress(asyncio.CancelledError):
        loop.run_until_complete(reading)
    others = asyncio.all_tasks(loop)
    for task in others:
        task.cancel()
    loop.run_until_complete(_ended(others))


async def _read_all(watches: Sequence[Watch]) -> None:
    try:
        await asyncio.gather(*(_read_one(watch) for watch in watches))
    finally:
        await awaited().aclose()


async def _ended(tasks: set[asyncio.Task[Any]]) -> None:
    await asyncio.gather(*tasks, return_exceptions=True)


async def _read_one(watch: Watch) -> None:
    try:
        await watch.read()
    finally:
        watch.end()
