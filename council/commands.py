"""What a person tells a sitting council: kept in a list until heard, announced on a channel."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from threading import Event
from typing import Final, Literal
from uuid import UUID

import orjson
from django.conf import settings
from redis import ConnectionError as RedisConnectionError

from council import redis_clients
from council.deliberation.controls import Controls

log = logging.getLogger(__name__)

Command = Literal["cancel", "stop", "synthesize"]
KEPT_SECONDS: Final = 86_400
RECONNECT_SECONDS: Final = 0.5


def give(deliberation_id: UUID, command: Command, *, by: str, member: str = "") -> None:
    """Keep the command for whoever runs the deliberation, now or after a restart, and tell it."""
    line = orjson.dumps({"command": command, "by": by, "member": member})
    with redis_clients.commands().pipeline() as pipeline:
        pipeline.rpush(_list(deliberation_id), line)
        pipeline.expire(_list(deliberation_id), KEPT_SECONDS)
        pipeline.publish(_channel(), str(deliberation_id))
        pipeline.execute()


def deliver_waiting(deliberation_id: UUID, controls: Controls) -> None:
    """Carry out every command given so far; doing so again changes nothing."""
    for line in redis_clients.commands().lrange(_list(deliberation_id), 0, -1):
        match orjson.loads(line):
            case {"command": "cancel", "by": by}:
                controls.cancel(by)
            case {"command": "stop", "by": by, "member": member}:
                controls.stop(member, by)
            case {"command": "synthesize"}:
                controls.hurry()


def listen(has_stopped: Event) -> Iterator[UUID | None]:
    """The deliberations that commands are given to, until stopped; None when the connection was
    made anew and any may have been missed."""
    while not has_stopped.is_set():
        try:
            with redis_clients.subscription() as pubsub:
                pubsub.subscribe(_channel())
                yield None
                for message in pubsub.listen():  # type: ignore[no-untyped-call]
                    yield UUID(message["data"].decode())
        except RedisConnectionError:
            if not has_stopped.wait(RECONNECT_SECONDS):
                log.warning("The connection for commands was lost; making it anew")


def _list(deliberation_id: UUID) -> str:
    return f"{settings.REDIS_PREFIX}commands:{deliberation_id}"


def _channel() -> str:
    return f"{settings.REDIS_PREFIX}commands"
