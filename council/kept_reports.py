"""Keeps a report of an evaluation, for the interface to show."""

from __future__ import annotations

from dataclasses import asdict

from council.evaluation.report import Report, as_figures
from council.evaluation.sheets import sheets_of
from council.models import EvaluationReport


def keep_report(*, report: Report, command: str) -> EvaluationReport:
    """Each time anew: a report tells what was true of the code that made it."""
    gold = report.gold
    return EvaluationReport.objects.create(
        name=report.name,
        kind=report.kind,
        task=report.task,
        seed=report.seed,
        command=command,
        scored=gold.scored if gold else None,
        learned_from=gold.learned_from if gold else None,
        figures=as_figures(report),
        tables=[asdict(sheet) for sheet in sheets_of(report)],
    )
