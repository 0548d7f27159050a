"""Celery and our own clients find the same Redis."""

from __future__ import annotations

import pytest
import redis
from kombu import Connection

from backend import redis_urls


@pytest.mark.parametrize("database", [0, 3])
def test_what_celery_queues_stands_where_we_look(redis_store: redis.Redis, database: int) -> None:
    url = redis_store.get_connection_kwargs()["path"]
    address = f"unix://{url}?db={database}"
    with Connection(redis_urls.for_celery(address)) as connection:
        connection.SimpleQueue("letters").put("Why, canary?")
    with redis.Redis.from_url(address) as ours:
        assert ours.llen("letters") == 1
