"""The log of a deliberation that has ended, a page at a time, for the admin."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

import orjson
from django.core.paginator import Page, Paginator

from council.event_log import store
from council.models import Deliberation

ON_A_PAGE = 100


@dataclass(frozen=True, slots=True)
class Line:
    seq: int
    at: str
    type: str
    said: str  # the rest of the event, as JSON


def read_log(deliberation_id: UUID, *, search: str, page: str) -> Page[bytes]:
    """The lines that hold what is searched for. Only those of the page are read as events."""
    packed = Deliberation.objects.values_list("event_log", flat=True).get(pk=deliberation_id)
    lines = store.unpack(packed) if packed else []
    wanted = search.casefold()
    found = [line for line in lines if wanted in line.decode().casefold()] if wanted else lines
    return Paginator(found, ON_A_PAGE).get_page(page)


def shown(line: bytes) -> Line:
    event = orjson.loads(line)
    seq, at, kind = (event.pop(name) for name in ("seq", "at", "type"))
    return Line(seq, at, kind, orjson.dumps(event).decode())
