"""Holds what a provider billed against what the ledger has, per day and model. It rewrites neither:
a bill comes later, and rounds otherwise."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Count, Q, Sum
from django.db.models.functions import TruncDate

from providers.catalogue.routes import split_suffix
from providers.ledger.bill_files import Billed
from providers.ledger.usage import NOT_SENT
from providers.models import Attempt, Bill, BillLine
from providers.protocol import ModelRef

Place = tuple[date, str]

TOLERANCE_PERCENT = 5.0  # of what was billed


@dataclass(frozen=True, slots=True)
class _Spent:
    """What the ledger has: `unpriced` of the attempts have no known cost."""

    nano_usd: int = 0
    attempts: int = 0
    unpriced: int = 0


@transaction.atomic
def compare_bill(*, provider: str, billed: Sequence[Billed], file_name: str) -> Bill:
    """Stored, with a line for each day and model that either side knows of, from the first day of
    the bill to its last, both included. Hosts behind a router are added up."""
    since, until = min(one.day for one in billed), max(one.day for one in billed)
    asked: Counter[Place] = Counter()
    for one in billed:
        asked[one.day, _bare(provider, one.model)] += one.nano_usd
    spent = _spent(provider, since, until)
    bill = Bill.objects.create(
        provider=provider,
        file_name=file_name[:200],
        since=since,
        until=until,
        billed_nano_usd=sum(asked.values()),
        ledger_nano_usd=sum(one.nano_usd for one in spent.values()),
        drift_nano_usd=_drift(asked, spent),
    )
    owed = {place for place, one in spent.items() if one.nano_usd or one.unpriced}
    BillLine.objects.bulk_create(
        _line(bill, place, asked[place], spent.get(place, _Spent()))
        for place in sorted({*asked, *owed})
    )
    return bill


def ledger_by_day(provider: str, since: date, until: date) -> Counter[date]:
    """What the ledger has for each day, in nano-USD."""
    found: Counter[date] = Counter()
    for (day, _), spent in _spent(provider, since, until).items():
        found[day] += spent.nano_usd
    return found


def _line(bill: Bill, place: Place, billed: int, spent: _Spent) -> BillLine:
    day, model = place
    return BillLine(
        bill=bill,
        day=day,
        model=model,
        billed_nano_usd=billed,
        ledger_nano_usd=spent.nano_usd,
        attempts=spent.attempts,
        unpriced=spent.unpriced,
    )


def _drift(asked: Counter[Place], spent: dict[Place, _Spent]) -> int:
    """By model over all days, for a bill may count midnight otherwise; too much here does not make
    good for too little there."""
    deltas: Counter[str] = Counter()
    for (_, model), nano_usd in asked.items():
        deltas[model] -= nano_usd
    for (_, model), one in spent.items():
        deltas[model] += one.nano_usd
    return sum(map(abs, deltas.values()))


def _spent(provider: str, since: date, until: date) -> dict[Place, _Spent]:
    begin, end = (datetime.combine(day, time(), UTC) for day in (since, until + timedelta(days=1)))
    rows = (
        Attempt.objects.filter(
            provider=provider, is_rehearsal=False, started_at__gte=begin, started_at__lt=end
        )
        .exclude(NOT_SENT)
        .annotate(day=TruncDate("started_at", tzinfo=UTC))
        .order_by()
        .values_list("day", "model")
        .annotate(
            cost=Sum("cost_nano_usd", default=0),
            attempts=Count("id"),
            unpriced=Count("id", filter=Q(cost_nano_usd=None)),
        )
    )
    found: defaultdict[Place, list[tuple[int, int, int]]] = defaultdict(list)
    for day, model, *sums in rows:
        found[day, _bare(provider, model)].append(tuple(sums))
    return {place: _Spent(*map(sum, zip(*sums, strict=True))) for place, sums in found.items()}


def _bare(provider: str, model: str) -> str:
    name, _ = split_suffix(ModelRef(provider, model))
    return name
