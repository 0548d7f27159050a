"""Follows a log from any place in it: replay, then what comes, each event once and in order."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from channels.db import database_sync_to_async

from council.event_log import keys, store
from council.event_log.fan_out import fan_out
from council.models import Deliberation
from providers.redis_client import awaited

PING_SECONDS: Final = 10.0
PLACE: Final = re.compile(r"(?:([0-9]{1,9}):)?([0-9]{1,9})|")


@dataclass(frozen=True, slots=True)
class Position:
    """After which event a reader wants to go on; `epoch` None: whichever stands."""

    epoch: int | None = None
    seq: int = 0

    @classmethod
    def parse(cls, text: str) -> Position:
        """`EPOCH:SEQ`, `SEQ` or nothing. Raises ValueError."""
        found = PLACE.fullmatch(text)
        if found is None:
            raise ValueError("A place in a log is written EPOCH:SEQ.")
        return cls(int(found[1]) if found[1] else None, int(found[2] or 0))


@dataclass(frozen=True, slots=True)
class Entry:
    """One event as it stands in the log."""

    epoch: int
    line: bytes

    @property
    def seq(self) -> int:
        return store.seq_of(self.line)


@dataclass(frozen=True, slots=True)
class Ping:
    """Nothing has happened for a while."""


@dataclass(frozen=True, slots=True)
class Reset:
    """The log was rebuilt: what was read before is void, and it follows from its beginning."""


Frame = Entry | Ping | Reset
Told = AsyncIterator[Sequence[Frame]]


async def follow(
    deliberation_id: UUID,
    after: Position,
    *,
    has_ended: bool = True,
    ping_seconds: float = PING_SECONDS,
) -> Told:
    """Everything after `after`, up to the terminal event, as it comes together; a Ping every ten
    seconds. `has_ended`: it may have, else its row need not be read before there is a log.

    Subscribes first, then replays, then follows and leaves out what it has seen; replays again
    after a gap or when the connection was made anew.
    """
    reading = _Reading(deliberation_id, after)
    clock = asyncio.get_running_loop().time
    async with fan_out().subscription(deliberation_id) as arriving:
        pings_at = clock() + ping_seconds
        frames: Sequence[Frame] = await reading.replay(has_ended=has_ended)
        while True:
            if frames:
                yield frames
            if reading.is_over:
                return
            try:
                async with asyncio.timeout_at(pings_at):
                    message = await arriving.get()
            except TimeoutError:
                pings_at = clock() + ping_seconds
                frames = [Ping(), *await reading.replay_quiet()]
            else:
                frames = await reading.hear(message)


class _Reading:
    """How far one reader has come."""

    def __init__(self, deliberation_id: UUID, after: Position) -> None:
        self.deliberation_id = deliberation_id
        self.epoch = after.epoch
        self.seq = after.seq
        self.is_over = False
        self.was_quiet = False

    async def hear(self, message: bytes | None) -> Sequence[Frame]:
        """What a published message adds: its events, less those that were seen; all that lacks
        if some before it do. None stands for messages that may have been missed."""
        self.was_quiet = False
        if message is None:
            return await self.replay()
        epoch, _, lines = message.partition(b" ")
        entries = [Entry(int(epoch), line) for line in lines.split(b"\n")]
        if self.epoch is None:  # there was no log yet
            self.epoch = int(epoch)
        if int(epoch) != self.epoch or entries[0].seq > self.seq + 1:
            return await self.replay()
        return [self._take(entry) for entry in entries if entry.seq > self.seq]

    async def replay(self, *, has_ended: bool = True) -> list[Frame]:
        """What stands in Redis after this place, else on the row."""
        redis = awaited()
        async with redis.pipeline(transaction=True) as pipeline:
            pipeline.hmget(keys.state(self.deliberation_id), "epoch", "seq", "closed")
            pipeline.xrange(keys.stream(self.deliberation_id))
            (epoch, seq, is_closed), entries = await pipeline.execute()
        if epoch is None:
            return await self._replay_row() if has_ended else []
        frames = self._after_here(int(epoch), [fields[keys.FIELD] for _, fields in entries])
        self.is_over = bool(is_closed) and self.seq >= int(seq)
        return frames

    async def replay_quiet(self) -> list[Frame]:
        """After two silent pings in a row, look whether the end was stored but never announced."""
        if not self.was_quiet:
            self.was_quiet = True
            return []
        return await self._replay_row()

    async def _replay_row(self) -> list[Frame]:
        row = await database_sync_to_async(_row)(self.deliberation_id)
        if row.event_log is None:
            return []
        frames = self._after_here(row.epoch, store.unpack(row.event_log))
        self.is_over = True
        return frames

    def _after_here(self, epoch: int, lines: Sequence[bytes]) -> list[Frame]:
        frames: list[Frame] = []
        if self.epoch is not None and self.epoch != epoch:
            self.seq = 0
            frames.append(Reset())
        self.epoch = epoch
        entries = (Entry(epoch, line) for line in lines)
        return frames + [self._take(entry) for entry in entries if entry.seq > self.seq]

    def _take(self, entry: Entry) -> Entry:
        self.seq = entry.seq
        self.is_over = store.is_terminal(entry.line)
        return entry


def _row(deliberation_id: UUID) -> Deliberation:
    return Deliberation.objects.only("epoch", "event_log").get(id=deliberation_id)
