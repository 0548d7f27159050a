"""Members that judge one another: whom people agree with, and what a judge prefers for no good
reason. Of every question of a set, for nothing is learned."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from council.evaluation.answer_sets import AnswerSet, Judgment
from council.evaluation.measures import mean

PEOPLE = "human"
POINTS = {"a": 1.0, "b": -1.0}

Pair = tuple[str, str, str]  # a question and two members, in the order of their names
Margin = Callable[[Pair], float]  # above 0: the first is better


@dataclass(frozen=True, slots=True)
class JudgeFigures:
    """`first` and `second`: how often the answer shown there won. `consistent`: of the pairs judged
    once in each order, those with the same verdict. `longer`: of those it decided, how often the
    longer answer won. `agreement`: with people, where they decided.
    `own`, `others` and `people`: the judge's own answer against the rest, from -1 (always lost) to
    1, as it is judged by itself, by the other judges and by people."""

    judge: str
    judgments: int
    unreadable: int
    first: float
    second: float
    consistent: float
    longer: float
    agreement: float
    own: float
    others: float
    people: float


@dataclass(frozen=True, slots=True)
class PeerFigures:
    """`pairs` that people compared, of these `decided` were no tie. `rules`: how often each way to
    put judges together agrees with them; a tie counts half."""

    pairs: int
    decided: int
    judges: tuple[JudgeFigures, ...]
    rules: Mapping[str, float]


def peer_figures(answer_set: AnswerSet) -> PeerFigures:
    """Of a set with judgments, people's too."""
    court = _Court(answer_set)
    return PeerFigures(
        pairs=len(court.people),
        decided=len(court.decided),
        judges=tuple(map(court.judge, court.judges)),
        rules={
            "mean of all judges": court.agreement(court.mean_of_all),
            "mean, nobody judges its own": court.agreement(court.mean_of_others),
            "majority of judges": court.agreement(court.majority),
            "the longer answer": court.agreement(court.longer),
        },
    )


class _Court:
    def __init__(self, answer_set: AnswerSet) -> None:
        self._set = answer_set
        verdicts: dict[str, list[Judgment]] = {}
        for judgment in answer_set.judgments:
            verdicts.setdefault(judgment.judge, []).append(judgment)
        self.people = _margins(verdicts.pop(PEOPLE, []))
        self.decided = [pair for pair, margin in self.people.items() if margin]
        self.judges = sorted(verdicts)
        self._verdicts = verdicts
        self._margins = {judge: _margins(verdicts[judge]) for judge in self.judges}

    def judge(self, judge: str) -> JudgeFigures:
        verdicts = self._verdicts[judge]
        return JudgeFigures(
            judge=judge,
            judgments=len(verdicts),
            unreadable=sum(verdict.winner is None for verdict in verdicts),
            first=mean([verdict.winner == "a" for verdict in verdicts]),
            second=mean([verdict.winner == "b" for verdict in verdicts]),
            consistent=_consistency(verdicts),
            longer=self._longer_wins(judge),
            agreement=self.agreement(lambda pair: self._margin(judge, pair)),
            own=self._standing(judge, lambda pair: self._margin(judge, pair)),
            others=self._standing(judge, lambda pair: self._mean_without(pair, [judge])),
            people=self._standing(judge, lambda pair: self.people[pair]),
        )

    def agreement(self, margin: Margin) -> float:
        """With people, where they decided; half where there is no margin."""
        same = [_sign(margin(pair)) * _sign(self.people[pair]) for pair in self.decided]
        return mean([(1 + each) / 2 for each in same])

    def mean_of_all(self, pair: Pair) -> float:
        return self._mean_without(pair, [])

    def mean_of_others(self, pair: Pair) -> float:
        return self._mean_without(pair, pair[1:])

    def majority(self, pair: Pair) -> float:
        return sum(_sign(self._margin(judge, pair)) for judge in self.judges)

    def longer(self, pair: Pair) -> float:
        question, one, other = pair
        length = len(self._set.answer_of(question, one).text)
        return length - len(self._set.answer_of(question, other).text)

    def _longer_wins(self, judge: str) -> float:
        same = [_sign(margin) * _sign(self.longer(p)) for p, margin in self._margins[judge].items()]
        return mean([each > 0 for each in same if each])

    def _mean_without(self, pair: Pair, judges: Sequence[str]) -> float:
        return mean([self._margin(j, pair) for j in self.judges if j not in judges])

    def _margin(self, judge: str, pair: Pair) -> float:
        return self._margins[judge].get(pair, 0.0)

    def _standing(self, member: str, margin: Margin) -> float:
        own = [pair for pair in self.people if member in pair[1:]]
        return mean([margin(pair) if pair[1] == member else -margin(pair) for pair in own])


def _margins(verdicts: Iterable[Judgment]) -> dict[Pair, float]:
    """The mean of all verdicts on a pair, whichever was shown first."""
    found: dict[Pair, list[float]] = {}
    for verdict in verdicts:
        points = POINTS.get(verdict.winner or "", 0.0)
        pair = _pair(verdict)
        found.setdefault(pair, []).append(points if verdict.first == pair[1] else -points)
    return {pair: mean(points) for pair, points in found.items()}


def _consistency(verdicts: Iterable[Judgment]) -> float:
    found: dict[Pair, list[tuple[str, float]]] = {}
    for verdict in verdicts:
        points = POINTS.get(verdict.winner or "", 0.0)
        found.setdefault(_pair(verdict), []).append((verdict.first, points))
    swapped = [both for both in found.values() if len(both) == len(dict(both)) == len("ab")]
    return mean([one[1] == -other[1] for one, other in swapped])


def _pair(verdict: Judgment) -> Pair:
    one, other = sorted((verdict.first, verdict.second))
    return verdict.question, one, other


def _sign(value: float) -> int:
    return (value > 0) - (value < 0)
