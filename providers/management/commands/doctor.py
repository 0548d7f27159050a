"""`manage.py doctor`: can the providers be used, and if not, what is to be mended?"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.console import Console
from rich.table import Table
from rich.text import Text

from providers.checks import check_addresses, check_stored_keys
from providers.doctor import Diagnosis, examine_providers
from providers.stored_keys import is_rehearsal
from providers.typed_addresses import LOOPBACK

HEADINGS = (
    "provider",
    "configured",
    "reachable",
    "authorised",
    "generates",
    "streams",
    "first token",
)
MARKS = {True: Text("yes", "green"), False: Text("no", "red"), None: Text("-", "dim")}


class Command(BaseCommand):
    help = "Examine every provider. Asks each for one tiny real answer, unless --no-spend."
    requires_system_checks = []  # what they find is told among the rest

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--no-spend", action="store_true", help="ask for no answer")
        parser.add_argument("--json", action="store_true", dest="as_json", help="for programs")

    def handle(self, *, no_spend: bool, as_json: bool, **_others: object) -> None:
        settings.SINGLE_USER = _is_single_user()
        diagnoses = examine_providers(may_spend=not no_spend)
        can_answer = any(diagnosis.can_answer for diagnosis in diagnoses)
        if as_json:
            self._write_json(diagnoses, can_answer=can_answer)
        else:
            self._draw(diagnoses)
        if not can_answer and not is_rehearsal():  # which needs no real model
            raise CommandError(
                "No provider can be asked: no member can be filled by a real model. Until one can, "
                "`manage.py up` rehearses: scripted voices play the members."
            )

    def _write_json(self, diagnoses: Sequence[Diagnosis], *, can_answer: bool) -> None:
        findings = {
            "can_fill_a_member": can_answer,
            "rehearsal": is_rehearsal(),
            "settings": _faults(),
            "providers": [asdict(diagnosis) for diagnosis in diagnoses],
        }
        self.stdout.write(json.dumps(findings, indent=2, ensure_ascii=False))

    def _draw(self, diagnoses: Sequence[Diagnosis]) -> None:
        table = Table(box=None, padding=(0, 1, 0, 0))
        for heading in HEADINGS:
            table.add_column(heading, no_wrap=True)
        for diagnosis in diagnoses:
            table.add_row(*_cells(diagnosis))
        console = Console()
        with console.capture() as drawn:
            console.print(table)
        self.stdout.write(drawn.get())
        for fault in _faults():
            self.stdout.write(f"settings: {fault}")
        for diagnosis in diagnoses:
            if diagnosis.advice:
                self.stdout.write(f"{diagnosis.provider}: {diagnosis.advice}")
            if diagnosis.traffic:
                self.stdout.write(f"{diagnosis.provider}: {diagnosis.traffic}")
            self._tell_missing(diagnosis)
        if is_rehearsal():
            self.stdout.write("REHEARSAL is on: until it is off, members are played.")

    def _tell_missing(self, diagnosis: Diagnosis) -> None:
        for missing in diagnosis.not_served:
            take = f", take {missing.instead}" if missing.instead else ""
            self.stdout.write(f"{diagnosis.provider}: {missing.model} is not served today{take}.")


def _cells(diagnosis: Diagnosis) -> list[Text]:
    seconds = diagnosis.first_token_seconds
    return [
        Text(diagnosis.provider),
        MARKS[diagnosis.is_configured],
        MARKS[diagnosis.is_reachable],
        MARKS[diagnosis.is_authorised],
        MARKS[diagnosis.generates],
        MARKS[diagnosis.streams],
        MARKS[None] if seconds is None else Text(f"{seconds:.2f} s"),
    ]


def _is_single_user() -> bool:
    """As `up` would have it: on that depends which addresses of rows are taken."""
    if "SINGLE_USER" in settings.GIVEN:
        return bool(settings.SINGLE_USER)
    return settings.HOST in LOOPBACK


def _faults() -> list[str]:
    return [fault.msg for fault in (*check_addresses(None), *check_stored_keys(None))]
