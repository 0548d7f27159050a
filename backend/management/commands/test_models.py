"""`manage.py test_models`: do these models answer, and do their answers pass?"""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import orjson
from django.core.management.base import BaseCommand, CommandError

from backend.model_commands import add_model_arguments, asking, came_of, draw, shown, terms_of
from providers.api.comparison_serializers import CaseReportOutput
from providers.model_tests.cases import Case, read_cases
from providers.model_tests.errors import UnreadableCases
from providers.model_tests.testing import CaseReport, CaseResult, CaseTally
from providers.side_by_side import examine_models

HEADINGS = ("", "asked", "answered", "success rate", "passed", "pass rate")


class Command(BaseCommand):
    help = (
        "Put the cases of a file to models and hold their answers to the matchers. Success rate is "
        "the share that was answered at all, pass rate the share of the answers that pass. The "
        "exit code is 1 where nothing was answered or a limit is missed."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("cases", type=Path, help="one JSON object a line, or a JSON list")
        add_model_arguments(parser)
        parser.add_argument(
            "--min-pass-rate", type=float, metavar="X", help="of every model, such as 0.8"
        )

    def handle(self, *_: object, **options: Any) -> None:  # noqa: ANN401  Django's signature
        limit = options["min_pass_rate"]
        if limit is not None and not 0 <= limit <= 1:
            raise CommandError("--min-pass-rate is a share, from 0 to 1.")
        cases = _read(options["cases"])
        with asking() as speaking:
            report = examine_models(cases=cases, **terms_of(options, speaking))
        if options["as_json"]:
            self.stdout.write(orjson.dumps(CaseReportOutput(report).data).decode())
        else:
            self._draw(report)
        self._hold(report, limit)

    def _draw(self, report: CaseReport) -> None:
        for result in report.results:
            if not result.has_passed:
                self.stdout.write(f"{result.case}, {result.model}: {_reason(result)}")
        tallies = [*report.by_case, *report.by_model, report.total]
        self.stdout.write(draw(HEADINGS, map(_row, tallies)))

    def _hold(self, report: CaseReport, limit: float | None) -> None:
        if report.total.pass_rate is None:
            raise CommandError("Nothing was answered.")
        if limit is None:
            return
        rates = [(tally.name, tally.pass_rate) for tally in report.by_model]
        missed = [(name, rate) for name, rate in rates if rate is None or rate < limit]
        if missed:
            told = (f"{name} {shown(rate, '.1%')}" for name, rate in missed)
            raise CommandError(f"Below a pass rate of {limit:.1%}: {', '.join(told)}.")


def _read(file: Path) -> list[Case]:
    try:
        return read_cases(file)
    except UnreadableCases as error:
        raise CommandError(str(error)) from error


def _reason(result: CaseResult) -> str:
    return " ".join(result.misses) if result.misses else came_of(result.result)


def _row(tally: CaseTally) -> tuple[str, ...]:
    return (
        tally.name or "together",
        str(tally.asked),
        str(tally.answered),
        shown(tally.success_rate, ".1%"),
        str(tally.passed),
        shown(tally.pass_rate, ".1%"),
    )
