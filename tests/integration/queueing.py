"""What waits in Celery's queue."""

from __future__ import annotations

import base64
from typing import cast

import orjson
from django.conf import settings
from redis import Redis


def enqueued(redis: Redis) -> list[str]:
    """The deliberations that a worker would take up, as often as they stand there."""
    queue = f"{settings.REDIS_PREFIX}{settings.CELERY_TASK_DEFAULT_QUEUE}"
    messages = [orjson.loads(line) for line in cast("list[bytes]", redis.lrange(queue, 0, -1))]
    assert {m["headers"]["task"] for m in messages} <= {"council.tasks.run_deliberation"}
    bodies = [orjson.loads(base64.b64decode(message["body"])) for message in messages]
    return sorted(arguments[0] for arguments, *_ in bodies)
