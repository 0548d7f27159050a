"""What a council will take by each strategy: calls by counting, time and money by what was measured
lately."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median
from typing import Any, Final

from council.deliberation.call_counts import CallCount, calls_of
from council.deliberation.strategies import STRATEGIES
from council.line_up import SAMPLES
from council.models import Council, Deliberation
from providers.money import as_usd, nano_usd_of
from providers.stored_keys import is_rehearsal

LOOKED_AT: Final = 500  # deliberations, of all councils, the newest
FEWEST_MEASURED: Final = 3

Receipts = Sequence[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Estimate:
    """`seconds` and `cost_usd`: the median of `measured` deliberations, None below three of them;
    the cost also where one of them has a part without a known price."""

    strategy: str
    calls: CallCount
    seconds: float | None
    cost_usd: str | None
    measured: int


def estimate(council: Council) -> list[Estimate]:
    """By name of the strategy."""
    members = sum(not member.is_chair for member in council.members.all())
    receipts = _receipts_of(council)
    return [_estimate(strategy, members, receipts[strategy]) for strategy in sorted(STRATEGIES)]


def _estimate(strategy: str, members: int, receipts: Receipts) -> Estimate:
    voices = SAMPLES if strategy == Council.Strategy.VOTE and members == 1 else members
    is_measured = len(receipts) >= FEWEST_MEASURED
    return Estimate(
        strategy=strategy,
        calls=calls_of(strategy, voices),
        seconds=median(receipt["seconds"] for receipt in receipts) if is_measured else None,
        cost_usd=_usual_cost(receipts) if is_measured else None,
        measured=len(receipts),
    )


def _usual_cost(receipts: Receipts) -> str | None:
    if not all(receipt["is_complete"] for receipt in receipts):
        return None
    costs = [nano_usd_of(Decimal(receipt["cost_usd"])) for receipt in receipts]
    return as_usd(round(median(costs)))


def _receipts_of(council: Council) -> defaultdict[str, list[dict[str, Any]]]:
    """Those of its last deliberations, by strategy. A rehearsal is measured by rehearsals."""
    ended = Deliberation.objects.filter(ended_at__isnull=False).order_by("-ended_at")
    columns = ("council", "status", "is_rehearsal", "line_up__strategy", "receipt")
    found: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    wanted = (council.pk, Deliberation.Status.DONE, is_rehearsal())
    for id_, status, is_played, strategy, receipt in ended.values_list(*columns)[:LOOKED_AT]:
        if receipt and (id_, status, is_played) == wanted:
            found[strategy].append(receipt)
    return found
