"""The connections of the provider layer to Redis: what cannot answer at once counts as down."""

from __future__ import annotations

from functools import cache
from typing import Final

import redis
from django.conf import settings
from redis.backoff import NoBackoff
from redis.retry import Retry

MOST_CONNECTIONS: Final = 50
PATIENCE_SECONDS: Final = 0.5


@cache
def quick() -> redis.Redis:
    """For short commands from any thread. Fails soon and never tries again by itself."""
    pool = redis.BlockingConnectionPool.from_url(
        settings.REDIS_URL,
        max_connections=MOST_CONNECTIONS,
        timeout=PATIENCE_SECONDS,
        socket_timeout=PATIENCE_SECONDS,
        socket_connect_timeout=PATIENCE_SECONDS,
        retry=Retry(NoBackoff(), retries=0),
    )
    return redis.Redis(connection_pool=pool)
