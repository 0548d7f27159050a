"""Every event there is: the contract with whoever watches a deliberation.

A stored event is this plus `seq` (1, 2, 3 …) and `at` (UTC, ISO 8601 with Z). Events never
change; the last one of a log, and only that one, is terminal.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, get_args

from council.deliberation.shown import (
    NOT_ROUTED,
    GroupShown,
    MemberShown,
    Receipt,
    RoutingShown,
    TailShown,
    UsageShown,
    VoteShown,
)

VERSION = 1
RECALLED = 0  # the number of no attempt: the text was given before


@dataclass(frozen=True, slots=True)
class DeliberationStarted:
    type: ClassVar[str] = "deliberation.started"
    query: str
    council: str
    strategy: str
    members: tuple[MemberShown, ...]
    chair: MemberShown
    quorum: int
    deadline_at: str
    rehearsal: bool
    version: int = VERSION


@dataclass(frozen=True, slots=True)
class QuorumReached:
    """Enough opinions are in: the council waits for the rest until `ends_at`, no longer."""

    type: ClassVar[str] = "quorum.reached"
    ends_at: str


@dataclass(frozen=True, slots=True)
class OpinionStarted:
    """Voids this member's earlier text of the same round. Attempt 0: the text that follows was
    given before. In a later round the member has seen what others say."""

    type: ClassVar[str] = "opinion.started"
    member: str
    model: str
    attempt: int
    round: int = 1


@dataclass(frozen=True, slots=True)
class OpinionDelta:
    type: ClassVar[str] = "opinion.delta"
    member: str
    text: str
    round: int = 1


@dataclass(frozen=True, slots=True)
class OpinionRetrying:
    type: ClassVar[str] = "opinion.retrying"
    member: str
    model: str
    code: str
    message: str
    resumes_at: str
    round: int = 1


@dataclass(frozen=True, slots=True)
class OpinionFellBack:
    type: ClassVar[str] = "opinion.fell_back"
    member: str
    from_model: str
    to_model: str
    code: str
    message: str
    round: int = 1


@dataclass(frozen=True, slots=True)
class OpinionGiven:
    """`tail`: its final answer and key claims, where the member named them."""

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


@dataclass(frozen=True, slots=True)
class OpinionFailed:
    """No opinion. `deadline` and `no_model_left` are abstentions, the rest is for the operator."""

    type: ClassVar[str] = "opinion.failed"
    member: str
    code: str
    message: str
    round: int = 1


@dataclass(frozen=True, slots=True)
class OpinionStopped:
    type: ClassVar[str] = "opinion.stopped"
    member: str
    text: str
    by: str
    round: int = 1


@dataclass(frozen=True, slots=True)
class AgreementFound:
    """Who holds which answer, the most widely held first. `of`: the members who were asked.
    `without_answer`: who gave an opinion that names none. In a later round after an exchange."""

    type: ClassVar[str] = "agreement.found"
    kind: str
    groups: tuple[GroupShown, ...]
    of: int
    without_answer: tuple[str, ...]
    is_unanimous: bool
    vote: VoteShown
    round: int = 1


@dataclass(frozen=True, slots=True)
class SynthesisStarted:
    """Voids the chair's earlier text. Attempt 0: the text that follows was given before."""

    type: ClassVar[str] = "synthesis.started"
    model: str
    attempt: int


@dataclass(frozen=True, slots=True)
class SynthesisDelta:
    type: ClassVar[str] = "synthesis.delta"
    text: str


@dataclass(frozen=True, slots=True)
class SynthesisRetrying:
    type: ClassVar[str] = "synthesis.retrying"
    model: str
    code: str
    message: str
    resumes_at: str


@dataclass(frozen=True, slots=True)
class SynthesisFellBack:
    type: ClassVar[str] = "synthesis.fell_back"
    from_model: str
    to_model: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class SynthesisGiven:
    """The answer. `chosen` names the member whose opinion stands in its place, unchanged."""

    type: ClassVar[str] = "synthesis.given"
    text: str
    model: str
    usage: UsageShown
    cost_usd: str | None
    seconds: float
    outcome: str
    chosen: str | None
    is_partial: bool
    sources: tuple[str, ...] = ()
    routing: RoutingShown = NOT_ROUTED


@dataclass(frozen=True, slots=True)
class SynthesisFailed:
    type: ClassVar[str] = "synthesis.failed"
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class DeliberationFinished:
    type: ClassVar[str] = "deliberation.finished"
    outcome: str
    receipt: Receipt


@dataclass(frozen=True, slots=True)
class DeliberationFailed:
    type: ClassVar[str] = "deliberation.failed"
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class DeliberationCancelled:
    type: ClassVar[str] = "deliberation.cancelled"
    by: str


Event = (
    DeliberationStarted
    | QuorumReached
    | OpinionStarted
    | OpinionDelta
    | OpinionRetrying
    | OpinionFellBack
    | OpinionGiven
    | OpinionFailed
    | OpinionStopped
    | AgreementFound
    | SynthesisStarted
    | SynthesisDelta
    | SynthesisRetrying
    | SynthesisFellBack
    | SynthesisGiven
    | SynthesisFailed
    | DeliberationFinished
    | DeliberationFailed
    | DeliberationCancelled
)
Emit = Callable[[Event], None]

EVENTS: dict[str, type[Event]] = {event.type: event for event in get_args(Event)}
TERMINAL = frozenset(
    {DeliberationFinished.type, DeliberationFailed.type, DeliberationCancelled.type}
)
