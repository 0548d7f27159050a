"""Connections to the tests' Redis as other processes would have them, closed after each test."""

from __future__ import annotations

from typing import TypeVar, cast

import redis
from django.conf import settings

Client = TypeVar("Client", bound=redis.Redis)

_open: list[redis.Redis] = []


def connect(kind: type[Client]) -> Client:
    """A client with a pool of its own."""
    client = cast(Client, kind.from_url(settings.REDIS_URL))
    _open.append(client)
    return client


def close_all() -> None:
    while _open:
        _open.pop().close()
