"""Appends to a log, for whoever holds the deliberation's lease."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final, cast
from uuid import UUID

import orjson

from council.deliberation.events import Event
from council.deliberation.voices import iso
from council.errors import LeaseLost
from council.event_log import keys
from providers.redis_client import commands

KEPT_SECONDS: Final = 600  # how long a stream outlives its deliberation
# Longer than any deliberation: what a lost worker never closed must not stay for ever.
LONGEST_SECONDS: Final = 86_400

GONE, LOST = -1, -2  # what the scripts answer

# Every append names the seq it follows, so that a call repeated after a lost reply does nothing.
APPEND: Final = """
local state = redis.call('HMGET', KEYS[2], 'epoch', 'token', 'seq', 'closed')
if state[1] ~= ARGV[1] then return -1 end
if state[2] ~= ARGV[2] then return -2 end
local seq, after, last = tonumber(state[3]), tonumber(ARGV[4]), tonumber(ARGV[4]) + #ARGV - 6
if seq == last then return seq end
if state[4] or seq ~= after then return -2 end
for i = 7, #ARGV do
  seq = seq + 1
  redis.call('XADD', KEYS[1], seq .. '-0', 'e', ARGV[i])
end
redis.call('PUBLISH', ARGV[3], ARGV[1] .. ' ' .. table.concat(ARGV, '\\n', 7))
redis.call('HSET', KEYS[2], 'seq', seq)
if ARGV[5] == '1' then redis.call('HSET', KEYS[2], 'closed', 1) end
redis.call('EXPIRE', KEYS[1], ARGV[6])
redis.call('EXPIRE', KEYS[2], ARGV[6])
return seq
"""

OPEN: Final = """
local state = redis.call('HMGET', KEYS[2], 'epoch', 'seq', 'closed', 'token')
if state[4] and state[4] > ARGV[2] then return -2 end
local is_new = ARGV[3] == '1'
if not state[1] and is_new then
  redis.call('DEL', KEYS[1])
  redis.call('HSET', KEYS[2], 'epoch', ARGV[1], 'seq', 0)
elseif state[1] ~= ARGV[1] or state[3] or (is_new and state[2] ~= '0') then
  return -1
end
redis.call('HSET', KEYS[2], 'token', ARGV[2])
redis.call('EXPIRE', KEYS[2], ARGV[4])
return 0
"""


class LogGone(Exception):
    """Redis has lost this log, or holds another epoch of it: it must be rebuilt."""


class LogWriter:
    """One log in one epoch; not safe to share between threads without a lock of the caller's."""

    def __init__(self, deliberation_id: UUID, epoch: int, token: UUID) -> None:
        self.deliberation_id = deliberation_id
        self.epoch = epoch
        self.token = token
        self.lines: list[bytes] = []
        self._keys = [keys.stream(deliberation_id), keys.state(deliberation_id)]
        self._channel = keys.channel(deliberation_id)
        self._append = commands().register_script(APPEND)

    def create(self) -> None:
        """Begin an empty log in this epoch.

        Raises LogGone if another log stands there, LeaseLost if a later holder has opened it.
        """
        self._open("1")

    def resume(self) -> list[bytes]:
        """Take over a log that should be there and return its events. Raises LogGone, LeaseLost."""
        self._open("0")
        entries = cast("list[tuple[bytes, dict[bytes, bytes]]]", commands().xrange(self._keys[0]))
        self.lines = [fields[keys.FIELD] for _, fields in entries]
        return self.lines

    def replace(self) -> None:
        """Begin an empty log in this epoch, whatever stands there."""
        commands().delete(*self._keys)
        self._open("1")

    def append(self, events: Sequence[Event]) -> None:
        """Number, store and publish the events in one step.

        Raises LeaseLost if another has taken over or the log is closed, LogGone if it is missing.
        """
        self._append_lines(self.encoded(events), is_last=0)

    def close(self, line: bytes) -> None:
        """Append the terminal event, already encoded; the stream expires a while later."""
        self._append_lines([line], is_last=1)

    def encoded(self, events: Sequence[Event]) -> list[bytes]:
        """The lines that these events would be if appended now."""
        at = iso(datetime.now(UTC))
        return [encode(event, seq, at) for seq, event in enumerate(events, len(self.lines) + 1)]

    def _append_lines(self, lines: Sequence[bytes], *, is_last: int) -> None:
        place: list[int | str] = [self.epoch, str(self.token), self._channel, len(self.lines)]
        seconds = KEPT_SECONDS if is_last else LONGEST_SECONDS
        _check(self._append(keys=self._keys, args=[*place, is_last, seconds, *lines]))
        self.lines += lines

    def _open(self, may_create: str) -> None:
        script = commands().register_script(OPEN)
        place: list[int | str] = [self.epoch, str(self.token), may_create]
        _check(script(keys=self._keys, args=[*place, LONGEST_SECONDS]))


def _check(answer: int) -> None:
    if answer == GONE:
        raise LogGone
    if answer == LOST:
        raise LeaseLost


def encode(event: Event, seq: int, at: str) -> bytes:
    """One line of a log."""
    head = orjson.dumps({"seq": seq, "at": at, "type": event.type})
    body = orjson.dumps(event)
    return head if body == b"{}" else head[:-1] + b"," + body[1:]
