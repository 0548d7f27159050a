"""Reading a review, and adding up what the reviewers say.

Points by J.-C. de Borda, Mémoire sur les élections au scrutin (1781): of all comparisons made of an
opinion, the share that it wins; equals win half. Nobody ranks its own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

# How far behind the first one may be and still be near: what a single reviewer of five moves by
# exchanging two neighbours (a sixth). Judges turn 31 to 63 % of such verdicts with the order.
NEAR_TIE = Fraction(1, 6)
HALF = Fraction(1, 2)

RANKING = re.compile(r"\W{0,8}ranking\W{0,4}?:(.*)", re.IGNORECASE)
ABSTENTION = re.compile(r"(?:i )?(?:can ?not|can.t|unable to) judge|abstain", re.IGNORECASE)
LABEL = re.compile(r"(?:opinion )?([A-Z]\d*)", re.IGNORECASE)
DRESS = " \t*_`.<"  # Markdown around what counts

Ranking = tuple[tuple[str, ...], ...]  # the best first, equals together; empty: an abstention


@dataclass(frozen=True, slots=True)
class Ballot:
    """What one reviewer said of whom, in one round."""

    reviewer: str
    ranking: Ranking


@dataclass(frozen=True, slots=True)
class Standing:
    """All rankings of one member's opinion added up: `points` from 0, behind all others, to 1.
    `ballots`: how many reviewers ranked it; whom nobody ranked stands in the middle."""

    member: str
    points: Fraction
    ballots: int


def read_review(text: str, labels: Sequence[str]) -> tuple[str, Ranking] | None:
    """The reasons and the ranking of the last line that names one. None where it cannot be read: a
    label that does not exist, is missing or stands twice."""
    lines = text.splitlines()
    for place in range(len(lines) - 1, -1, -1):
        found = RANKING.match(lines[place])
        if found:
            ranking = _read_ranking(found[1].strip(DRESS), labels)
            return None if ranking is None else ("\n".join(lines[:place]).strip(), ranking)
    return None


def add_up(
    ballots: Sequence[Ballot], members: Sequence[str], strengths: Mapping[str, float]
) -> tuple[Standing, ...]:
    """The standing of each of these members, the best first; none where nobody ranked anybody. A
    reviewer that was asked twice counts once: a verdict that flips is a tie. Of equals the stronger
    stands first, then the first in order."""
    by_reviewer: dict[str, list[Ballot]] = {}
    for ballot in ballots:
        if ballot.ranking:
            by_reviewer.setdefault(ballot.reviewer, []).append(ballot)
    if not by_reviewer:
        return ()
    won = [_shares_won(own) for own in by_reviewer.values()]
    standings = [_standing(member, won) for member in members]
    return tuple(sorted(standings, key=lambda s: (-s.points, -strengths.get(s.member, 0.0))))


def near_the_first(standings: Sequence[Standing]) -> list[str]:
    """Who is too near to the first for the order of their texts not to matter; with it, or
    nobody."""
    near = [s.member for s in standings if standings[0].points - s.points <= NEAR_TIE]
    return near if len(near) > 1 else []


def is_tied(standings: Sequence[Standing]) -> bool:
    """Whether the first is so by strength or order only."""
    return len(standings) > 1 and standings[0].points == standings[1].points


def _read_ranking(written: str, labels: Sequence[str]) -> Ranking | None:
    if ABSTENTION.fullmatch(written):
        return ()
    places = [
        [LABEL.fullmatch(label.strip(DRESS)) for label in place.split("=")]
        for place in written.split(">")
    ]
    read = tuple(tuple(found[1].upper() if found else "" for found in place) for place in places)
    named = [label for place in read for label in place]
    return read if sorted(named) == sorted(labels) else None


def _standing(member: str, won: Sequence[Mapping[str, Fraction]]) -> Standing:
    shares = [shares[member] for shares in won if member in shares]
    points = sum(shares, Fraction()) / len(shares) if shares else HALF
    return Standing(member, points, len(shares))


def _shares_won(ballots: Sequence[Ballot]) -> dict[str, Fraction]:
    """Of each opinion that one reviewer ranked: the share of its comparisons that it won."""
    verdicts: dict[tuple[str, str], list[Fraction]] = {}
    for ballot in ballots:
        for (one, other), verdict in _verdicts(ballot.ranking).items():
            verdicts.setdefault((one, other), []).append(verdict)
            verdicts.setdefault((other, one), []).append(1 - verdict)
    won: dict[str, list[Fraction]] = {}
    for (one, _), said in verdicts.items():
        won.setdefault(one, []).append(sum(said, Fraction()) / len(said))
    return {member: sum(shares, Fraction()) / len(shares) for member, shares in won.items()}


def _verdicts(ranking: Ranking) -> dict[tuple[str, str], Fraction]:
    """1 where the first of a pair is better, a half where they are equal."""
    placed = [(member, place) for place, members in enumerate(ranking) for member in members]
    return {
        (one, other): HALF if place == behind else Fraction(1)
        for (one, place), (other, behind) in combinations(placed, 2)
    }
