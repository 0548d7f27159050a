"""Appends to a log, for whoever holds the deliberation's lease."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import Any, Final, cast
from uuid import UUID

import orjson
from redis import RedisError
from redis.exceptions import NoScriptError

from council.deliberation.events import Event
from council.errors import LeaseLost
from council.event_log import keys
from providers.moments import iso
from providers.redis_client import commands

KEPT_SECONDS: Final = 600  # how long a stream outlives its deliberation
# Longer than any deliberation: what a lost worker never closed must not stay for ever.
LONGEST_SECONDS: Final = 86_400

GONE, LOST = -1, -2  # what the scripts answer
Answer = int | Exception
Call = tuple[Any, ...]  # the digest of a script, how many keys it has, keys and arguments

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
if state[1] == ARGV[1] and state[4] == ARGV[2] and not state[3] then return 0 end
if state[4] and state[4] > ARGV[2] then return -2 end
local is_new = ARGV[3] == 'create'
if ARGV[3] == 'replace' or (is_new and not state[1]) then
  redis.call('DEL', KEYS[1], KEYS[2])
  redis.call('HSET', KEYS[2], 'epoch', ARGV[1], 'seq', 0)
elseif state[1] ~= ARGV[1] or state[3] or (is_new and state[2] ~= '0') then
  return -1
end
redis.call('HSET', KEYS[2], 'token', ARGV[2])
redis.call('EXPIRE', KEYS[2], ARGV[4])
return 0
"""


def _digest(script: str) -> str:
    return hashlib.sha1(script.encode(), usedforsecurity=False).hexdigest()


OPEN_DIGEST: Final = _digest(OPEN)
APPEND_DIGEST: Final = _digest(APPEND)


class LogGone(Exception):
    """Redis has lost this log, or holds another epoch of it: it must be rebuilt."""


class LogWriter:
    """One log in one epoch; not safe to share between threads without a lock of the caller's."""

    def __init__(self, deliberation_id: UUID, epoch: int, token: UUID) -> None:
        self.deliberation_id = deliberation_id
        self.epoch = epoch
        self.token = token
        self.lines: list[bytes] = []
        self._opens_by = ""
        self._keys = [keys.stream(deliberation_id), keys.state(deliberation_id)]
        self._channel = keys.channel(deliberation_id)

    @property
    def is_open(self) -> bool:
        """Whether anything was appended, or taken over."""
        return not self._opens_by

    def create(self) -> None:
        """Have the first append begin an empty log in this epoch.

        That raises LogGone if another log stands there, LeaseLost if a later holder has opened it.
        """
        self._opens_by = "create"

    def resume(self) -> list[bytes]:
        """Take over a log that should be there and return its events. Raises LogGone, LeaseLost."""
        self._open()
        entries = cast("list[tuple[bytes, dict[bytes, bytes]]]", commands().xrange(self._keys[0]))
        self.lines = [fields[keys.FIELD] for _, fields in entries]
        return self.lines

    def replace(self) -> None:
        """Have the first append begin an empty log in this epoch, whatever an earlier holder has
        left there or still puts there."""
        self._opens_by = "replace"

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
        self.appended(lines, _evaluate(self.appending(lines, is_last=True)))

    def announce(self, line: bytes) -> None:
        """Publish the last event of a log that is gone: who follows it reads on from the row."""
        commands().publish(self._channel, b"%d %s" % (self.epoch, line))

    def encoded(self, events: Sequence[Event]) -> list[bytes]:
        """The lines that these events would be if appended now."""
        at = iso(datetime.now(UTC))
        return [encode(event, seq, at) for seq, event in enumerate(events, len(self.lines) + 1)]

    def appending(self, lines: Sequence[bytes], *, is_last: bool = False) -> list[Call]:
        """The calls of the scripts that append them."""
        seconds = KEPT_SECONDS if is_last else LONGEST_SECONDS
        place = (self.epoch, str(self.token), self._channel, len(self.lines))
        append: Call = (APPEND_DIGEST, 2, *self._keys, *place, int(is_last), seconds, *lines)
        return [self._opening(self._opens_by), append] if self._opens_by else [append]

    def appended(self, lines: Sequence[bytes], answers: Iterable[Answer]) -> None:
        """What the scripts answered to those calls. Raises like `append`."""
        for answer in answers:
            _check(answer)
        self._opens_by = ""
        self.lines += lines

    def _open(self) -> None:
        for answer in _evaluate([self._opening("resume")]):
            _check(answer)

    def _opening(self, how: str) -> Call:
        place = (self.epoch, str(self.token), how, LONGEST_SECONDS)
        return (OPEN_DIGEST, 2, *self._keys, *place)


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
    calls = {place: appends[place].log.appending(lines) for place, lines in encoded.items()}
    answers = iter(_evaluate([call for each in calls.values() for call in each]))
    for place, lines in encoded.items():
        own = list(islice(answers, len(calls[place])))
        try:
            appends[place].log.appended(lines, own)
        except (LeaseLost, LogGone, RedisError) as error:
            failures[place] = error
    return failures


def _evaluate(calls: Sequence[Call]) -> list[Answer]:
    """What the scripts answer to each call. Redis is given them when it does not know them: the
    same calls again do nothing twice."""
    try:
        answers = _answers(calls)
        if any(isinstance(answer, NoScriptError) for answer in answers):
            for script in (OPEN, APPEND):
                commands().script_load(script)
            answers = _answers(calls)
    except RedisError as error:
        return [error] * len(calls)
    return answers


def _answers(calls: Sequence[Call]) -> list[Answer]:
    with commands().pipeline(transaction=False) as pipeline:
        for call in calls:
            pipeline.evalsha(*call)
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
