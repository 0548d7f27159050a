"""What a judge prefers for no good reason: a place in the order, length, its own family. Measured
on the comparisons that its reviews made."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

FEWEST = 30  # comparisons, before a share says anything
WON, TIED, LOST = 1, 0, -1

Ranked = Sequence[Sequence[str]]  # the best first, equals together
Pair = tuple[str, str, str]  # a review and two opinions, in the order of their names


@dataclass(frozen=True, slots=True)
class Judged:
    """An opinion as a judge saw it: how long it was, and whether it was of the judge's family."""

    name: str
    characters: int
    is_kin: bool


@dataclass(frozen=True, slots=True)
class JudgedReview:
    """What one judge said of opinions in the order in which it was `shown` them. `key`: the same
    where it was asked again for the same in another order."""

    judge: str
    key: str
    shown: Sequence[Judged]
    ranking: Ranked


@dataclass(frozen=True, slots=True)
class Share:
    """`share` of so many, None where they are too few to say."""

    share: float | None
    of: int


@dataclass(frozen=True, slots=True)
class JudgeBias:
    """Of comparisons that were no tie: how often the opinion won that stood `first`, that was
    `longer`, that came from the judge's own family, `kin`. An even hand would be near a half for
    the first; for the others it depends on who was right. `consistent`: of the pairs judged in both
    orders, those with the same verdict."""

    judge: str
    reviews: int
    abstained: int
    first: Share
    consistent: Share
    longer: Share
    kin: Share


@dataclass(frozen=True, slots=True)
class _Comparison:
    """`verdict`: of the first against the second, as they were shown."""

    key: str
    first: Judged
    second: Judged
    verdict: int

    @property
    def pair(self) -> Pair:
        one, other = sorted((self.first.name, self.second.name))
        return self.key, one, other

    def wins(self, is_favoured: Callable[[Judged, Judged], bool]) -> bool | None:
        """Whether the favoured one won; None of a tie, or where neither is."""
        if self.verdict == TIED:
            return None
        if is_favoured(self.first, self.second):
            return self.verdict == WON
        return self.verdict == LOST if is_favoured(self.second, self.first) else None


def judge_biases(reviews: Iterable[JudgedReview]) -> list[JudgeBias]:
    """Of every judge, in the order of their names."""
    by_judge: dict[str, list[JudgedReview]] = {}
    for review in reviews:
        by_judge.setdefault(review.judge, []).append(review)
    return [_bias(judge, by_judge[judge]) for judge in sorted(by_judge)]


def _bias(judge: str, reviews: Sequence[JudgedReview]) -> JudgeBias:
    comparisons = [comparison for review in reviews for comparison in _comparisons(review)]
    by_pair: dict[Pair, list[_Comparison]] = {}
    for comparison in comparisons:
        by_pair.setdefault(comparison.pair, []).append(comparison)
    once = [pair[0] for pair in by_pair.values()]
    both = [pair for pair in by_pair.values() if len({each.first.name for each in pair}) > 1]
    return JudgeBias(
        judge=judge,
        reviews=len(reviews),
        abstained=sum(not review.ranking for review in reviews),
        first=_share([each.wins(lambda *_: True) for each in comparisons]),
        consistent=_share([pair[0].verdict == -pair[-1].verdict for pair in both]),
        longer=_share([each.wins(_is_longer) for each in once]),
        kin=_share([each.wins(_is_only_kin) for each in once]),
    )


def _comparisons(review: JudgedReview) -> list[_Comparison]:
    place_of = {name: place for place, names in enumerate(review.ranking) for name in names}
    ranked = [judged for judged in review.shown if judged.name in place_of]
    return [
        _Comparison(review.key, one, other, _sign(place_of[other.name] - place_of[one.name]))
        for one, other in combinations(ranked, 2)
    ]


def _share(verdicts: Iterable[bool | None]) -> Share:
    counted = [verdict for verdict in verdicts if verdict is not None]
    share = sum(counted) / len(counted) if len(counted) >= FEWEST else None
    return Share(share, len(counted))


def _is_longer(one: Judged, other: Judged) -> bool:
    return one.characters > other.characters


def _is_only_kin(one: Judged, other: Judged) -> bool:
    return one.is_kin and not other.is_kin


def _sign(value: int) -> int:
    return (value > 0) - (value < 0)
