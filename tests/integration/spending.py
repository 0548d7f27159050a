"""What four processes do at once to the ledger: all ask for money, or for a place in a window."""

from __future__ import annotations

import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

from providers.errors import CapReached
from providers.ledger.rates import Rates, Taken
from providers.protocol import Usage
from providers.redis_client import commands
from tests.integration.at_once import wait_for_all
from tests.integration.ledgers import make_claim, make_counters, make_ledger, spend

DAY = datetime(2026, 11, 26, tzinfo=UTC)
PAUSE_SECONDS = 0.2


def spend_budget(calls: int, threads: int) -> list[int]:
    """What each attempt that was let in did cost."""
    ledger = make_ledger()
    wait_for_all()

    def ask(_: int) -> int:
        try:
            return spend(ledger, make_claim(), Usage(100, 900)) or 0
        except CapReached:
            return 0

    with ThreadPoolExecutor(threads) as pool:
        return [cost for cost in pool.map(ask, range(calls)) if cost]


def spend_rates(seconds: float, speed: float) -> list[float]:
    """When each attempt was let in, in seconds since all began, on a clock that runs `speed` times
    as fast."""
    counters = make_counters()
    begins = wait_for_all()

    def elapsed() -> float:
        return (time.time() - begins) * speed

    rates = Rates(commands(), lambda: DAY + timedelta(seconds=elapsed()))
    given: list[float] = []
    pause = threading.Event()
    while elapsed() < seconds:
        answer = rates.take(os.urandom(8).hex(), counters)
        if isinstance(answer, Taken):
            given.append((answer.at - DAY).total_seconds())
        pause.wait(PAUSE_SECONDS / speed)
    return given
