"""The chair's answer, from its first word to its last."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from council.deliberation.shown import (
    NOT_ROUTED,
    ClaimShown,
    DissentShown,
    RoutingShown,
    SourceShown,
    UsageShown,
)


@dataclass(frozen=True, slots=True)
class SynthesisStarted:
    """Voids the chair's earlier text. Attempt 0: the text that follows was given before."""

    type: ClassVar[str] = "synthesis.started"
    model: str
    attempt: int


@dataclass(frozen=True, slots=True)
class SynthesisDelta:
    """`sources`: of the sentences that this text has brought to their end."""

    type: ClassVar[str] = "synthesis.delta"
    text: str
    sources: tuple[SourceShown, ...] = ()


@dataclass(frozen=True, slots=True)
class SynthesisRetrying:
    """`most_attempts`: how often this model is asked in all, 0 where that was not told."""

    type: ClassVar[str] = "synthesis.retrying"
    model: str
    code: str
    message: str
    resumes_at: str
    most_attempts: int = 0


@dataclass(frozen=True, slots=True)
class SynthesisFellBack:
    """Code `skipped`: a person wanted the next model."""

    type: ClassVar[str] = "synthesis.fell_back"
    from_model: str
    to_model: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class SynthesisGiven:
    """The answer. `chosen` names the member whose opinion stands in its place, unchanged.
    `claims`, `dissent`, `blind_spots`: what the chair, or a vote, found in the opinions."""

    type: ClassVar[str] = "synthesis.given"
    text: str
    model: str
    usage: UsageShown
    cost_usd: str | None
    seconds: float
    outcome: str
    chosen: str | None
    is_partial: bool
    sources: tuple[SourceShown, ...] = ()
    routing: RoutingShown = NOT_ROUTED
    claims: tuple[ClaimShown, ...] = ()
    dissent: tuple[DissentShown, ...] = ()
    blind_spots: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SynthesisFailed:
    type: ClassVar[str] = "synthesis.failed"
    code: str
    message: str
