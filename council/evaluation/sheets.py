"""A report as tables of texts, for a terminal, a page or a document."""

from __future__ import annotations

from collections.abc import Iterator

from council.evaluation.evaluating import GoldFigures
from council.evaluation.figures import (
    Confidence,
    CouncilFigures,
    Difference,
    StrategyFigures,
    TogetherFigures,
)
from council.evaluation.open_sheets import claim_sheets, graded_sheets, peer_sheets, sample_sheet
from council.evaluation.readings import MemberFigures
from council.evaluation.report import Report
from council.evaluation.sheet import UNKNOWN, Sheet, between, decimal, percent


def heading_of(report: Report) -> str:
    """What is reported, in a line."""
    if report.gold is None:
        return f"{report.name}: all questions"
    return (
        f"{report.name}: learned from {report.learn}, scored on {report.score}, seed {report.seed}"
    )


def sheets_of(report: Report) -> list[Sheet]:
    sheets = list(_gold_sheets(report.gold)) if report.gold else []
    if report.samples:
        sheets.append(sample_sheet(report.samples))
    if report.graded:
        sheets += graded_sheets(report.graded)
    if report.claims:
        sheets += claim_sheets(report.claims)
    if report.peers:
        sheets += peer_sheets(report.peers)
    return sheets


def _gold_sheets(gold: GoldFigures) -> Iterator[Sheet]:
    yield Sheet(
        "Members alone",
        f"{gold.scored} questions are scored, {gold.learned_from} were learned from. In brackets: "
        "the 95 % interval. A question without an answer counts as answered wrongly.",
        (
            "member", "accuracy", "history", "no answer", "refused", "cut off", "not recorded",
            "conflicting",
        ),
        tuple(map(_member_row, gold.members)),
    )  # fmt: skip
    yield Sheet(
        "Councils: right answers",
        "Differences are in points, with their paired 95 % interval: to the best single member as "
        "history tells it, and as only hindsight does. Oracle: any member is right. Gap won: of "
        "the way from the best member by history to the oracle. An exchange and a chair are not "
        "recorded: their calls are counted, their words are not there.",
        (
            "council", "strategy", "members' history", "accuracy", "to best by history",
            "to best in hindsight", "oracle", "gap won", "ties", "calls per question",
        ),
        tuple(_accuracy_row(c, figures) for c in gold.councils for figures in c.strategies),
        heads=3,
    )  # fmt: skip
    yield Sheet(
        "Councils: confidence",
        "Of the share of votes behind an answer. ECE and Brier: as it stands, and after "
        "calibration. Surest: accuracy on the share of the questions with the highest confidence. "
        "All together: all answers of all councils as one.",
        (
            "council", "strategy", "members' history", "AUROC", "ECE raw", "ECE calibrated",
            "Brier raw", "Brier calibrated", "surest 50 %", "surest 80 %", "surest 90 %",
        ),
        tuple(_confidence_rows(gold)),
        heads=3,
    )  # fmt: skip
    unmeasured = [(c.name, ", ".join(c.unmeasured)) for c in gold.councils if c.unmeasured]
    if unmeasured:
        yield Sheet(
            "Not measured",
            "Their answers hang on what was not recorded: what a chair, a critic or a reviewer "
            "says, or what a person picks.",
            ("council", "strategies"),
            tuple(unmeasured),
        )


def _member_row(figures: MemberFigures) -> tuple[str, ...]:
    history = figures.history
    return (
        figures.member,
        f"{percent(figures.accuracy)} {between(figures.interval)}",
        f"{percent(history.share)} of {history.scored}",
        str(figures.without_answer),
        str(figures.refused),
        str(figures.cut_off),
        str(figures.missing),
        str(figures.conflicting),
    )


def _accuracy_row(council: CouncilFigures, figures: StrategyFigures) -> tuple[str, ...]:
    return (
        *_named(council.name, figures),
        f"{percent(figures.accuracy)} {between(figures.interval)}",
        _difference(figures.to_history),
        _difference(figures.to_hindsight),
        percent(council.oracle),
        UNKNOWN if figures.gap_won is None else f"{figures.gap_won:.0%}",
        str(figures.ties),
        f"{figures.calls_per_question:.1f}",
    )


def _confidence_rows(gold: GoldFigures) -> Iterator[tuple[str, ...]]:
    for council in gold.councils:
        for figures in council.strategies:
            if figures.confidence is not None:
                yield *_named(council.name, figures), *_confidence_cells(figures.confidence)
    for together in gold.together:
        yield *_named("all together", together), *_confidence_cells(together.confidence)


def _confidence_cells(confidence: Confidence) -> tuple[str, ...]:
    return (
        decimal(confidence.auroc),
        decimal(confidence.ece_raw),
        decimal(confidence.ece_calibrated),
        decimal(confidence.brier_raw),
        decimal(confidence.brier_calibrated),
        *(percent(share) for share in confidence.surest.values()),
    )


def _named(council: str, figures: StrategyFigures | TogetherFigures) -> tuple[str, ...]:
    known = "known" if figures.are_strengths_known else UNKNOWN
    return council, figures.strategy, known


def _difference(difference: Difference) -> str:
    low, high = 100 * difference.interval.low, 100 * difference.interval.high
    points = 100 * difference.difference
    return f"{points:+.1f} [{low:+.1f}, {high:+.1f}] {difference.member}"
