"""Processes that all spend at once: `python -m tests.integration.spending DATABASE JOB …`.

`budget CALLS THREADS` asks so often for money; `rates SECONDS SPEED` asks again and again for a
place in the window of requests, on a clock that runs SPEED times as fast, or on that of Redis if
SPEED is 1. One process makes ready and forks four, which begin together; it prints what each was
given.
"""

from __future__ import annotations

import importlib
import json
import multiprocessing
import os
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import django
from django.conf import settings

ROOT = Path(__file__).parents[2]
PROCESSES = 4
DAY = datetime(2026, 11, 26, tzinfo=UTC)


def spend_at_once(*job: object) -> list[float]:
    """Run the job in four processes; returns what all of them were given."""
    database = settings.DATABASES["default"]["NAME"]
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "LOG_LEVEL": "CRITICAL",
    }
    command = [sys.executable, "-m", "tests.integration.spending", database, *map(str, job)]
    answer = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, check=True)
    return [given for one in json.loads(answer.stdout) for given in one]


def wait_for_all() -> float:
    """Until all processes are there; returns when that was, the same for each."""
    from providers.redis_client import commands  # noqa: PLC0415  needs the apps to be ready

    client, pause = commands(), threading.Event()
    client.incr("ready")
    while int(client.get("ready") or 0) < PROCESSES:
        pause.wait(0.02)
    client.set("begins", time.time(), nx=True)
    return float(client.get("begins") or 0)


def spend_budget(calls: int, threads: int) -> list[int]:
    """What each attempt that was let in did cost."""
    from providers.errors import CapReached  # noqa: PLC0415  needs the apps to be ready
    from providers.protocol import Usage  # noqa: PLC0415
    from tests.integration.ledgers import make_claim, make_ledger, spend  # noqa: PLC0415

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
    """When each attempt was let in, in seconds since all began; as the window counts it."""
    from providers.ledger.rates import Rates, Taken  # noqa: PLC0415  needs the apps to be ready
    from providers.redis_client import commands  # noqa: PLC0415
    from tests.integration.ledgers import make_counters  # noqa: PLC0415

    counters = make_counters()
    begins = wait_for_all()
    first = datetime.fromtimestamp(begins, UTC) if speed == 1 else DAY

    def clock() -> datetime:
        return first + timedelta(seconds=(time.time() - begins) * speed)

    rates = Rates(commands(), None if speed == 1 else clock)
    given: list[float] = []
    pause = threading.Event()
    while (time.time() - begins) * speed < seconds:
        answer = rates.take(os.urandom(8).hex(), counters)
        if isinstance(answer, Taken):
            given.append((answer.at - first).total_seconds())
        pause.wait(0.2 / speed)
    return given


def spend(job: Sequence[str], _: int) -> Sequence[float]:
    name, first, second = job
    if name == "budget":
        return spend_budget(int(first), int(second))
    return spend_rates(float(first), float(second))


def main(words: Sequence[str]) -> None:
    """All is imported before the fork, and nothing connected: each opens its own connections."""
    settings.DATABASES["default"]["NAME"] = words[0]
    django.setup()
    importlib.import_module("tests.integration.ledgers")
    with multiprocessing.get_context("fork").Pool(PROCESSES) as processes:
        given = processes.map(partial(spend, words[1:]), range(PROCESSES), chunksize=1)
        processes.close()
        processes.join()
    sys.stdout.write(json.dumps(given))


if __name__ == "__main__":
    main(sys.argv[1:])
