"""Each day again: does the ledger say what the imported bills say? It rewrites neither; where they
differ it raises an alert, which ends when they agree."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Final

from django.utils import timezone

from providers.ledger.alerts import Trouble, end_alert, raise_alert
from providers.ledger.bills import TOLERANCE_PERCENT, ledger_by_day
from providers.models import Alert, Bill
from providers.money import as_usd

DAYS: Final = 40  # back: as long as reservations are kept

Billed = dict[date, int]


def report_drift(now: datetime | None = None) -> None:
    first = (now or timezone.now()).astimezone(UTC).date() - timedelta(days=DAYS)
    found = {trouble.about: trouble for trouble in _drifts(first)}
    for alert in Alert.objects.filter(kind=Alert.Kind.DRIFT, ends_at=None):
        if not found.pop(alert.about, None):
            end_alert(alert)
    for trouble in found.values():
        raise_alert(trouble)


def _drifts(first: date) -> Iterator[Trouble]:
    for provider, billed in _billed(first).items():
        ledger = ledger_by_day(provider, min(billed), max(billed))
        for day, nano_usd in sorted(billed.items()):
            spent = ledger.get(day, 0)
            if abs(spent - nano_usd) * 100 > TOLERANCE_PERCENT * nano_usd:
                yield _drift(provider, day, nano_usd, spent)


def _billed(first: date) -> dict[str, Billed]:
    """Of each provider and day by the last bill that has it. A day that was not over when its bill
    was imported is not compared."""
    billed: defaultdict[str, Billed] = defaultdict(dict)
    bills = Bill.objects.filter(until__gte=first).order_by("compared_at", "id")
    for bill in bills.prefetch_related("lines"):
        whole = min(bill.until, bill.compared_at.astimezone(UTC).date() - timedelta(days=1))
        day = max(bill.since, first)
        while day <= whole:
            lines = (line.billed_nano_usd for line in bill.lines.all() if line.day == day)
            billed[bill.provider][day] = sum(lines)
            day += timedelta(days=1)
    return billed


def _drift(provider: str, day: date, billed: int, spent: int) -> Trouble:
    message = (
        f"{provider} billed ${as_usd(billed)} for {day}, and the ledger has ${as_usd(spent)}: see "
        "which models differ under Bills, or import a later bill."
    )
    return Trouble(Alert.Kind.DRIFT, f"{provider} {day}", message, provider)
