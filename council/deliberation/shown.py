"""The values that events carry."""

from __future__ import annotations

from dataclasses import dataclass


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
class HistoryShown:
    """How many earlier turns went with the query, and how many older ones were left out for want
    of room."""

    turns: int = 0
    left_out: int = 0


NO_HISTORY = HistoryShown()


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


NOT_ROUTED = RoutingShown()


@dataclass(frozen=True, slots=True)
class MissingMember:
    member: str
    code: str


@dataclass(frozen=True, slots=True)
class BestMember:
    """Whose model has been right most often with such queries: `accuracy` of `scored`."""

    member: str
    model: str
    accuracy: float
    scored: int


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a deliberation took. `cost_usd` is a decimal string, null while money is unknown;
    `is_complete` is false when a part of the sum is unknown. `best_member`: what the answer is to
    be held against; null where not all members have a history."""

    given: tuple[str, ...]
    missing: tuple[MissingMember, ...]
    attempts: int
    usage: UsageShown
    cost_usd: str | None
    is_complete: bool
    seconds: float
    best_member: BestMember | None = None


@dataclass(frozen=True, slots=True)
class TailShown:
    """What a member names as its answer, in one line, and as its key claims. `is_unknown`: it says
    that it cannot know."""

    answer: str
    claims: tuple[str, ...]
    is_unknown: bool


@dataclass(frozen=True, slots=True)
class GroupShown:
    """Members that hold the same answer, in the words of one of them. `families`: of how many
    model families they are; agreement within one is weaker."""

    answer: str
    members: tuple[str, ...]
    families: int


@dataclass(frozen=True, slots=True)
class VoteShown:
    """Which answer the members chose. `winner`: the strongest who holds it. `left_out`: too weak
    to vote. Without known strengths everybody votes, and the first in order breaks a tie."""

    answer: str
    winner: str
    left_out: tuple[str, ...]
    is_tied: bool
    are_strengths_known: bool


@dataclass(frozen=True, slots=True)
class SourceShown:
    """Who supports a sentence: its place in the answer, from and to, in Unicode characters."""

    begins: int
    ends: int
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClaimShown:
    """A line of the claim ledger."""

    text: str
    asserted_by: tuple[str, ...]
    contradicted_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DissentShown:
    """A point where opinions depart from the answer. `claim`: what these members hold; `against`:
    what the answer holds instead, empty where it leaves the point open."""

    members: tuple[str, ...]
    claim: str
    against: str


@dataclass(frozen=True, slots=True)
class StandingShown:
    """How one opinion stands when all rankings are added up: `points` from 0, behind all others, to
    1. `ballots`: how many reviewers ranked it."""

    member: str
    points: float
    ballots: int
