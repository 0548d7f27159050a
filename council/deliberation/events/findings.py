"""What the council finds in the opinions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from council.deliberation.shown import (
    ClaimShown,
    DissentShown,
    GroupShown,
    VoteShown,
)


@dataclass(frozen=True, slots=True)
class AgreementFound:
    """Who holds which answer, the most widely held first. `of`: the members who were asked.
    `without_answer`: who gave an opinion that names none. In a later round after an exchange.
    `confidence`: that the answer is right, where agreement on such queries is calibrated."""

    type: ClassVar[str] = "agreement.found"
    kind: str
    groups: tuple[GroupShown, ...]
    of: int
    without_answer: tuple[str, ...]
    is_unanimous: bool
    vote: VoteShown
    round: int = 1
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class DissentFound:
    """What opinions hold against the answer that is being written, and the claims they make. A
    later one, and at the end what `synthesis.given` carries, stands in its place."""

    type: ClassVar[str] = "dissent.found"
    dissent: tuple[DissentShown, ...]
    claims: tuple[ClaimShown, ...] = ()
    blind_spots: tuple[str, ...] = ()
