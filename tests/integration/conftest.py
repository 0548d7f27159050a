"""What the tests on real servers share: the upstream, a stack, Ann's client, the workers, and
SQLite in a file."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from django.conf import settings as project_settings
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from pytest_django import Settings
from redis import Redis

from tests.integration.connecting import close_all
from tests.integration.rehearsal import Rehearsal, running_rehearsal
from tests.integration.stack import Stack, running_stack
from tests.integration.watching import held_connections, wait_until
from tests.integration.ways_in import client_of


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> None:
    """SQLite in memory shares its cache between threads and refuses where a file would wait."""
    database = project_settings.DATABASES["default"]
    if database["ENGINE"] == "django.db.backends.sqlite3":
        database["TEST"]["NAME"] = str(Path(project_settings.VAR_DIR) / "test.sqlite3")


@pytest.fixture(scope="session")
def one_upstream() -> Iterator[Rehearsal]:
    with running_rehearsal(speed=0) as rehearsal:
        yield rehearsal


@pytest.fixture
def upstream(
    one_upstream: Rehearsal, settings: Settings, redis_store: Redis, transactional_db: None
) -> Iterator[Rehearsal]:
    """The rehearsal upstream as if just started, and every deliberation a rehearsal on it. Whoever
    deliberates leaves no connection to the database behind."""
    one_upstream.clear()
    settings.REHEARSAL = True
    settings.REHEARSAL_URL = one_upstream.url
    settings.GRACE_SECONDS = 0.3
    yield one_upstream
    connection.close()
    wait_until(lambda: held_connections() == 0, "connections to be given back")


@pytest.fixture
def rehearsal(one_upstream: Rehearsal) -> Rehearsal:
    """The upstream alone, as if just started: no setting names it, no database is asked."""
    one_upstream.clear()
    return one_upstream


@pytest.fixture(scope="module")
def stack(one_upstream: Rehearsal) -> Iterator[Stack]:
    """One that no key, database or Redis is given to; its members are played upstream."""
    one_upstream.clear()
    with (
        TemporaryDirectory(prefix="aic-up-") as folder,
        running_stack(Path(folder), REHEARSAL_URL=one_upstream.url) as stack,
    ):
        yield stack


@pytest.fixture
def client(ann: User) -> Client:
    """Ann's, signed in."""
    return client_of(ann)


@pytest.fixture
def workers(transactional_db: None) -> Iterator[ThreadPoolExecutor]:
    """Threads to carry deliberations through beside the test; they end before its rows do."""
    with ThreadPoolExecutor(max_workers=16) as threads:
        yield threads


@pytest.fixture(autouse=True)
def _connections() -> Iterator[None]:
    yield
    close_all()
