"""The connections to Redis beside those for commands: what is subscribed to, what is awaited."""

from __future__ import annotations

import asyncio
from typing import cast
from weakref import WeakKeyDictionary

import redis
import redis.asyncio
from django.conf import settings
from redis.client import PubSub

from providers.redis_client import commands

_awaited: WeakKeyDictionary[asyncio.AbstractEventLoop, redis.asyncio.Redis] = WeakKeyDictionary()


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
