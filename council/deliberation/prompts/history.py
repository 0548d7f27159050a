"""Earlier turns in a prompt: what the person asked then, and what they were answered."""

from __future__ import annotations

from collections.abc import Sequence

from council.deliberation.brief import Turn
from providers.protocol import Message


def told_before(history: Sequence[Turn]) -> tuple[Message, ...]:
    """For between the instruction and the query."""
    return tuple(
        message
        for turn in history
        for message in (Message("user", turn.query), Message("assistant", turn.synthesis))
    )
