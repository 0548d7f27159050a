"""Who agrees with whom on the final answer, and which answer the members choose.

Rules and figures: a plain vote loses to its best member where members are of unequal strength;
leaving out who is far below the best repairs that, weights do not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from providers.strengths import Strength

FEWEST_SCORED = 100  # questions of a kind, before its strengths count
MOST_BELOW = 0.10  # the best member's share of right answers, for a vote
HALF = 0.5  # the vote of who declared two different answers


@dataclass(frozen=True, slots=True)
class Position:
    """What one member holds to be the answer; without a key it has none, or was cut off."""

    member: str
    key: str | None
    family: str = ""
    is_conflicting: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """The members that hold the same. `weight`: their votes."""

    key: str
    members: tuple[str, ...]
    weight: float
    families: int


@dataclass(frozen=True, slots=True)
class Agreement:
    """`groups`: the heaviest first. `of`: all members who were asked for an answer, those without
    one too."""

    groups: tuple[Group, ...]
    of: int

    @property
    def is_unanimous(self) -> bool:
        return len(self.groups) == 1 and len(self.groups[0].members) == self.of

    @property
    def share(self) -> float:
        """Of all members, those in the heaviest group, whoever contradicts itself counted half."""
        return self.groups[0].weight / self.of if self.groups else 0.0


@dataclass(frozen=True, slots=True)
class Vote:
    """`winner`: whose opinion stands for the answer. `left_out`: members too weak to vote.
    `are_strengths_known`: without them everybody votes, and a tie goes to the first in order."""

    key: str
    winner: str
    agreement: Agreement
    left_out: tuple[str, ...] = ()
    is_tied: bool = False
    are_strengths_known: bool = False

    @property
    def share(self) -> float:
        """Of all members, those who hold the answer, whoever contradicts itself counted half."""
        [group] = [group for group in self.agreement.groups if group.key == self.key]
        return group.weight / self.agreement.of


def find_agreement(positions: Sequence[Position]) -> Agreement:
    """Which members hold the same."""
    held: dict[str, list[Position]] = {}
    for position in positions:
        if position.key is not None:
            held.setdefault(position.key, []).append(position)
    groups = [_group(key, holders) for key, holders in held.items()]
    groups.sort(key=lambda group: group.weight, reverse=True)
    return Agreement(tuple(groups), len(positions))


def take_vote(
    positions: Sequence[Position], strengths: Mapping[str, Strength] | None = None
) -> Vote | None:
    """The answer with most votes; None if nobody has one. A tie goes to the strongest member."""
    known = _known(positions, strengths or {})
    left_out = _left_out(positions, known)
    voting = [position for position in positions if position.member not in left_out]
    groups = find_agreement(voting).groups
    if not groups:
        return None if not left_out else take_vote(positions)
    ranked = sorted(voting, key=lambda position: -_share(known, position.member))
    best = [group.key for group in groups if group.weight == groups[0].weight]
    winner = next(position for position in ranked if position.key in best)
    return Vote(
        key=winner.key or "",
        winner=winner.member,
        agreement=find_agreement(positions),
        left_out=tuple(p.member for p in positions if p.member in left_out),
        is_tied=len(best) > 1,
        are_strengths_known=bool(known),
    )


def _group(key: str, holders: Sequence[Position]) -> Group:
    return Group(
        key=key,
        members=tuple(holder.member for holder in holders),
        weight=sum(HALF if holder.is_conflicting else 1.0 for holder in holders),
        families=len({holder.family or holder.member for holder in holders}),
    )


def _known(
    positions: Sequence[Position], strengths: Mapping[str, Strength]
) -> Mapping[str, Strength]:
    """All strengths or none: who is not known cannot be compared."""
    scored = [strengths[p.member].scored if p.member in strengths else 0 for p in positions]
    return strengths if min(scored, default=0) >= FEWEST_SCORED else {}


def _left_out(positions: Sequence[Position], known: Mapping[str, Strength]) -> set[str]:
    if not known:
        return set()
    best = max(known[position.member].share for position in positions)
    return {p.member for p in positions if known[p.member].share < best - MOST_BELOW}


def _share(known: Mapping[str, Strength], member: str) -> float:
    return known[member].share if member in known else 0.0
