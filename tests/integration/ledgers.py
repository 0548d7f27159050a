"""What the tests of the ledger share: ledgers on real servers, claims, and money in a window."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from decimal import Decimal
from uuid import uuid4

from django.utils import timezone

from providers.ledger.alerts import Alerts
from providers.ledger.limits import read_limits
from providers.ledger.prices import record_price
from providers.ledger.quota_ledger import Parts, QuotaLedger
from providers.ledger.rates import Counter, Rates
from providers.ledger.windows import Scope
from providers.models import Budget, QuotaWindow
from providers.protocol import Key, ListPrice, ModelRef, Usage
from providers.quota import Claim, Spender
from providers.redis_client import commands
from tests.factories import make_language_model

ANN = ModelRef("huggingface", "ann")
# One dollar a million in, two out: a token costs 1,000 and 2,000 nano-USD.
IN, OUT = 1_000, 2_000
HOLD = 100 * IN + 900 * OUT  # what `make_claim` may take


def make_ledger(
    spender: Spender | None = None,
    *,
    clock: Callable[[], datetime] = timezone.now,
    alerts: Alerts | None = None,
) -> QuotaLedger:
    """On the windows and prices of the database as they are now."""
    parts = Parts(read_limits(), Rates(commands()), alerts or Alerts(), clock)
    return QuotaLedger(spender or Spender(person_id=1, council="general", trace_id=uuid4()), parts)


def make_claim(
    model: ModelRef = ANN, *, tokens_in: int = 100, tokens_out: int = 900, seconds: float = 30
) -> Claim:
    return Claim(
        uuid4(), model, Key("hf_canarykey"), tokens_in, tokens_out, seconds, voice="ann", number=1
    )


def make_window(
    metric: str = "nano_usd", period: str = "month", limit: int = 10**9, **more: object
) -> QuotaWindow:
    """For the provider huggingface, unless more says otherwise."""
    scope: dict[str, object] = {"scope": "provider", "scope_id": "huggingface"}
    values = {"metric": metric, "period": period, "limit": limit, **scope, **more}
    return QuotaWindow.objects.create(**values)


def money_in(window: QuotaWindow) -> tuple[int, int]:
    """Spent and held."""
    rows = Budget.objects.filter(window=window)
    return sum(row.spent_nano_usd for row in rows), sum(row.held_nano_usd for row in rows)


def spend(ledger: QuotaLedger, claim: Claim, usage: Usage) -> int | None:
    """One attempt that used so much and gave an answer; returns its cost."""
    with ledger.reserve(claim) as reservation:
        reservation.usage = usage
        reservation.has_answer = True
    return reservation.cost_nano_usd


def price(model: ModelRef, *usd: str) -> bool:
    """For a million tokens in, and out; then for those cached and thought, where they differ."""
    row = make_language_model(model.name, model.provider)
    return record_price(row, ListPrice(*map(Decimal, usd)), source="test")


def make_counters() -> list[Counter]:
    """The windows of the provider huggingface that are counted in Redis."""
    applying = read_limits().applying_to({Scope.PROVIDER: "huggingface"})
    return [Counter(window, scope_id, "the provider huggingface") for window, scope_id in applying]


def most_in_any(seconds: float, moments: Iterable[float]) -> int:
    """Of what happened at these moments: the most in any stretch of so many seconds."""
    ordered = sorted(moments)
    most = first = 0
    for last, moment in enumerate(ordered):
        while ordered[first] <= moment - seconds:
            first += 1
        most = max(most, last - first + 1)
    return most
