"""A member's opinion, from its first word to its last.

`part`: what it is here for, `draft` or `attack`; empty where all do the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from council.deliberation.shown import (
    NOT_ROUTED,
    RoutingShown,
    TailShown,
    UsageShown,
)


@dataclass(frozen=True, slots=True)
class OpinionStarted:
    """Voids this member's earlier text of the same round. Attempt 0: the text that follows was
    given before. In a later round the member has seen what others say."""

    type: ClassVar[str] = "opinion.started"
    member: str
    model: str
    attempt: int
    round: int = 1
    part: str = ""


@dataclass(frozen=True, slots=True)
class OpinionDelta:
    type: ClassVar[str] = "opinion.delta"
    member: str
    text: str
    round: int = 1


@dataclass(frozen=True, slots=True)
class OpinionRetrying:
    """`most_attempts`: how often this model is asked in all, 0 where that was not told."""

    type: ClassVar[str] = "opinion.retrying"
    member: str
    model: str
    code: str
    message: str
    resumes_at: str
    round: int = 1
    most_attempts: int = 0


@dataclass(frozen=True, slots=True)
class OpinionFellBack:
    """Code `skipped`: a person wanted the next model."""

    type: ClassVar[str] = "opinion.fell_back"
    member: str
    from_model: str
    to_model: str
    code: str
    message: str
    round: int = 1


@dataclass(frozen=True, slots=True)
class OpinionGiven:
    """`tail`: its final answer and key claims, where the member named them. `kept`: it was given in
    the deliberation that this one revises."""

    type: ClassVar[str] = "opinion.given"
    member: str
    text: str
    model: str
    usage: UsageShown
    cost_usd: str | None
    seconds: float
    is_late: bool
    is_partial: bool
    routing: RoutingShown = NOT_ROUTED
    tail: TailShown | None = None
    round: int = 1
    kept: bool = False
    part: str = ""


@dataclass(frozen=True, slots=True)
class OpinionFailed:
    """No opinion. `deadline` and `no_model_left` are abstentions, the rest is for the operator."""

    type: ClassVar[str] = "opinion.failed"
    member: str
    code: str
    message: str
    round: int = 1
    part: str = ""


@dataclass(frozen=True, slots=True)
class OpinionStopped:
    type: ClassVar[str] = "opinion.stopped"
    member: str
    text: str
    by: str
    round: int = 1
    part: str = ""
