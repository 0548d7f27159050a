"""Boards in Redis, shared by all workers: one hash for each provider, changed in one step."""

from __future__ import annotations

import logging
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, fields
from typing import Final, cast

import orjson
import redis

from providers.cooldowns.boards import BoardStates, Decide, LocalBoards, changed
from providers.cooldowns.circuits import FOR_EVER, UNKNOWN, Circuit, Slice
from providers.cooldowns.protocol import Board, Changes
from providers.cooldowns.verdicts import REAL, Rules

log = logging.getLogger(__name__)

FRESH_SECONDS: Final = 0.25
DOWN_SECONDS: Final = 1.0  # how long a Redis that failed is not asked
KEPT_SECONDS: Final = 40 * 86_400  # longer than any month's allowance
MOST_TRIES: Final = 50

LOOK: Final = """
local time = redis.call('TIME')
return {1, time[1], time[2], redis.call('HGETALL', KEYS[1])}
"""
# Of each field the value on which it was decided must still stand; else nothing is changed.
CHANGE: Final = """
local stands = 1
for i = 2, #ARGV, 3 do
  if (redis.call('HGET', KEYS[1], ARGV[i]) or '') ~= ARGV[i + 1] then stands = 0 end
end
if stands == 1 then
  for i = 2, #ARGV, 3 do
    if ARGV[i + 2] == '' then redis.call('HDEL', KEYS[1], ARGV[i])
    else redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 2]) end
  end
  redis.call('EXPIRE', KEYS[1], ARGV[1])
end
local time = redis.call('TIME')
return {stands, time[1], time[2], redis.call('HGETALL', KEYS[1])}
"""

Raw = dict[str, bytes]
FIELDS: Final = frozenset(each.name for each in fields(Circuit))


@dataclass(slots=True)
class Seen:
    """A board as it stood when it was last read."""

    raw: Raw = field(default_factory=dict)
    board: Board = field(default_factory=dict)
    fresh_until: float = 0.0


class SharedBoards:
    """In Redis, by its clock; in this process where Redis is down, and from what was seen last."""

    def __init__(
        self,
        client: redis.Redis,
        prefix: str,
        clock: Callable[[], float] = time.time,
        ticks: Callable[[], float] = time.monotonic,
    ) -> None:
        self._prefix = prefix
        self._clock = clock
        self._ticks = ticks
        self._look = client.register_script(LOOK)
        self._swap = client.register_script(CHANGE)
        self._local = LocalBoards(self._now)
        self._seen: defaultdict[str, Seen] = defaultdict(Seen)
        self._locks: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)
        self._ahead_seconds = 0.0
        self._down_until = 0.0
        self._is_out = False

    def read(self, provider: str) -> tuple[Board, float]:
        seen = self._seen[provider]
        if self._ticks() >= seen.fresh_until:
            with self._locks[provider]:
                seen = self._fresh(provider)
        return seen.board, self._now()

    def known(self, provider: str) -> tuple[Board, float]:
        return self._seen[provider].board, self._now()

    def change(self, provider: str, decide: Decide) -> tuple[Board, Changes]:
        with self._locks[provider]:
            for _ in range(MOST_TRIES):
                seen = self._fresh(provider)
                if self._is_down():
                    break
                changes = decide(seen.board, self._now())
                if not changes or self._changed(provider, seen, changes):
                    return seen.board, changes
            before, changes = self._local.change(provider, decide)
            self._seen[provider] = self._see_locally(provider)
        return before, changes

    def _changed(self, provider: str, seen: Seen, changes: Changes) -> bool:
        """Whether it was; if not, what stands now has been read."""
        arguments: list[str | bytes | int] = [KEPT_SECONDS]
        for name, circuit in changes.items():
            arguments += [name, seen.raw.get(name, b""), _encoded(circuit)]
        return self._ask(provider, self._swap, arguments)

    def _fresh(self, provider: str) -> Seen:
        if self._ticks() < self._seen[provider].fresh_until:
            return self._seen[provider]
        if self._is_down() or not self._ask(provider, self._look, []):
            self._seen[provider] = self._see_locally(provider)
        return self._seen[provider]

    def _ask(
        self, provider: str, script: Callable[..., object], arguments: list[str | bytes | int]
    ) -> bool:
        try:
            reply = script(keys=[f"{self._prefix}{{{provider}}}"], args=arguments)
        except redis.RedisError:
            self._go_down()
            return False
        stands, seconds, microseconds, pairs = cast(tuple[int, bytes, bytes, list[bytes]], reply)
        self._ahead_seconds = int(seconds) + int(microseconds) / 1e6 - time.time()
        self._is_out = False
        self._seen[provider] = _seen(pairs, self._ticks() + FRESH_SECONDS)
        return bool(stands)

    def _now(self) -> float:
        return self._clock() + self._ahead_seconds

    def _is_down(self) -> bool:
        return self._ticks() < self._down_until

    def _go_down(self) -> None:
        if not self._is_out:
            self._is_out = True
            log.warning("Redis does not answer; cooldowns are kept in this process")
            for provider, seen in list(self._seen.items()):
                self._local.adopt(provider, seen.board)
        self._down_until = self._ticks() + DOWN_SECONDS

    def _see_locally(self, provider: str) -> Seen:
        board, _ = self._local.read(provider)
        return Seen({}, board, fresh_until=min(self._down_until, self._ticks() + FRESH_SECONDS))


class SharedStates(BoardStates):
    """What all workers know together. `prefix` stands before every key; by `ticks` it is told how
    long what was seen stays fresh."""

    def __init__(
        self,
        client: redis.Redis,
        prefix: str,
        rules: Rules = REAL,
        clock: Callable[[], float] = time.time,
        ticks: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(SharedBoards(client, prefix, clock, ticks), rules)


def _seen(pairs: list[bytes], fresh_until: float) -> Seen:
    raw = {name.decode(): value for name, value in zip(pairs[::2], pairs[1::2], strict=True)}
    board = {name: _decoded(value) for name, value in raw.items()}
    return Seen(raw, changed(board, {}), fresh_until)


def _encoded(circuit: Circuit) -> bytes:
    """Only what differs from a circuit of which nothing is known; infinity as null."""
    if circuit == UNKNOWN:
        return b""
    plain = asdict(UNKNOWN)
    told = {name: value for name, value in asdict(circuit).items() if value != plain[name]}
    if told.get("rests_until") == FOR_EVER:
        told["rests_until"] = None
    return orjson.dumps(told)


def _decoded(value: bytes) -> Circuit:
    told = orjson.loads(value)
    if told.get("rests_until", 0.0) is None:
        told["rests_until"] = FOR_EVER
    window = tuple(Slice(**each) for each in told.pop("window", ()))
    # A worker of another version may know more.
    known = {name: fact for name, fact in told.items() if name in FIELDS}
    return Circuit(**known, window=window)
