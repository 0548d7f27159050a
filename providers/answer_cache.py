"""The exact cache in Redis: encrypted, bounded by bytes, the least lately used goes first."""

from __future__ import annotations

import logging
import time
import zlib
from collections.abc import Callable
from typing import Final, cast
from uuid import uuid4

import orjson
import redis
from cryptography.fernet import InvalidToken, MultiFernet

from providers.calls import Answer
from providers.flights import Flights
from providers.gateway.caching import CacheUsage
from providers.protocol import Deadline, ModelRef, Usage

log = logging.getLogger(__name__)

KEPT_SECONDS: Final = 3600
MOST_BYTES: Final = 256 * 2**20
LOOK_EVERY_SECONDS: Final = 0.1

# KEYS: answers (hash), used and ends (sorted by time), counts (hash); all of one slot.
FIND: Final = """
local time = redis.call('TIME')
local now = tonumber(time[1]) + tonumber(time[2]) / 1000000
redis.call('HINCRBY', KEYS[4], 'requests', ARGV[2])
local ends = redis.call('ZSCORE', KEYS[3], ARGV[1])
if not ends or tonumber(ends) <= now then return false end
redis.call('ZADD', KEYS[2], now, ARGV[1])
redis.call('HINCRBY', KEYS[4], 'hits', 1)
return redis.call('HGET', KEYS[1], ARGV[1])
"""
_FORGET: Final = """
local function forget(digest)
  local size = redis.call('HSTRLEN', KEYS[1], digest)
  if size > 0 then redis.call('HINCRBY', KEYS[4], 'bytes', -size) end
  redis.call('HDEL', KEYS[1], digest)
  redis.call('ZREM', KEYS[2], digest)
  redis.call('ZREM', KEYS[3], digest)
end
"""
# What was found and cannot be read was no hit; another may have kept it anew since.
DROP: Final = (
    _FORGET
    + """
redis.call('HINCRBY', KEYS[4], 'hits', -1)
if redis.call('HGET', KEYS[1], ARGV[1]) == ARGV[2] then forget(ARGV[1]) end
return 0
"""
)
KEEP: Final = (
    _FORGET
    + """
local time = redis.call('TIME')
local now = tonumber(time[1]) + tonumber(time[2]) / 1000000
for _, digest in ipairs(redis.call('ZRANGEBYSCORE', KEYS[3], '-inf', now, 'LIMIT', 0, 100)) do
  forget(digest)
end
forget(ARGV[1])
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
redis.call('ZADD', KEYS[2], now, ARGV[1])
redis.call('ZADD', KEYS[3], now + tonumber(ARGV[3]), ARGV[1])
local bytes = redis.call('HINCRBY', KEYS[4], 'bytes', #ARGV[2])
while bytes > tonumber(ARGV[4]) do
  forget(redis.call('ZRANGE', KEYS[2], 0, 0)[1])
  bytes = tonumber(redis.call('HGET', KEYS[4], 'bytes'))
end
return bytes
"""
)


class RedisAnswerCache:
    """One for all workers. What it keeps is never logged; what `cipher` cannot read is not there;
    without Redis nothing is kept. Who waits for another asks on their own `lease_seconds` after
    the other's process died."""

    def __init__(
        self,
        client: redis.Redis,
        prefix: str,
        cipher: MultiFernet,
        *,
        lease_seconds: float,
        kept_seconds: float = KEPT_SECONDS,
        most_bytes: int = MOST_BYTES,
    ) -> None:
        self._client = client
        self._cipher = cipher
        self._kept_seconds = kept_seconds
        self._most_bytes = most_bytes
        place = f"{prefix}{{answers}}"
        self._keys = [f"{place}:{name}" for name in ("answers", "used", "ends", "counts")]
        self._flights = Flights(client, f"{place}:asking:", lease_seconds=lease_seconds)
        self._find_script = client.register_script(FIND)
        self._drop_script = client.register_script(DROP)
        self._keep_script = client.register_script(KEEP)

    def recall(
        self, digest: str, model: ModelRef, deadline: Deadline, ask: Callable[[], Answer]
    ) -> Answer:
        start, token = time.monotonic(), uuid4().hex
        try:
            kept = self._find_or_lead(digest, token, deadline)
        except redis.RedisError:
            log.warning("Redis does not answer; nothing is taken from the cache")
            return ask()
        if kept is not None:
            return _answer(kept, model, time.monotonic() - start)
        return self._ask(digest, token, ask)

    def usage(self) -> CacheUsage:
        try:
            counts = cast(dict[bytes, bytes], self._client.hgetall(self._keys[3]))
            entries = self._client.hlen(self._keys[0])
        except redis.RedisError:
            return CacheUsage()
        return CacheUsage(
            requests=int(counts.get(b"requests", 0)),
            hits=int(counts.get(b"hits", 0)),
            entries=entries,
            size_bytes=int(counts.get(b"bytes", 0)),
        )

    def _find_or_lead(self, digest: str, token: str, deadline: Deadline) -> bytes | None:
        """What is kept; None where it is for this caller to ask, while the others wait."""
        kept = self._find(digest, requests=1)
        while kept is None:
            leads = self._flights.lead(digest, token)
            # Looked for again: who led before may have kept it in between.
            kept = self._find(digest, requests=0)
            if leads:
                if kept is not None:
                    self._flights.let_go(digest, token)
                break
            deadline.check()
            deadline.switch.wait(LOOK_EVERY_SECONDS)
        return kept

    def _ask(self, digest: str, token: str, ask: Callable[[], Answer]) -> Answer:
        with self._flights.leading(digest, token):
            answer = ask()
            if not answer.is_partial:
                self._keep(digest, answer)
        return answer

    def _find(self, digest: str, requests: int) -> bytes | None:
        found = cast(bytes | None, self._find_script(keys=self._keys, args=[digest, requests]))
        if found is None:
            return None
        try:
            return self._cipher.decrypt(found)
        except InvalidToken:  # its key has been taken away
            self._drop_script(keys=self._keys, args=[digest, found])
            return None

    def _keep(self, digest: str, answer: Answer) -> None:
        packed = self._cipher.encrypt(_packed(answer))
        if len(packed) > self._most_bytes:
            return
        try:
            self._keep_script(
                keys=self._keys, args=[digest, packed, self._kept_seconds, self._most_bytes]
            )
        except redis.RedisError:
            log.warning("Redis does not answer; an answer is not kept")


def _packed(answer: Answer) -> bytes:
    return zlib.compress(orjson.dumps([answer.text, answer.dropped]))


def _answer(packed: bytes, model: ModelRef, seconds: float) -> Answer:
    text, dropped = orjson.loads(zlib.decompress(packed))
    return Answer(
        text=text,
        model=model,
        usage=Usage(),
        seconds=seconds,
        is_partial=False,
        dropped=tuple(dropped),
        is_cached=True,
    )
