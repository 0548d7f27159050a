"""Why a voice said nothing that counts."""

from __future__ import annotations

import time
from typing import Final

from council.deliberation.brief import Brief, Member, Silence
from providers.errors import (
    Cancelled,
    Declined,
    InvalidRequest,
    MisconfiguredError,
    ProviderError,
)

TOO_LATE: Final = "No opinion came in time."


def why_silent(member: Member, error: ProviderError, brief: Brief) -> Silence:
    """An abstention (`deadline`, `no_model_left`), or what the person or operator must know."""
    if isinstance(error, Declined | InvalidRequest | MisconfiguredError):
        return Silence(member.slug, error.code, error.message)
    if isinstance(error, Cancelled):
        return Silence(member.slug, "deadline", "The council went on without this opinion.")
    if time.monotonic() >= brief.ends_at - 1:
        return Silence(member.slug, "deadline", TOO_LATE)
    return Silence(member.slug, "no_model_left", f"No model is left: {error.message}")
