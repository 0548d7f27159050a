"""`manage.py evaluate`: how good are councils, on recorded answers?"""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.console import Console
from rich.table import Table

from council.deliberation.strategies import STRATEGIES
from council.evaluation.answer_sets import AnswerSet, read_answer_set
from council.evaluation.councils import asked_line_ups
from council.evaluation.errors import EvaluationError
from council.evaluation.evaluating import Plan
from council.evaluation.page import as_html
from council.evaluation.report import Limits, Report, as_json, missed_limits, report_on
from council.evaluation.sets import folder_of
from council.evaluation.sheets import heading_of, sheets_of
from council.kept_reports import keep_report

WIDTH = 220  # letters


class Command(BaseCommand):
    help = (
        "Put the questions of a set of recorded answers to councils, through the product's own "
        "strategies, and tell how often they are right and how sure. Asks no model. The exit code "
        "is 1 where a limit is missed."
    )
    requires_system_checks = []  # neither a key nor a database is needed

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("set", help="its folder, or its name in ../shared/evals")
        parser.add_argument("--members", help="of one council, by commas; else the known councils")
        parser.add_argument(
            "--strategy",
            nargs="+",
            action="extend",
            choices=sorted(STRATEGIES),
            help="one or several (default: all)",
        )
        parser.add_argument("--learn", default="train", help="questions that are history")
        parser.add_argument("--score", default="test", help="questions that are scored")
        parser.add_argument("--seed", type=int, default=0, help="of the bootstrap")
        parser.add_argument("--report", type=Path, metavar="F.json", help="write the report there")
        parser.add_argument("--html", type=Path, metavar="F.html", help="and here for people")
        parser.add_argument(
            "--keep", action="store_true", help="keep the report, for the interface to show"
        )
        parser.add_argument("--min-accuracy", type=float, metavar="X", help="such as 0.8")
        parser.add_argument(
            "--max-below-best", type=float, metavar="X", help="the best member by history; 0.01"
        )
        parser.add_argument(
            "--max-ece", type=float, metavar="X", help="the calibration error; such as 0.05"
        )

    def handle(self, *_: object, **options: Any) -> None:  # noqa: ANN401  Django's signature
        limits = Limits(options["min_accuracy"], options["max_below_best"], options["max_ece"])
        try:
            folder = folder_of(options["set"], settings.BASE_DIR)
            answer_set = read_answer_set(folder)
            report = report_on(answer_set, _plan(answer_set, folder, options), self._tell)
        except EvaluationError as error:
            raise CommandError(str(error)) from error
        self._draw(report)
        _write(options["report"], as_json(report))
        _write(options["html"], as_html(report))
        if options["keep"]:
            kept = keep_report(report=report, command=_command(report, options))
            self.stdout.write(f"Kept: /quality/{kept.id}")
        self._hold(report, limits)

    def _tell(self, how_far: str) -> None:
        self.stderr.write(how_far, style_func=str)
        self.stderr.flush()

    def _draw(self, report: Report) -> None:
        console = Console(width=WIDTH)
        with console.capture() as drawn:
            console.print(heading_of(report))
            for sheet in sheets_of(report):
                table = Table(title=sheet.caption, box=None, padding=(0, 2, 0, 0))
                for heading in sheet.headings:
                    table.add_column(heading)
                for row in sheet.rows:
                    table.add_row(*row)
                console.print(table, f"{sheet.note}\n", sep="\n")
        self.stdout.write(drawn.get())

    def _hold(self, report: Report, limits: Limits) -> None:
        if limits.are_set and report.gold is None:
            raise CommandError(f"{report.name} has no right answers that a limit could hold.")
        missed = missed_limits(report, limits)
        if missed:
            raise CommandError("\n".join(["Limits are missed:", *missed]))
        if limits.are_set:
            self.stdout.write("Every limit is kept.")


def _plan(answer_set: AnswerSet, folder: Path, options: dict[str, Any]) -> Plan:
    return Plan(
        line_ups=tuple(asked_line_ups(answer_set, folder, options["members"] or "")),
        strategies=tuple(options["strategy"] or STRATEGIES),
        learn=options["learn"],
        score=options["score"],
        seed=options["seed"],
    )


def _command(report: Report, options: dict[str, Any]) -> str:
    """With which anybody makes it again; a set by its name, for where it lies is nobody's."""
    words = ["manage.py", "evaluate", report.name, "--learn", report.learn, "--score", report.score]
    words += ["--seed", str(report.seed)]
    if options["members"]:
        words += ["--members", options["members"]]
    if options["strategy"]:
        words += ["--strategy", *options["strategy"]]
    return shlex.join(words)


def _write(file: Path | None, text: str) -> None:
    if file is None:
        return
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise CommandError(f"{file} cannot be written: {error.strerror}.") from error
