"""A deliberation's events over HTTP, as Server-Sent Events."""

from __future__ import annotations

from collections.abc import AsyncIterator
from uuid import UUID

from asgiref.sync import sync_to_async
from django.db import connection
from django.http import HttpRequest, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt

from council.api.errors import method_not_allowed, not_found, shape
from council.event_log.reader import Entry, Position, Reset, follow
from council.event_log.store import step_of
from council.models import Deliberation, Person

HEADERS = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}


@csrf_exempt
async def events(request: HttpRequest, deliberation_id: UUID) -> HttpResponseBase:
    """Resumes after `Last-Event-ID` or `?after=`, both `epoch:seq`; comments keep it alive."""
    if request.method != "GET":
        return method_not_allowed(request)
    user = await request.auser()
    if not user.is_authenticated:
        body = shape("not_authenticated", "Sign in first.", {}, getattr(request, "id", ""))
        return JsonResponse(body, status=401)
    if not await sync_to_async(_is_visible)(user, deliberation_id):
        return not_found(request)
    try:
        text = request.headers.get("Last-Event-ID") or request.GET.get("after", "")
        after = Position.parse(text)
    except ValueError:
        message = "after must be epoch:seq, as the id of an event."
        body = shape("invalid_request", message, {"after": [message]}, getattr(request, "id", ""))
        return JsonResponse(body, status=400)
    return StreamingHttpResponse(
        _frames(deliberation_id, after), content_type="text/event-stream", headers=HEADERS
    )


def _is_visible(user: Person, deliberation_id: UUID) -> bool:
    """Lets the connection go at once: a reader may stay for hours."""
    try:
        return Deliberation.objects.visible_to(user).filter(id=deliberation_id).exists()
    finally:
        connection.close()


async def _frames(deliberation_id: UUID, after: Position) -> AsyncIterator[bytes]:
    yield b": following\n\n"
    async for frame in follow(deliberation_id, after):
        if isinstance(frame, Entry):
            name = step_of(frame.line)[0].encode()
            yield b"id: %d:%d\nevent: %s\ndata: %s\n\n" % (
                frame.epoch,
                frame.seq,
                name,
                frame.line,
            )
        elif isinstance(frame, Reset):
            yield b'event: reset\ndata: {"type":"reset"}\n\n'
        else:
            yield b": still here\n\n"
