"""Four processes spend at once: never a call too many, never a dollar too much."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from redis import Redis

from providers.models import Reservation
from providers.protocol import Usage
from tests.integration.at_once import PROCESSES, do_at_once
from tests.integration.ledgers import (
    ANN,
    HOLD,
    IN,
    make_claim,
    make_ledger,
    make_window,
    money_in,
    most_in_any,
    price,
    spend,
)
from tests.integration.spending import spend_budget, spend_rates

SPEED = 30


def test_a_thousand_that_want_what_is_there_for_ten_overspend_nothing(
    redis_store: Redis, transactional_db: None
) -> None:
    """Each holds in two budgets. The second is the full one, so that the first is to be undone."""
    price(ANN, "1", "2")
    wide = make_window(scope="model", scope_id=str(ANN), limit=10**12)
    window = make_window(limit=10 * HOLD + HOLD // 2)
    costs = do_at_once(spend_budget, 1000 // PROCESSES, 8)
    assert len(costs) >= 9
    assert money_in(window) == money_in(wide) == (sum(costs), 0)
    assert sum(costs) <= window.limit
    assert set(Reservation.objects.values_list("state", flat=True)) == {"settled"}
    assert Reservation.objects.count() == len(costs)


@pytest.mark.postgresql  # the database only tells which windows there are
def test_a_window_of_sixty_a_minute_is_used_and_never_exceeded(
    redis_store: Redis, transactional_db: None
) -> None:
    """Two minutes, on a clock that runs fast. Whoever is let in first takes all there is, and the
    second sixty have nearly a minute for it: a machine that is busy elsewhere does no harm."""
    make_window("requests", "minute", 60)
    moments = do_at_once(spend_rates, 120, SPEED)
    assert most_in_any(60, moments) <= 60
    assert len(moments) >= 0.95 * 120


def test_the_first_attempts_of_a_stretch_may_come_at_once(
    redis_store: Redis, transactional_db: None
) -> None:
    """The row that counts them is made by one of them, and all find room in it."""
    price(ANN, "1", "2")
    window = make_window(limit=100 * HOLD)
    ledger, together = make_ledger(), threading.Barrier(8)

    def ask(_: int) -> int | None:
        together.wait()
        return spend(ledger, make_claim(), Usage(1, 0))

    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(ask, range(8))) == [IN] * 8
    assert money_in(window) == (8 * IN, 0)
