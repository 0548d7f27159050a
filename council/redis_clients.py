"""The connection to Redis for what is subscribed to, and what waits there for a worker."""

from __future__ import annotations

from typing import cast

import redis
from django.conf import settings
from redis.client import PubSub

from providers.redis_client import commands


def subscription() -> PubSub:
    """A connection that may stay silent for hours: redis-py would drop it after five seconds."""
    client = redis.Redis.from_url(settings.REDIS_URL, socket_timeout=None)
    return cast(PubSub, client.pubsub())  # type: ignore[no-untyped-call]


def queue_length() -> int:
    """How many deliberations wait for a worker."""
    queue = f"{settings.REDIS_PREFIX}{settings.CELERY_TASK_DEFAULT_QUEUE}"
    return int(commands().llen(queue))
