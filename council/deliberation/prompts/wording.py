"""A prompt in its order: the instruction, the earlier turns, what is asked now."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from council.deliberation.brief import Turn
from providers.calls import Prompt
from providers.protocol import Message


def prompt_of(
    instruction: str, history: Sequence[Turn], asked: Sequence[str], most_tokens: int, wording: str
) -> Prompt:
    """`wording`: all that it is made from, for another one is another template."""
    messages = (
        Message("system", instruction),
        *_told_before(history),
        Message("user", "\n\n".join(asked)),
    )
    return Prompt(messages, most_tokens, template=_version_of(wording))


def _told_before(history: Sequence[Turn]) -> tuple[Message, ...]:
    """What the person asked then, and what they were answered."""
    return tuple(
        message
        for turn in history
        for message in (Message("user", turn.query), Message("assistant", turn.synthesis))
    )


def _version_of(wording: str) -> str:
    return hashlib.sha256(wording.encode()).hexdigest()[:12]
