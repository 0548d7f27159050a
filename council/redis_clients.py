"""The connections to Redis: one pool for commands, one client for what is awaited."""

from __future__ import annotations

import asyncio
from functools import cache
from typing import cast
from weakref import WeakKeyDictionary

import redis
import redis.asyncio
from django.conf import settings
from redis.backoff import ExponentialBackoff
from redis.client import PubSub
from redis.retry import Retry

_awaited: WeakKeyDictionary[asyncio.AbstractEventLoop, redis.asyncio.Redis] = WeakKeyDictionary()

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


def subscription() -> PubSub:
    """A connection that may stay silent for hours: redis-py would drop it after five seconds."""
    client = redis.Redis.from_url(settings.REDIS_URL, socket_timeout=None)
    return cast(PubSub, client.pubsub())  # type: ignore[no-untyped-call]


def awaited() -> redis.asyncio.Redis:
    """The running event loop's own, pub/sub included."""
    loop = asyncio.get_running_loop()
    if loop not in _awaited:
        _awaited[loop] = redis.asyncio.Redis.from_url(settings.REDIS_URL, socket_timeout=None)
    return _awaited[loop]


def queue_length() -> int:
    """How many deliberations wait for a worker."""
    queue = f"{settings.REDIS_PREFIX}{settings.CELERY_TASK_DEFAULT_QUEUE}"
    return int(commands().llen(queue))
