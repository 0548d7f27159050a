"""Every event there is: the contract with whoever watches a deliberation.

A stored event is this plus `seq` (1, 2, 3 …) and `at` (UTC, ISO 8601 with Z). Events never
change; the last one of a log, and only that one, is terminal.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, get_args

VERSION = 1
RECALLED = 0  # the number of no attempt: the text was given before


@dataclass(frozen=True, slots=True)
class ModelShown:
    name: str  # provider:name
    label: str
    provider: str


@dataclass(frozen=True, slots=True)
class MemberShown:
    member: str
    role: str
    task: str
    models: tuple[ModelShown, ...]


@dataclass(frozen=True, slots=True)
class UsageShown:
    input_tokens: int
    output_tokens: int
    is_estimated: bool


@dataclass(frozen=True, slots=True)
class AskedShown:
    """A model that was tried, `attempts` times, or left out. Without a code it answered; without an
    attempt either, that was before."""

    model: str
    attempts: int
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class RoutingShown:
    """How the text came from this model and no other; `reason` is one sentence for a person."""

    asked: tuple[AskedShown, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class MissingMember:
    member: str
    code: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a deliberation took. `cost_usd` is a decimal string, null while money is unknown;
    `is_complete` is false when a part of the sum is unknown."""

    given: tuple[str, ...]
    missing: tuple[MissingMember, ...]
    attempts: int
    usage: UsageShown
    cost_usd: str | None
    is_complete: bool
    seconds: float


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
    """Voids this member's earlier text. Attempt 0: the text that follows was given before."""

    type: ClassVar[str] = "opinion.started"
    member: str
    model: str
    attempt: int


@dataclass(frozen=True, slots=True)
class OpinionDelta:
    type: ClassVar[str] = "opinion.delta"
    member: str
    text: str


@dataclass(frozen=True, slots=True)
class OpinionRetrying:
    type: ClassVar[str] = "opinion.retrying"
    member: str
    model: str
    code: str
    message: str
    resumes_at: str


@dataclass(frozen=True, slots=True)
class OpinionFellBack:
    type: ClassVar[str] = "opinion.fell_back"
    member: str
    from_model: str
    to_model: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class OpinionGiven:
    type: ClassVar[str] = "opinion.given"
    member: str
    text: str
    model: str
    usage: UsageShown
    cost_usd: str | None
    seconds: float
    is_late: bool
    is_partial: bool
    routing: RoutingShown = RoutingShown()


@dataclass(frozen=True, slots=True)
class OpinionFailed:
    """No opinion. `deadline` and `no_model_left` are abstentions, the rest is for the operator."""

    type: ClassVar[str] = "opinion.failed"
    member: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class OpinionStopped:
    type: ClassVar[str] = "opinion.stopped"
    member: str
    text: str
    by: str


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
    routing: RoutingShown = RoutingShown()


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
