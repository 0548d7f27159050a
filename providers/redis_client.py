"""The connections to Redis: for short commands from any thread, patient and quick ones, and for the
event loop."""

from __future__ import annotations

import asyncio
from functools import cache
from typing import Final
from weakref import WeakKeyDictionary

import redis
import redis.asyncio
from django.conf import settings
from redis.backoff import ExponentialBackoff, NoBackoff
from redis.retry import Retry

MOST_CONNECTIONS: Final = 100
WAIT_SECONDS: Final = 20
QUICK_SECONDS: Final = 0.5
# A lease is let go by whoever holds it, and by nobody else.
LET_GO: Final = """
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0
"""

_awaited: WeakKeyDictionary[asyncio.AbstractEventLoop, redis.asyncio.Redis] = WeakKeyDictionary()


@cache
def commands() -> redis.Redis:
    """Waits for a free connection rather than failing, and tries again."""
    pool = redis.BlockingConnectionPool.from_url(
        settings.REDIS_URL,
        max_connections=MOST_CONNECTIONS,
        timeout=WAIT_SECONDS,
        retry=Retry(ExponentialBackoff(cap=1.0, base=0.05), retries=6),
    )
    return redis.Redis(connection_pool=pool)


@cache
def quick() -> redis.Redis:
    """What cannot answer at once counts as down: fails soon and never tries again by itself."""
    pool = redis.BlockingConnectionPool.from_url(
        settings.REDIS_URL,
        max_connections=MOST_CONNECTIONS,
        timeout=QUICK_SECONDS,
        socket_timeout=QUICK_SECONDS,
        socket_connect_timeout=QUICK_SECONDS,
        retry=Retry(NoBackoff(), retries=0),
    )
    return redis.Redis(connection_pool=pool)


def awaited() -> redis.asyncio.Redis:
    """The running event loop's own, pub/sub included."""
    loop = asyncio.get_running_loop()
    if loop not in _awaited:
        _awaited[loop] = redis.asyncio.Redis.from_url(settings.REDIS_URL, socket_timeout=None)
    return _awaited[loop]
