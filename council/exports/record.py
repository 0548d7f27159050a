"""A deliberation as JSON: what it was, and its event log as it was written."""

from __future__ import annotations

import orjson

from council.event_log import store
from council.models import Deliberation

VERSION = 1


def record(deliberation: Deliberation) -> bytes:
    """The events are the lines of the log, untouched; none before it has ended."""
    log = deliberation.event_log
    events = b",\n".join(store.unpack(log)) if log else b""
    return b'%s,"events":[\n%s\n]}\n' % (_envelope(deliberation)[:-1], events)


def _envelope(deliberation: Deliberation) -> bytes:
    return orjson.dumps(
        {
            "format": "ai-council/deliberation",
            "version": VERSION,
            "id": deliberation.id,
            "conversation": deliberation.conversation_id,
            "follows": deliberation.follows_id,
            "revises": deliberation.revises_id,
            "status": deliberation.status,
            "outcome": deliberation.outcome or None,
            "rehearsal": deliberation.is_rehearsal,
            "created_at": deliberation.created_at,
            "ended_at": deliberation.ended_at,
            "epoch": deliberation.epoch,
        },
        option=orjson.OPT_UTC_Z,
    )
