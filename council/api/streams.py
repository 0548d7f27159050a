"""A deliberation's events over HTTP, as Server-Sent Events.

Django decides, synchronously, who may read which log; the event loop then follows it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from rest_framework.exceptions import APIException

from accounts.api.authentication import reader_of
from council.api.errors import method_not_allowed, not_found, refuse, shape
from council.event_log.reader import Entry, Frame, Position, Reset, follow
from council.event_log.store import type_of
from council.models import Deliberation
from providers.following import STILL_HERE, followed

LOG = "log"
ENDED, OPEN = "ended", "open"


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
    state = ENDED if deliberation.has_ended else OPEN
    return followed(LOG, f"{deliberation_id}/{state}/{after}")


async def follow_log(place: str) -> AsyncIterator[bytes]:
    """What the view above said: which log, whether it may have ended, and after which event."""
    name, state, after = place.split("/")
    told = follow(UUID(name), Position.parse(after), has_ended=state == ENDED)
    async for frames in told:
        yield b"".join(map(_written, frames))


def _written(frame: Frame) -> bytes:
    if isinstance(frame, Entry):
        name = type_of(frame.line)
        place = b"%d:%d" % (frame.epoch, frame.seq)
        return b"id: %s\nevent: %s\ndata: %s\n\n" % (place, name, frame.line)
    if isinstance(frame, Reset):
        return b'event: reset\ndata: {"type":"reset"}\n\n'
    return STILL_HERE
