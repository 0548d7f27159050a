"""Where a log stands in Redis."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings

FIELD = b"e"  # the one field of a stream entry


def stream(deliberation_id: UUID) -> str:
    return f"{settings.REDIS_PREFIX}log:{{{deliberation_id}}}"


def state(deliberation_id: UUID) -> str:
    """A hash: epoch, token, seq, closed."""
    return f"{stream(deliberation_id)}:state"


def channel(deliberation_id: UUID) -> str:
    return f"{stream(deliberation_id)}:live"
