"""What a person tells a sitting council: kept in a list until heard, announced on a channel."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final, Literal
from uuid import UUID, uuid4

import orjson
from django.conf import settings

from council import redis_clients
from council.deliberation.controls import Controls
from providers.redis_client import commands

Command = Literal["cancel", "stop", "synthesize", "retry_now", "skip"]
KEPT_SECONDS: Final = 86_400


def give(
    deliberation_id: UUID, command: Command, *, by: str, member: str = "", meant: str = ""
) -> None:
    """Keep the command for whoever runs the deliberation, now or after a restart, and tell it.
    `meant`: which wait, by its end, or which model."""
    told = {"command": command, "by": by, "member": member, "meant": meant, "id": uuid4().hex}
    line = orjson.dumps(told)
    with commands().pipeline() as pipeline:
        pipeline.rpush(_list(deliberation_id), line)
        pipeline.expire(_list(deliberation_id), KEPT_SECONDS)
        pipeline.publish(_channel(), str(deliberation_id))
        pipeline.execute()


def deliver_waiting(deliberation_id: UUID, controls: Controls) -> None:
    """Carry out every command given so far, in order, and each once: who was stopped may chair
    again."""
    with controls.hearing:
        for line in commands().lrange(_list(deliberation_id), 0, -1):
            if controls.hears_first(line):
                _carry_out(line, controls)


def _carry_out(line: bytes | str, controls: Controls) -> None:
    match orjson.loads(line):
        case {"command": "cancel", "by": by}:
            controls.cancel(by)
        case {"command": "stop", "by": by, "member": member}:
            controls.stop(member, by)
        case {"command": "synthesize", "by": by, "member": member}:
            if member:
                controls.appoint(member, by)
            controls.hurry()
        case {"command": "retry_now", "member": member, "meant": resumes_at}:
            controls.retry_now(member, datetime.fromisoformat(resumes_at))
        case {"command": "skip", "member": member, "meant": model}:
            controls.skip(member, model)


def listen() -> Iterator[UUID | None]:
    """The deliberations that commands are given to, for as long as the connection holds; None
    when it has begun to hear, also anew, and any may have been missed before.

    Raises RedisError.
    """
    with redis_clients.subscription() as pubsub:
        pubsub.subscribe(_channel())
        for message in pubsub.listen():  # type: ignore[no-untyped-call]
            yield UUID(message["data"].decode()) if message["type"] == "message" else None


def _list(deliberation_id: UUID) -> str:
    return f"{settings.REDIS_PREFIX}commands:{deliberation_id}"


def _channel() -> str:
    return f"{settings.REDIS_PREFIX}commands"
