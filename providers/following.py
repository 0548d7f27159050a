"""Answers that are streamed as Server-Sent Events: a view says what is followed, and the event loop
follows it, so that no thread and no connection to the database is held for whoever reads for hours.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any, Final

from asgiref.typing import ASGI3Application, ASGIReceiveCallable, ASGISendCallable
from django.http import HttpResponse

FOLLOW: Final = "X-Follow"  # from a view to `EventStreams`, never to a client
SSE: Final = {
    "Content-Type": "text/event-stream",
    "Cache-Control": "no-cache",
    "X-Accel-Buffering": "no",
}
STILL_HERE: Final = b": still here\n\n"

Follow = Callable[[str], AsyncIterator[bytes]]


def followed(what: str, place: str) -> HttpResponse:
    """An answer whose body is what follows this place; `what` names how it is followed."""
    return HttpResponse(headers={**SSE, FOLLOW: f"{what}/{place}"})


class EventStreams:
    """Around the web application: where a view says what is followed, that is the body."""

    def __init__(self, application: ASGI3Application, ways: Mapping[str, Follow]) -> None:
        self.application: Any = application
        self.ways = ways

    async def __call__(
        self,
        scope: Any,  # noqa: ANN401  asgiref and Channels type it each their own way
        receive: ASGIReceiveCallable,
        send: ASGISendCallable,
    ) -> None:
        answer = _Answer(send)
        await self.application(scope, receive, answer.send)
        if answer.followed:
            what, _, place = answer.followed.partition("/")
            await _stream(self.ways[what](place), receive, send)


class _Answer:
    """Passes an answer on, but the body of one that is followed."""

    def __init__(self, send: ASGISendCallable) -> None:
        self.followed = ""
        self._send: Any = send

    async def send(self, message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            headers = [(name.lower(), text) for name, text in message["headers"]]
            self.followed = dict(headers).get(FOLLOW.lower().encode(), b"").decode()
            if self.followed:
                kept = [
                    h for h in headers if h[0] not in (FOLLOW.lower().encode(), b"content-length")
                ]
                message = {**message, "headers": kept}
        elif self.followed:
            return
        await self._send(message)


async def _stream(
    told: AsyncIterator[bytes], receive: ASGIReceiveCallable, send: ASGISendCallable
) -> None:
    """Until what is told or the reader is at its end."""
    following = asyncio.create_task(_send_all(told, send))
    leaving = asyncio.create_task(_wait_until_gone(receive))
    try:
        await asyncio.wait({following, leaving}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        leaving.cancel()
        following.cancel()
    if following.done() and not following.cancelled():
        following.result()


async def _wait_until_gone(receive: ASGIReceiveCallable) -> None:
    while (await receive())["type"] != "http.disconnect":
        continue


async def _send_all(told: AsyncIterator[bytes], send: Any) -> None:  # noqa: ANN401
    async def write(body: bytes, *, has_more: bool = True) -> None:
        await send({"type": "http.response.body", "body": body, "more_body": has_more})

    await write(b": following\n\n")
    async for part in told:
        await write(part)
    await write(b"", has_more=False)
