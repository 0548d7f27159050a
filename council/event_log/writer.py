"""Appends to a log, for whoever holds the deliberation's lease."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, cast
from uuid import UUID

import orjson
from redis import RedisError
from redis.exceptions import NoScriptError

from council.deliberation.events import Event
from council.deliberation.voices import iso
from council.errors import LeaseLost
from council.event_log import keys
from providers.redis_client import commands

KEPT_SECONDS: Final = 600  # how long a stream outlives its deliberation
# Longer than any deliberation: what a lost worker never closed must not stay for ever.
LONGEST_SECONDS: Final = 86_400

GONE, LOST = -1, -2  # what the scripts answer
Answer = int | Exception
Arguments = tuple[int | str | bytes, ...]

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
APPEND_DIGEST: Final = hashlib.sha1(APPEND.encode(), usedforsecurity=False).hexdigest()

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
        [failure] = append_all([Append(self, events)])
        if failure:
            raise failure

    def close(self, lines: Sequence[bytes]) -> None:
        """Append the last events, already encoded; the stream expires a while later. Raises like
        `append`."""
        [answer] = _evaluate([self.appending(lines, is_last=True)])
        self.appended(lines, answer)

    def encoded(self, events: Sequence[Event]) -> list[bytes]:
        """The lines that these events would be if appended now."""
        at = iso(datetime.now(UTC))
        return [encode(event, seq, at) for seq, event in enumerate(events, len(self.lines) + 1)]

    def appending(self, lines: Sequence[bytes], *, is_last: bool = False) -> Arguments:
        """The call of the script that appends them."""
        seconds = KEPT_SECONDS if is_last else LONGEST_SECONDS
        place = (self.epoch, str(self.token), self._channel, len(self.lines))
        return (*self._keys, *place, int(is_last), seconds, *lines)

    def appended(self, lines: Sequence[bytes], answer: Answer) -> None:
        """What the script answered to that call. Raises like `append`."""
        _check(answer)
        self.lines += lines

    def _open(self, may_create: str) -> None:
        script = commands().register_script(OPEN)
        place: list[int | str] = [self.epoch, str(self.token), may_create]
        _check(script(keys=self._keys, args=[*place, LONGEST_SECONDS]))


@dataclass(frozen=True, slots=True)
class Append:
    """Events for the end of a log."""

    log: LogWriter
    events: Sequence[Event]


def append_all(appends: Sequence[Append]) -> list[Exception | None]:
    """Append to several logs in one round trip; for each of them what `append` would raise."""
    failures: list[Exception | None] = [None] * len(appends)
    encoded = {}
    for place, append in enumerate(appends):
        try:
            encoded[place] = append.log.encoded(append.events)
        except TypeError as error:  # an event that is no text
            failures[place] = error
    answers = _evaluate([appends[place].log.appending(encoded[place]) for place in encoded])
    for place, answer in zip(encoded, answers, strict=True):
        try:
            appends[place].log.appended(encoded[place], answer)
        except (LeaseLost, LogGone, RedisError) as error:
            failures[place] = error
    return failures


def _evaluate(calls: Sequence[Arguments]) -> list[Answer]:
    """What the script answers to each call. Redis is given the script when it does not know it:
    the same calls again do nothing twice."""
    try:
        answers = _answers(calls)
        if any(isinstance(answer, NoScriptError) for answer in answers):
            commands().script_load(APPEND)
            answers = _answers(calls)
    except RedisError as error:
        return [error] * len(calls)
    return answers


def _answers(calls: Sequence[Arguments]) -> list[Answer]:
    with commands().pipeline(transaction=False) as pipeline:
        for call in calls:
            pipeline.evalsha(APPEND_DIGEST, 2, *call)
        return list(pipeline.execute(raise_on_error=False))


def _check(answer: Answer) -> None:
    if isinstance(answer, Exception):
        raise answer
    if answer == GONE:
        raise LogGone
    if answer == LOST:
        raise LeaseLost


def encode(event: Event, seq: int, at: str) -> bytes:
    """One line of a log."""
    head = orjson.dumps({"seq": seq, "at": at, "type": event.type})
    body = orjson.dumps(event)
    return head if body == b"{}" else head[:-1] + b"," + body[1:]
