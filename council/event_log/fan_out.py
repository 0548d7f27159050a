"""One connection to Redis per web process, fanned out to every reader in memory."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any
from uuid import UUID
from weakref import WeakKeyDictionary

from redis.asyncio.client import PubSub
from redis.exceptions import RedisError

from council.event_log import keys
from providers.redis_client import awaited

log = logging.getLogger(__name__)

Arriving = asyncio.Queue[bytes | None]

NOBODY = UUID(int=0)  # a channel that is never published to keeps the connection subscribed
RECONNECT_SECONDS = 0.5


class FanOut:
    """Subscribes to a deliberation while anybody reads it. Lives in one event loop."""

    def __init__(self) -> None:
        self._readers: dict[str, set[Arriving]] = {}
        self._subscribing = asyncio.Lock()
        self._pubsub: PubSub = awaited().pubsub()
        self._listening: asyncio.Task[None] | None = None

    @asynccontextmanager
    async def subscription(self, deliberation_id: UUID) -> AsyncIterator[Arriving]:
        """What is published from now on, as the epoch, a blank and the lines that were appended;
        None where some may have been missed."""
        channel = keys.channel(deliberation_id)
        arriving: Arriving = asyncio.Queue()
        await self._add(channel, arriving)
        try:
            yield arriving
        finally:
            await self._remove(channel, arriving)

    async def _add(self, channel: str, arriving: Arriving) -> None:
        async with self._subscribing:
            if self._listening is None:
                await self._pubsub.subscribe(keys.channel(NOBODY))
                self._listening = asyncio.create_task(self._listen())
            readers = self._readers.setdefault(channel, set())
            if not readers:
                await self._pubsub.subscribe(channel)
            readers.add(arriving)

    async def _remove(self, channel: str, arriving: Arriving) -> None:
        async with self._subscribing:
            readers = self._readers[channel]
            readers.discard(arriving)
            if not readers:
                del self._readers[channel]
                with suppress(RedisError):  # what comes for nobody is dropped
                    await self._pubsub.unsubscribe(channel)

    async def _listen(self) -> None:
        while True:
            try:
                message = await self._pubsub.get_message(timeout=None)
            except RedisError:
                log.warning("The connection for events was lost; making it anew")
                await asyncio.sleep(RECONNECT_SECONDS)
                continue
            if message:
                self._pass_on(message)

    def _pass_on(self, message: dict[str, Any]) -> None:
        """Redis says when it has subscribed, also anew: what was published before is to be read."""
        heard = {"message": message["data"], "subscribe": None}
        if message["type"] in heard:
            for arriving in self._readers.get(message["channel"].decode(), ()):
                arriving.put_nowait(heard[message["type"]])


_fan_outs: WeakKeyDictionary[asyncio.AbstractEventLoop, FanOut] = WeakKeyDictionary()


def fan_out() -> FanOut:
    """The running event loop's own."""
    loop = asyncio.get_running_loop()
    if loop not in _fan_outs:
        _fan_outs[loop] = FanOut()
    return _fan_outs[loop]
