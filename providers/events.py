"""What happens at the providers, for whoever watches: alerts and changes of state, in one stream in
Redis that keeps the last of them."""

from __future__ import annotations

import logging
import re
from collections.abc import AsyncIterator, Mapping
from typing import Final, cast

import orjson
from django.conf import settings
from django.utils import timezone
from redis import RedisError

from providers.following import STILL_HERE
from providers.moments import iso
from providers.redis_client import awaited, quick

log = logging.getLogger(__name__)

PROVIDERS: Final = "providers"
PLACE: Final = re.compile(r"(?:[0-9]{1,15}-[0-9]{1,15})?")
FIELD: Final = b"e"
MOST_KEPT: Final = 1_000
MOST_AT_ONCE: Final = 100
PING_SECONDS: Final = 10.0

Entries = list[tuple[bytes, dict[bytes, bytes]]]
Read = list[tuple[bytes, Entries]]


def publish(kind: str, facts: Mapping[str, object]) -> None:
    """Nothing fails over it: who watches reads the state itself when they come back."""
    event = orjson.dumps({"type": kind, "at": iso(timezone.now()), **facts})
    try:
        quick().xadd(_stream(), {FIELD: event}, maxlen=MOST_KEPT, approximate=True)
    except RedisError:
        log.warning("Redis does not answer: %s is told to nobody who watches", kind)


def recent_events(most: int) -> list[dict[str, object]]:
    """The newest first. None where Redis does not answer: what happened then is told to nobody."""
    try:
        entries = cast(Entries, quick().xrevrange(_stream(), count=most))
    except RedisError:
        log.warning("Redis does not answer: what happened at the providers is not known now")
        return []
    return [{"id": place.decode(), **orjson.loads(fields[FIELD])} for place, fields in entries]


async def follow_events(after: str, *, ping_seconds: float = PING_SECONDS) -> AsyncIterator[bytes]:
    """As Server-Sent Events: what came after that id, empty: what comes from now on. For ever, or
    until Redis does not answer: whoever reads connects again."""
    client, stream = awaited(), _stream()
    try:
        if not after:
            newest = cast(Entries, await client.xrevrange(stream, count=1))
            after = newest[0][0].decode() if newest else "0-0"
        while True:
            read = await client.xread(
                {stream: after}, count=MOST_AT_ONCE, block=int(ping_seconds * 1000)
            )
            entries = cast(Read, read)[0][1] if read else []
            if entries:
                after = entries[-1][0].decode()
            told = [_written(place, fields[FIELD]) for place, fields in entries]
            yield b"".join(told or [STILL_HERE])
    except RedisError:
        log.warning("Redis does not answer: whoever watches the providers has to come again")


def _written(place: bytes, event: bytes) -> bytes:
    kind = orjson.loads(event)["type"].encode()
    return b"id: %s\nevent: %s\ndata: %s\n\n" % (place, kind, event)


def _stream() -> str:
    return f"{settings.REDIS_PREFIX}providers:events"
