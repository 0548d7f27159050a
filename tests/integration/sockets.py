"""The browser's end of a WebSocket, spoken to the application itself."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import orjson
from asgiref.sync import async_to_sync
from asgiref.testing import ApplicationCommunicator
from django.contrib.auth.models import User

from backend.asgi import application
from providers.redis_client import awaited
from tests.canaries import ANSWERED
from tests.integration.served import session_of

Found = TypeVar("Found")

REFUSED = None
SECONDS = 10


class Socket(ApplicationCommunicator):
    """One handshake, and what is said after it."""

    def __init__(self, path: str, headers: dict[str, str], peer: str = "127.0.0.1") -> None:
        path, _, query = path.partition("?")
        scope = {
            "type": "websocket",
            "path": path,
            "query_string": query.encode(),
            "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
            "client": (peer, 50_000),
            "subprotocols": [],
        }
        super().__init__(application, scope)  # type: ignore[no-untyped-call]

    async def is_accepted(self) -> bool:
        await self.say(type="websocket.connect")
        return bool((await self.hear())["type"] == "websocket.accept")

    async def say(self, **message: object) -> None:
        await self.send_input(message)  # type: ignore[no-untyped-call]

    async def hear(self) -> dict[str, Any]:
        message = dict(await self.receive_output(SECONDS))  # type: ignore[no-untyped-call]
        ANSWERED.hear("a socket", message)
        return message

    async def hang_up(self) -> None:
        """Returns when the application has let go."""
        await self.say(type="websocket.disconnect", code=1001)
        await self.wait(SECONDS)  # type: ignore[no-untyped-call]

    async def frame(self) -> dict[str, Any]:
        frame: dict[str, Any] = orjson.loads((await self.hear())["text"])
        return frame


def frames_of(socket: Socket) -> list[dict[str, Any]] | None:
    """Every frame until it is closed with 1000; None if it was refused before accept."""

    async def read() -> list[dict[str, Any]] | None:
        if not await socket.is_accepted():
            return REFUSED
        frames = []
        while (message := await socket.hear())["type"] == "websocket.send":
            frames.append(orjson.loads(message["text"]))
        assert message["code"] == 1000
        return frames

    return in_one_loop(read)


def in_one_loop(talk: Callable[[], Awaitable[Found]]) -> Found:
    async def then_hang_up() -> Found:
        try:
            return await talk()
        finally:
            await awaited().aclose()

    return async_to_sync(then_hang_up)()


def cookie_of(person: User) -> str:
    return "; ".join(f"{name}={value}" for name, value in session_of(person).items())
