"""What a member says of the others' opinions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from council.deliberation.shown import (
    NOT_ROUTED,
    RoutingShown,
    UsageShown,
)


@dataclass(frozen=True, slots=True)
class ReviewStarted:
    """A member reads what the others said. Attempt 0: it gave this review before. In a later round
    it sees opinions that stand near each other once more, the other way round."""

    type: ClassVar[str] = "review.started"
    member: str
    model: str
    attempt: int
    round: int = 1


@dataclass(frozen=True, slots=True)
class ReviewGiven:
    """`shown`: whose opinions, in the order in which the member saw them, unsigned. `ranking`: the
    best first, equals together; empty where it abstains."""

    type: ClassVar[str] = "review.given"
    member: str
    shown: tuple[str, ...]
    ranking: tuple[tuple[str, ...], ...]
    reason: str
    has_abstained: bool
    model: str
    usage: UsageShown
    cost_usd: str | None
    seconds: float
    routing: RoutingShown = NOT_ROUTED
    round: int = 1


@dataclass(frozen=True, slots=True)
class ReviewFailed:
    """No review, or one without a readable ranking, `unreadable_ballot`: that counts as absent."""

    type: ClassVar[str] = "review.failed"
    member: str
    code: str
    message: str
    round: int = 1
