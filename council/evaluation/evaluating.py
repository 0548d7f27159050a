"""One evaluation of a set whose questions have one right answer: who is learned from, who is
scored."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from council.deliberation.votes import FEWEST_SCORED
from council.evaluation.answer_sets import AnswerSet
from council.evaluation.councils import LineUp
from council.evaluation.figures import (
    Baseline,
    CouncilFigures,
    Run,
    Single,
    TogetherFigures,
    council_figures,
    together_figures,
)
from council.evaluation.measures import mean
from council.evaluation.readings import MemberFigures, member_figures, read_members, strength_of
from council.evaluation.replay import Stage
from providers.strengths import Strength

Tell = Callable[[str], None]


def tell_nobody(_: str) -> None:
    """Of how far it has come."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is evaluated. Of the questions in `learn` strengths and calibration are learned, those
    in `score` are scored."""

    line_ups: tuple[LineUp, ...]
    strategies: tuple[str, ...]
    learn: str = "train"
    score: str = "test"
    seed: int = 0


@dataclass(frozen=True, slots=True)
class GoldFigures:
    learned_from: int
    scored: int
    members: tuple[MemberFigures, ...]
    councils: tuple[CouncilFigures, ...]
    together: tuple[TogetherFigures, ...]


def evaluate_gold(answer_set: AnswerSet, plan: Plan, tell: Tell = tell_nobody) -> GoldFigures:
    """Raises UnknownMeans."""
    tell(f"reading the answers to {answer_set.name}")
    bench = _Bench(answer_set, plan)
    seated = [line_up.strongest_first(bench.strengths) for line_up in plan.line_ups]
    played = []
    for place, line_up in enumerate(seated, 1):
        tell(f"council {place} of {len(seated)}: {line_up.name}")
        played.append(bench.play(line_up))
    return GoldFigures(
        learned_from=len(bench.history),
        scored=len(bench.questions),
        members=tuple(map(bench.member, bench.members)),
        councils=tuple(map(bench.council, seated, played)),
        together=together_figures([run for runs in played for run in runs]),
    )


class _Bench:
    """The answers of a set, read once, and what history tells of its members."""

    def __init__(self, answer_set: AnswerSet, plan: Plan) -> None:
        self.plan = plan
        self.stage = Stage(answer_set)
        self.history = answer_set.split(plan.learn)
        self.questions = answer_set.split(plan.score)
        sitting = {member for line_up in plan.line_ups for member in line_up.members}
        self.members = [member for member in answer_set.members if member in sitting]
        every = {question.id: question for question in (*self.history, *self.questions)}
        self.readings = read_members(answer_set, list(every.values()), self.members)
        self.strengths = {
            member: strength_of(member, self.history, self.readings) for member in self.members
        }

    def member(self, member: str) -> MemberFigures:
        return member_figures(member, self.questions, self.readings, self.strengths[member])

    def play(self, seated: LineUp) -> list[Run]:
        return [run for name in self.plan.strategies for run in self._runs(name, seated)]

    def council(self, seated: LineUp, runs: Sequence[Run]) -> CouncilFigures:
        return council_figures(seated, self._baseline(seated), runs, self.plan.seed)

    def _runs(self, strategy: str, seated: LineUp) -> list[Run]:
        """With the strengths of the members known, as by default; and as in a new council."""
        new = self._run(strategy, seated, {})
        if len(self.history) < FEWEST_SCORED or not new.is_measured:
            return [new]
        return [self._run(strategy, seated, self.strengths), new]

    def _run(self, strategy: str, seated: LineUp, strengths: Mapping[str, Strength]) -> Run:
        scored = self.stage.play(strategy, seated, self.questions, strengths)
        is_measured = any(played.is_measured for played in scored)
        learned = self.stage.play(strategy, seated, self.history, strengths) if is_measured else []
        return Run(strategy, bool(strengths), learned, scored)

    def _baseline(self, seated: LineUp) -> Baseline:
        singles = [self._single(member) for member in seated.members]
        return Baseline(
            by_history=singles[0],
            in_hindsight=max(singles, key=lambda single: single.accuracy),
            oracle=mean([any(rights) for rights in zip(*(s.rights for s in singles), strict=True)]),
        )

    def _single(self, member: str) -> Single:
        rights = [self.readings[question.id, member].is_right for question in self.questions]
        return Single(member, tuple(rights))
