"""The connections to Redis for short commands, from any thread: patient ones and quick ones."""

from __future__ import annotations

from functools import cache
from typing import Final

import redis
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
