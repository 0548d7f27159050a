"""The values a council thinks with."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from uuid import UUID, uuid4

from council.deliberation.analysis import NOTHING_FOUND, Findings
from council.deliberation.calibration import UNCALIBRATED, Calibrations
from council.deliberation.controls import Controls
from council.deliberation.rankings import Ranking
from council.deliberation.shown import NOT_ROUTED, RoutingShown, SourceShown
from council.deliberation.tails import Tail
from council.deliberation.triage import OPEN, Triage
from council.deliberation.votes import Vote
from providers.calls import CacheScope
from providers.catalogue.routes import unpinned
from providers.protocol import ModelRef, Usage
from providers.strengths import Strength


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

    def chairing_as(self, chair: Member) -> Member:
        """The same models in the chair's place."""
        return replace(self, slug=chair.slug, role=chair.role, task=chair.task)


@dataclass(frozen=True, slots=True)
class Opinion:
    """What one member said, in the first round or a later one. `tail`: what it ended with, not in
    the text. `is_partial`: ended at its length limit or before its end."""

    member: str
    text: str
    model: ModelRef
    usage: Usage = field(default_factory=Usage)
    seconds: float = 0.0
    is_late: bool = False
    is_partial: bool = False
    routing: RoutingShown = NOT_ROUTED
    cost_nano_usd: int | None = None
    tail: Tail | None = None
    round: int = 1


@dataclass(frozen=True, slots=True)
class Silence:
    """Why a member has no opinion: the code of an error, `deadline` or `stopped`."""

    member: str
    code: str
    message: str
    round: int = 1


@dataclass(frozen=True, slots=True)
class Review:
    """What one member says of the others' opinions. `shown`: whose, in the order in which it saw
    them, unsigned; `ranking`: of those. In a later round it saw some of them the other way
    round."""

    member: str
    shown: tuple[str, ...]
    ranking: Ranking
    reason: str
    model: ModelRef
    usage: Usage = field(default_factory=Usage)
    seconds: float = 0.0
    routing: RoutingShown = NOT_ROUTED
    cost_nano_usd: int | None = None
    round: int = 1


@dataclass(frozen=True, slots=True)
class Turn:
    """An earlier query of the same conversation, and what came of it."""

    query: str
    synthesis: str

    @property
    def texts(self) -> tuple[str, str]:
        return self.query, self.synthesis


@dataclass(frozen=True, slots=True)
class Contest:
    """The point of an earlier `answer` that the person contests, with their reason if they give
    one. `model`: whose words that answer is; `found`: what stands beside it; `sources`: of its
    sentences; `is_partial`: it was cut off."""

    claim: str
    reason: str
    answer: str
    model: ModelRef
    found: Findings = NOTHING_FOUND
    is_partial: bool = False
    sources: tuple[SourceShown, ...] = ()

    @property
    def texts(self) -> tuple[str, str, str]:
        return self.answer, self.claim, self.reason


@dataclass(frozen=True, slots=True)
class Brief:
    """What a strategy is given.

    `opinions`, `silences` and `reviews` (a silence is that of a reviewer) stand from an earlier,
    interrupted run of the same deliberation: those members are not asked again. `is_revision`: they
    stand from another one, which has ended, and whoever is asked again is waited for; `contest`:
    which point of its answer is contested; `points`: those of the opinions that the person picked.
    `started_at` is monotonic; all seconds count from it.
    `allow_paid`: a paid model may stand in for a free one; `cache`: for whom an answer that was
    given before may be given again, if for anybody. `triage`: what kind of answer is asked for;
    `strengths`: of models whose history with that kind is known, by `provider:name`;
    `calibrations`: what agreement on that kind has meant before. `usual_seconds`: in which nine of
    ten answers of a model came, by its name, where that is known. `history`: the turns before, as
    many as every model can read; `said`: what the one member that is asked said last.
    `chaired_by`: the members that took the chair's place so far; `chair` is the last of them.
    """

    query: str
    members: tuple[Member, ...]
    chair: Member
    quorum: int
    deadline_seconds: float
    grace_seconds: float
    trace_id: UUID = field(default_factory=uuid4)
    opinions: tuple[Opinion, ...] = ()
    silences: tuple[Silence, ...] = ()
    reviews: tuple[Review | Silence, ...] = ()
    controls: Controls = field(default_factory=Controls)
    started_at: float = field(default_factory=time.monotonic)
    allow_paid: bool = False
    cache: CacheScope | None = None
    triage: Triage = OPEN
    usual_seconds: Mapping[str, float] = field(default_factory=dict)
    strengths: Mapping[str, Strength] = field(default_factory=dict)
    history: tuple[Turn, ...] = ()
    said: Opinion | None = None
    is_revision: bool = False
    contest: Contest | None = None
    points: tuple[str, ...] = ()
    calibrations: Calibrations = UNCALIBRATED
    chaired_by: tuple[str, ...] = ()

    @property
    def ends_at(self) -> float:
        return self.ends_after(1.0)

    def ends_after(self, share: float) -> float:
        """When so much of the deadline is over."""
        return self.started_at + self.deadline_seconds * share

    def strength_of(self, model: ModelRef) -> Strength | None:
        return self.strengths.get(unpinned(model))


@dataclass(frozen=True, slots=True)
class Synthesis:
    """The one answer. `chosen` names the member whose opinion stands unchanged in its place,
    where the strategy wants none written, no chair could write one or too few members spoke.
    `vote`: what the members chose, where they voted."""

    text: str
    model: ModelRef
    outcome: Outcome
    usage: Usage = field(default_factory=Usage)
    seconds: float = 0.0
    chosen: str | None = None
    is_partial: bool = False
    routing: RoutingShown = NOT_ROUTED
    cost_nano_usd: int | None = None
    vote: Vote | None = None
    sources: tuple[SourceShown, ...] = ()


@dataclass(frozen=True, slots=True)
class SideBySide:
    """No one answer: the opinions stand beside one another, none above the others."""

    outcome: Outcome


Conclusion = Synthesis | SideBySide
