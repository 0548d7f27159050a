"""One at a time, over all workers: who holds the lease in Redis does it, the others let it be."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import redis
from django.conf import settings

from providers.redis_client import LET_GO, quick

log = logging.getLogger(__name__)

LEASE_SECONDS: Final = 30


@contextmanager
def leading(what: str) -> Iterator[bool]:
    """True for one, until the block ends or its lease has run out; False for everybody else, and
    where Redis cannot say."""
    name, token = f"{settings.REDIS_PREFIX}leader:{what}", uuid.uuid4().hex
    try:
        is_leader = bool(quick().set(name, token, nx=True, ex=LEASE_SECONDS))
    except redis.RedisError as error:
        log.warning("Nobody leads %s: %s", what, type(error).__name__)
        is_leader = False
    try:
        yield is_leader
    finally:
        if is_leader:
            _let_go(name, token)


def _let_go(name: str, token: str) -> None:
    """What cannot be let go runs out by itself."""
    try:
        quick().eval(LET_GO, 1, name, token)
    except redis.RedisError as error:
        log.warning("A lease could not be let go: %s", type(error).__name__)
