"""`manage.py compare_bill`: does the ledger say what the provider bills?"""

from __future__ import annotations

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.console import Console
from rich.table import Table

from providers.ledger.bill_files import UnreadableBill, read_bill
from providers.ledger.bills import TOLERANCE_PERCENT, compare_bill
from providers.models import Bill, Provider
from providers.money import as_usd

DRIFTED = 2  # the exit code; an unreadable file's is 1
HEADINGS = ("day", "model", "billed $", "ledger $", "delta $", "attempts", "unpriced")


class Command(BaseCommand):
    help = (
        "Hold a provider's bill against the ledger, per day and model; neither is changed. The "
        f"exit code is {DRIFTED} where they differ by more than the tolerance."
    )

    requires_system_checks = []  # a key is not needed

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("provider", help="its name, such as huggingface")
        parser.add_argument("file", type=Path, help="what it billed, as CSV or JSON")
        parser.add_argument(
            "--tolerance",
            type=float,
            default=TOLERANCE_PERCENT,
            metavar="PERCENT",
            help="of what was billed, over all models (default: %(default)s)",
        )

    def handle(self, *, provider: str, file: Path, tolerance: float, **_others: object) -> None:
        names = list(Provider.objects.values_list("name", flat=True))
        if provider not in names:
            raise CommandError(f"There is no provider {provider}; there are {', '.join(names)}.")
        if not tolerance >= 0:
            raise CommandError("--tolerance is a number of per cent, 0 or more.")
        try:
            billed = read_bill(file)
        except UnreadableBill as unreadable:
            raise CommandError(str(unreadable)) from unreadable
        bill = compare_bill(provider=provider, billed=billed, file_name=file.name)
        self._draw(bill)
        if bill.drift_percent > tolerance:
            raise CommandError(
                f"The ledger is off by {_percent(bill)}, and {tolerance:g} % is tolerated.",
                returncode=DRIFTED,
            )

    def _draw(self, bill: Bill) -> None:
        table = Table(box=None, padding=(0, 2, 0, 0))
        for heading in HEADINGS:
            table.add_column(heading, no_wrap=True)
        for line in bill.lines.all():
            money = (line.billed_nano_usd, line.ledger_nano_usd, line.delta_nano_usd)
            counts = (str(line.attempts), str(line.unpriced))
            table.add_row(str(line.day), line.model, *map(as_usd, money), *counts)
        console = Console(width=200)
        with console.capture() as drawn:
            console.print(table)
        self.stdout.write(drawn.get())
        self.stdout.write(
            f"{bill}: billed ${as_usd(bill.billed_nano_usd)}, in the ledger "
            f"${as_usd(bill.ledger_nano_usd)}; off by {_percent(bill)}."
        )


def _percent(bill: Bill) -> str:
    if bill.billed_nano_usd:
        return f"{bill.drift_percent:.1f} %"
    return f"${as_usd(bill.drift_nano_usd)}, with nothing billed"
