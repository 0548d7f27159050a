"""Choices that stand once in plain Python and once in a table hold the same values."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from council.deliberation.brief import Outcome
from council.deliberation.strategies import STRATEGIES
from council.models import Council, Deliberation
from providers.gateway.retry import Backoff
from providers.ledger.windows import Metric, Period, Scope
from providers.models import Provider, QuotaWindow


@pytest.mark.parametrize(
    ("plain", "stored"),
    [
        (Outcome, Deliberation.Outcome),
        (STRATEGIES, Council.Strategy),
        (Backoff, Provider.Backoff),
        (Metric, QuotaWindow.Metric),
        (Period, QuotaWindow.Period),
        (set(Scope) - {Scope.DELIBERATION}, QuotaWindow.Scope),  # a cap is no row
    ],
    ids=["outcome", "strategy", "backoff", "metric", "period", "scope"],
)
def test_choices_written_twice_are_the_same(plain: Iterable[str], stored: Iterable[str]) -> None:
    assert sorted(map(str, plain)) == sorted(map(str, stored))
