"""What an evaluation found, as one value, and as JSON: the same seed gives the same bytes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from council.evaluation.answer_sets import AnswerSet
from council.evaluation.claims import ClaimFigures, claim_figures
from council.evaluation.evaluating import GoldFigures, Plan, Tell, evaluate_gold, tell_nobody
from council.evaluation.figures import Confidence, CouncilFigures, StrategyFigures
from council.evaluation.graded import GradedFigures, graded_figures
from council.evaluation.peers import PeerFigures, peer_figures
from council.evaluation.samples import SampleFigures, sample_figures

DIGITS = 6


@dataclass(frozen=True, slots=True)
class Report:
    """`name`: of the set. `gold`: where each question has one right answer; `graded`, `claims` and
    `peers`: where answers were graded, their claims checked, or judged by one another; `samples`:
    where a member answered several times."""

    name: str
    kind: str
    task: str
    learn: str
    score: str
    seed: int
    gold: GoldFigures | None = None
    graded: GradedFigures | None = None
    claims: ClaimFigures | None = None
    peers: PeerFigures | None = None
    samples: tuple[SampleFigures, ...] = ()


@dataclass(frozen=True, slots=True)
class Limits:
    """What every strategy of every council has to keep, with the history of its members known where
    it is; shares, not per cent. None: no limit."""

    min_accuracy: float | None = None
    max_below_best: float | None = None
    max_ece: float | None = None

    @property
    def are_set(self) -> bool:
        return self != Limits()


def report_on(answer_set: AnswerSet, plan: Plan, tell: Tell = tell_nobody) -> Report:
    """Raises UnknownMeans, AnswerMissing."""
    has_gold = answer_set.has_gold and not answer_set.is_graded
    return Report(
        name=answer_set.name,
        kind=answer_set.kind.value,
        task=str(answer_set.other.get("task", "")),
        learn=plan.learn,
        score=plan.score,
        seed=plan.seed,
        gold=evaluate_gold(answer_set, plan, tell) if has_gold else None,
        graded=graded_figures(answer_set, plan.line_ups) if answer_set.is_graded else None,
        claims=claim_figures(answer_set) if answer_set.has_claims else None,
        peers=peer_figures(answer_set) if answer_set.judgments else None,
        samples=sample_figures(answer_set) if has_gold else (),
    )


def as_json(report: Report) -> str:
    text = json.dumps(
        as_figures(report), sort_keys=True, indent=2, ensure_ascii=False, allow_nan=False
    )
    return f"{text}\n"


def as_figures(report: Report) -> object:
    """What can be written as JSON."""
    return _rounded(asdict(report))


def missed_limits(report: Report, limits: Limits) -> list[str]:
    """One sentence for each; none where all are kept."""
    councils = report.gold.councils if report.gold else ()
    return [
        f"{council.name}, {figures.strategy}: {sentence}"
        for council in councils
        for figures in _by_default(council)
        for sentence in _missed(figures, limits)
    ]


def _by_default(council: CouncilFigures) -> list[StrategyFigures]:
    known = [figures for figures in council.strategies if figures.are_strengths_known]
    return known or list(council.strategies)


def _missed(figures: StrategyFigures, limits: Limits) -> list[str]:
    below = -figures.to_history.difference
    missed = []
    if limits.min_accuracy is not None and figures.accuracy < limits.min_accuracy:
        missed.append(f"accuracy {figures.accuracy:.3f} is below {limits.min_accuracy:g}.")
    if limits.max_below_best is not None and below > limits.max_below_best:
        missed.append(
            f"it is {below:.3f} below {figures.to_history.member}, its best member by history; "
            f"{limits.max_below_best:g} is allowed."
        )
    if limits.max_ece is not None and not _is_sure_enough(figures.confidence, limits.max_ece):
        found = _told_ece(figures.confidence)
        missed.append(f"ECE after calibration is {found}; {limits.max_ece:g} is allowed.")
    return missed


def _is_sure_enough(confidence: Confidence | None, most: float) -> bool:
    ece = confidence.ece_calibrated if confidence else None
    return ece is not None and ece <= most


def _told_ece(confidence: Confidence | None) -> str:
    if confidence is None:
        return "unknown, for nobody votes"
    ece = confidence.ece_calibrated
    return "unknown, for too few were scored" if ece is None else f"{ece:.3f}"


def _rounded(value: object) -> object:
    if isinstance(value, float):
        return round(value, DIGITS)
    if isinstance(value, Mapping):
        return {str(key): _rounded(each) for key, each in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_rounded(each) for each in value]
    return value
