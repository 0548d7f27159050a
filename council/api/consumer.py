"""The WebSocket: replay, then follow."""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime
from urllib.parse import parse_qs
from uuid import UUID

import orjson
from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer
from django.db import DatabaseError
from redis import RedisError

from council.event_log.reader import Entry, Frame, Ping, Position, Told, follow
from council.models import Deliberation
from providers.moments import iso

log = logging.getLogger(__name__)

NORMAL, TRY_AGAIN = 1000, 1011


class DeliberationConsumer(AsyncWebsocketConsumer):
    """Sends what the log has after `?after=`, and then what comes, as JSON text frames.

    A stranger is refused before the socket is accepted. The first frame, and one after each
    reset, names the epoch; a ping comes every ten seconds.
    """

    async def connect(self) -> None:
        deliberation_id: UUID = self.scope["url_route"]["kwargs"]["deliberation_id"]
        try:
            after = Position.parse(self._parameter("after"))
        except ValueError:
            await self.close()
            return
        look = database_sync_to_async(Deliberation.objects.status_for)
        deliberation = await look(self.scope.get("user"), deliberation_id)
        if deliberation is None:
            await self.close()
            return
        await self.accept()
        told = follow(deliberation_id, after, has_ended=deliberation.has_ended)
        self.following = asyncio.create_task(self._follow(deliberation_id, told))

    async def disconnect(self, code: int) -> None:  # noqa: ARG002
        if hasattr(self, "following"):
            self.following.cancel()

    async def _follow(self, deliberation_id: UUID, told: Told) -> None:
        try:
            await self._send_log(told)
        except (RedisError, DatabaseError):
            log.warning("The events of %s cannot be read now", deliberation_id, exc_info=True)
            await self.close(TRY_AGAIN)
        else:
            await self.close(NORMAL)

    async def _send_log(self, told: Told) -> None:
        epoch: int | None = None
        async for frames in told:
            for frame in frames:
                if isinstance(frame, Entry) and frame.epoch != epoch:
                    epoch = frame.epoch
                    await self._send({"type": "epoch", "epoch": epoch})
                await self._send_frame(frame)

    async def _send_frame(self, frame: Frame) -> None:
        if isinstance(frame, Entry):
            await self.send(text_data=frame.line.decode())
        elif isinstance(frame, Ping):
            await self._send({"type": "ping", "at": iso(datetime.now(UTC))})
        else:
            await self._send({"type": "reset"})

    async def _send(self, frame: dict[str, object]) -> None:
        await self.send(text_data=orjson.dumps(frame).decode())

    def _parameter(self, name: str) -> str:
        sent: dict[str, list[str]] = parse_qs(self.scope["query_string"].decode())
        return sent.get(name, [""])[-1]
