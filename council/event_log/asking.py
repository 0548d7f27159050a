"""Which model a voice asks now, and what it waits for, as the log of its deliberation tells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast
from uuid import UUID

import orjson

from council.event_log import keys, store
from providers.redis_client import commands

ASKS = ("started", "retrying", "fell_back")
SAYS = "delta"
Entries = list[tuple[bytes, dict[bytes, bytes]]]


@dataclass(frozen=True, slots=True)
class Asking:
    """`model` as the log has it; `resumes_at` where it waits until then."""

    model: str
    resumes_at: str = ""


def asking_now(deliberation_id: UUID, *, member: str, of_chair: bool) -> Asking | None:
    """Of a member, or of the chair; None once its last word is told. Raises KeyError where
    nothing was told of it yet."""
    event = _last(deliberation_id, "synthesis" if of_chair else "opinion", member)
    if event is None:
        raise KeyError(member)
    if event["type"].partition(".")[2] not in ASKS:
        return None
    return Asking(event.get("to_model") or event["model"], event.get("resumes_at", ""))


def _last(deliberation_id: UUID, kind: str, member: str) -> dict[str, str] | None:
    """The last event that says what its voice does; its text says no more than that."""
    entries = cast(Entries, commands().xrange(keys.stream(deliberation_id)))
    for _, fields in reversed(entries):
        line = fields[keys.FIELD]
        told, _, what = store.type_of(line).decode().partition(".")
        if told != kind or what == SAYS:
            continue
        event: dict[str, str] = orjson.loads(line)
        if event.get("member", member) == member:
            return event
    return None
