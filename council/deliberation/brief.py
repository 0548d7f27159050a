"""The values a council thinks with."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from providers.protocol import ModelRef, Usage


class Outcome(StrEnum):
    """How complete an answer is; shown wherever the answer is."""

    FULL = "full"  # every member gave an opinion, by fallback or not
    DEGRADED = "degraded"  # quorum met, someone missing or the chair failed
    SINGLE = "single"  # below the quorum: one member's opinion, unchanged
    NONE = "none"  # nothing to show


@dataclass(frozen=True, slots=True)
class Member:
    """A place in a council: `models` may fill it, in that order. `task` is a registry tag."""

    slug: str
    role: str
    task: str
    models: tuple[ModelRef, ...]


@dataclass(frozen=True, slots=True)
class Opinion:
    """What one member said. `is_partial`: cut at its length limit."""

    member: str
    text: str
    model: ModelRef
    usage: Usage = field(default_factory=Usage)
    seconds: float = 0.0
    is_late: bool = False
    is_partial: bool = False


@dataclass(frozen=True, slots=True)
class Silence:
    """Why a member has no opinion: the code of an error, `deadline` or `stopped`."""

    member: str
    code: str
    message: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Brief:
    """What a strategy is given. `opinions` and `silences` stand from an earlier, interrupted run
    of the same deliberation: those members are not asked again. Seconds count from the start of
    this run."""

    query: str
    members: tuple[Member, ...]
    chair: Member
    quorum: int
    deadline_seconds: float
    grace_seconds: float
    opinions: tuple[Opinion, ...] = ()
    silences: tuple[Silence, ...] = ()


@dataclass(frozen=True, slots=True)
class Synthesis:
    """The one answer. `chosen` names the member whose opinion stands unchanged in its place,
    where no chair could write one or too few members spoke."""

    text: str
    model: ModelRef
    outcome: Outcome
    usage: Usage = field(default_factory=Usage)
    seconds: float = 0.0
    chosen: str | None = None
    is_partial: bool = False
