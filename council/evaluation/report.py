"""What an evaluation found, as one value, and as JSON: the same seed gives the same bytes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from council.evaluation.answer_sets import AnswerSet
from council.evaluation.evaluating import GoldFigures, Plan, evaluate_gold
from council.evaluation.figures import StrategyFigures

DIGITS = 6


@dataclass(frozen=True, slots=True)
class Report:
    """`name`: of the set. `gold`: where each question has one right answer."""

    name: str
    kind: str
    task: str
    learn: str
    score: str
    seed: int
    gold: GoldFigures | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """What every strategy of every council has to keep, its members' history known; shares, not
    per cent. None: no limit."""

    min_accuracy: float | None = None
    max_below_best: float | None = None
    max_ece: float | None = None

    @property
    def are_set(self) -> bool:
        return self != Limits()


def report_on(answer_set: AnswerSet, plan: Plan) -> Report:
    """Raises UnknownMeans."""
    return Report(
        name=answer_set.name,
        kind=answer_set.kind.value,
        task=str(answer_set.other.get("task", "")),
        learn=plan.learn,
        score=plan.score,
        seed=plan.seed,
        gold=evaluate_gold(answer_set, plan) if answer_set.has_gold else None,
    )


def as_json(report: Report) -> str:
    text = json.dumps(
        _rounded(asdict(report)), sort_keys=True, indent=2, ensure_ascii=False, allow_nan=False
    )
    return f"{text}\n"


def missed_limits(report: Report, limits: Limits) -> list[str]:
    """One sentence for each; none where all are kept."""
    councils = report.gold.councils if report.gold else ()
    return [
        f"{council.name}, {figures.strategy}: {sentence}"
        for council in councils
        for figures in council.strategies
        if figures.are_strengths_known
        for sentence in _missed(figures, limits)
    ]


def _missed(figures: StrategyFigures, limits: Limits) -> list[str]:
    below = -figures.to_history.difference
    ece = figures.confidence.ece_calibrated
    missed = []
    if limits.min_accuracy is not None and figures.accuracy < limits.min_accuracy:
        missed.append(f"accuracy {figures.accuracy:.3f} is below {limits.min_accuracy:g}.")
    if limits.max_below_best is not None and below > limits.max_below_best:
        missed.append(
            f"it is {below:.3f} below {figures.to_history.member}, its best member by history; "
            f"{limits.max_below_best:g} is allowed."
        )
    if limits.max_ece is not None and (ece is None or ece > limits.max_ece):
        found = "unknown, for too few were scored" if ece is None else f"{ece:.3f}"
        missed.append(f"ECE after calibration is {found}; {limits.max_ece:g} is allowed.")
    return missed


def _rounded(value: object) -> object:
    if isinstance(value, float):
        return round(value, DIGITS)
    if isinstance(value, Mapping):
        return {str(key): _rounded(each) for key, each in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_rounded(each) for each in value]
    return value
