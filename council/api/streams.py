"""A deliberation's events over HTTP, as Server-Sent Events.

Django decides, synchronously, who may read which log; the event loop then follows it, and no
thread or database connection is held for a reader that stays for hours.
"""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import UUID

from asgiref.typing import ASGI3Application, ASGIReceiveCallable, ASGISendCallable
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from rest_framework.exceptions import APIException

from accounts.api.authentication import reader_of
from council.api.errors import method_not_allowed, not_found, refuse, shape
from council.event_log.reader import Entry, Frame, Position, Reset, Told, follow
from council.event_log.store import type_of
from council.models import Deliberation

FOLLOW = "X-Follow"  # from the view to `EventStreams`, never to a client
ENDED, OPEN = "ended", "open"
SSE = {"Content-Type": "text/event-stream", "Cache-Control": "no-cache", "X-Accel-Buffering": "no"}


@csrf_exempt
def events(request: HttpRequest, deliberation_id: UUID) -> HttpResponse:
    """Resumes after `Last-Event-ID` or `?after=`, both `epoch:seq`; comments keep it alive."""
    if request.method != "GET":
        return method_not_allowed(request)
    try:
        person = reader_of(request)
    except APIException as refused:
        return refuse(request, refused)
    deliberation = Deliberation.objects.status_for(person, deliberation_id)
    if deliberation is None:
        return not_found(request)
    after = request.headers.get("Last-Event-ID") or request.GET.get("after", "")
    try:
        Position.parse(after)
    except ValueError:
        message = "after must be epoch:seq, as the id of an event."
        body = shape("invalid_request", message, {"after": [message]}, getattr(request, "id", ""))
        return JsonResponse(body, status=400)
    followed = f"{deliberation_id}/{ENDED if deliberation.has_ended else OPEN}/{after}"
    return HttpResponse(headers={**SSE, FOLLOW: followed})


class EventStreams:
    """Around the web application: where a view names a log to follow, its body is that log."""

    def __init__(self, application: ASGI3Application) -> None:
        self.application: Any = application

    async def __call__(
        self,
        scope: Any,  # noqa: ANN401  asgiref and Channels type it each their own way
        receive: ASGIReceiveCallable,
        send: ASGISendCallable,
    ) -> None:
        answer = _Answer(send)
        await self.application(scope, receive, answer.send)
        if answer.followed:
            name, state, after = answer.followed.split("/")
            told = follow(UUID(name), Position.parse(after), has_ended=state == ENDED)
            await _stream(told, receive, send)


class _Answer:
    """Passes an answer on, but the body of one that names a log."""

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


async def _stream(told: Told, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
    """Until the log or the reader is at its end."""
    following = asyncio.create_task(_send_frames(told, send))
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


async def _send_frames(told: Told, send: Any) -> None:  # noqa: ANN401
    async def write(body: bytes, *, has_more: bool = True) -> None:
        await send({"type": "http.response.body", "body": body, "more_body": has_more})

    await write(b": following\n\n")
    async for frames in told:
        await write(b"".join(map(_written, frames)))
    await write(b"", has_more=False)


def _written(frame: Frame) -> bytes:
    if isinstance(frame, Entry):
        name = type_of(frame.line)
        place = b"%d:%d" % (frame.epoch, frame.seq)
        return b"id: %s\nevent: %s\ndata: %s\n\n" % (place, name, frame.line)
    if isinstance(frame, Reset):
        return b'event: reset\ndata: {"type":"reset"}\n\n'
    return b": still here\n\n"
