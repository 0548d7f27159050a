"""The figures of each council and strategy, from what came of each question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from council.evaluation.calibration import learn_calibration
from council.evaluation.councils import LineUp
from council.evaluation.measures import (
    Bin,
    Interval,
    Told,
    accuracy_on_surest,
    auroc,
    brier_score,
    expected_calibration_error,
    mean,
    paired_bootstrap,
    reliability_bins,
    wilson_interval,
)
from council.evaluation.replay import Played

SUREST = (0.5, 0.8, 0.9)


@dataclass(frozen=True, slots=True)
class Single:
    """A member of the council that answers alone, question by question."""

    member: str
    rights: tuple[bool, ...]

    @property
    def accuracy(self) -> float:
        return mean(self.rights)


@dataclass(frozen=True, slots=True)
class Baseline:
    """What a council is held against: its best member as history tells it, and as only hindsight
    does; and `oracle`, the share of questions to which any member has the right answer."""

    by_history: Single
    in_hindsight: Single
    oracle: float


@dataclass(frozen=True, slots=True)
class Difference:
    """To a member that answers alone, with its paired interval."""

    member: str
    accuracy: float
    difference: float
    interval: Interval


@dataclass(frozen=True, slots=True)
class Confidence:
    """How well the share of votes tells right from wrong. `auroc` is None where all are right or
    all wrong, what is calibrated where too few were scored to learn from; `learned_from` counts
    these. `bins` say what each height of confidence was worth."""

    auroc: float | None
    ece_raw: float
    ece_calibrated: float | None
    brier_raw: float
    brier_calibrated: float | None
    surest: Mapping[str, float]
    learned_from: int
    bins: tuple[Bin, ...]
    bins_calibrated: tuple[Bin, ...]


@dataclass(frozen=True, slots=True)
class StrategyFigures:
    """`gap_won`: of the way from the best member by history to the oracle, None where there is
    none. `are_strengths_known`: whether the council was told the history of its members.
    `confidence` is None where nobody votes: one member alone has no share that would tell anything.
    `unmeasured`: questions whose answer hangs on what was not recorded."""

    strategy: str
    are_strengths_known: bool
    questions: int
    unmeasured: int
    accuracy: float
    interval: Interval
    to_history: Difference
    to_hindsight: Difference
    gap_won: float | None
    confidence: Confidence | None
    ties: int
    calls_per_question: float


@dataclass(frozen=True, slots=True)
class CouncilFigures:
    """`unmeasured`: strategies whose answers hang on what was not recorded."""

    name: str
    members: tuple[str, ...]
    oracle: float
    strategies: tuple[StrategyFigures, ...]
    unmeasured: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TogetherFigures:
    """All answers of all councils as one, each calibrated by what its own council learned."""

    strategy: str
    are_strengths_known: bool
    answers: int
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class Run:
    """One strategy of one council, played on what is learned from and on what is scored."""

    strategy: str
    are_strengths_known: bool
    learned: Sequence[Played]
    scored: Sequence[Played]

    @property
    def is_measured(self) -> bool:
        return any(played.is_measured for played in self.scored)

    @property
    def has_votes(self) -> bool:
        return any(played.is_voted for played in self.scored)

    @property
    def told(self) -> list[Told]:
        return [played.told for played in self.scored]

    @property
    def calibrated(self) -> list[Told]:
        """What is told after calibration; nothing where too few were scored to learn from."""
        found = learn_calibration([played.told for played in self.learned])
        if found is None:
            return []
        return [Told(found.probability(each.confidence), each.is_right) for each in self.told]


def council_figures(
    line_up: LineUp, baseline: Baseline, runs: Sequence[Run], seed: int
) -> CouncilFigures:
    return CouncilFigures(
        name=line_up.name,
        members=line_up.members,
        oracle=baseline.oracle,
        strategies=tuple(strategy_figures(run, baseline, seed) for run in runs if run.is_measured),
        unmeasured=tuple(dict.fromkeys(run.strategy for run in runs if not run.is_measured)),
    )


def together_figures(runs: Sequence[Run]) -> tuple[TogetherFigures, ...]:
    """One for each strategy that votes, with and without the history of its members."""
    ways: dict[tuple[str, bool], list[Run]] = {}
    for run in runs:
        if run.has_votes:
            ways.setdefault((run.strategy, run.are_strengths_known), []).append(run)
    return tuple(
        TogetherFigures(strategy, known, sum(len(run.scored) for run in group), _together(group))
        for (strategy, known), group in ways.items()
    )


def strategy_figures(run: Run, baseline: Baseline, seed: int) -> StrategyFigures:
    rights = [each.is_right for each in run.told]
    accuracy = mean(rights)
    best = baseline.by_history.accuracy
    gap = baseline.oracle - best
    return StrategyFigures(
        strategy=run.strategy,
        are_strengths_known=run.are_strengths_known,
        questions=len(rights),
        unmeasured=sum(not played.is_measured for played in run.scored),
        accuracy=accuracy,
        interval=wilson_interval(sum(rights), len(rights)),
        to_history=_difference(rights, baseline.by_history, seed),
        to_hindsight=_difference(rights, baseline.in_hindsight, seed),
        gap_won=(accuracy - best) / gap if gap > 0 else None,
        confidence=_together([run]) if run.has_votes else None,
        ties=sum(played.is_tied for played in run.scored),
        calls_per_question=mean([played.calls for played in run.scored]),
    )


def _together(runs: Sequence[Run]) -> Confidence:
    told = [each for run in runs for each in run.told]
    calibrated = [each for run in runs for each in run.calibrated]
    is_known = len(calibrated) == len(told)
    return Confidence(
        auroc=auroc(told),
        ece_raw=expected_calibration_error(told),
        ece_calibrated=expected_calibration_error(calibrated) if is_known else None,
        brier_raw=brier_score(told),
        brier_calibrated=brier_score(calibrated) if is_known else None,
        surest={f"{share:.0%}": accuracy_on_surest(told, share) for share in SUREST},
        learned_from=sum(len(run.learned) for run in runs) if is_known else 0,
        bins=reliability_bins(told),
        bins_calibrated=reliability_bins(calibrated) if is_known else (),
    )


def _difference(rights: Sequence[bool], single: Single, seed: int) -> Difference:
    return Difference(
        member=single.member,
        accuracy=single.accuracy,
        difference=mean(rights) - single.accuracy,
        interval=paired_bootstrap(rights, single.rights, seed),
    )
