"""The connections to Redis for short commands: one pool for each process."""

from __future__ import annotations

from functools import cache

import redis
from django.conf import settings
from redis.backoff import ExponentialBackoff
from redis.retry import Retry

MOST_CONNECTIONS = 100
WAIT_SECONDS = 20


@cache
def commands() -> redis.Redis:
    """For short commands from any thread; waits for a free connection rather than failing."""
    pool = redis.BlockingConnectionPool.from_url(
        settings.REDIS_URL,
        max_connections=MOST_CONNECTIONS,
        timeout=WAIT_SECONDS,
        retry=Retry(ExponentialBackoff(cap=1.0, base=0.05), retries=6),
    )
    return redis.Redis(connection_pool=pool)
