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
class ReviewRetrying:
    """`most_attempts`: how often this model is asked in all, 0 where that was not told."""

    type: ClassVar[str] = "review.retrying"
    member: str
    model: str
    code: str
    message: str
    resumes_at: str
    round: int = 1
    most_attempts: int = 0


@dataclass(frozen=True, slots=True)
class ReviewFellBack:
    """Code `skipped`: a person wanted the next model."""

    type: ClassVar[str] = "review.fell_back"
    member: str
    from_model: str
    to_model: str
    code: str
    message: str
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
