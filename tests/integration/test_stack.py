"""`manage.py up` from an empty folder: ready, answering, alone in its folder, and gone at once."""

from __future__ import annotations

import re
import signal
import socket
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from tests.integration.log_reader import assert_is_whole
from tests.integration.rehearsal import QUERY
from tests.integration.stack import (
    PROCESSES,
    START_SECONDS,
    STOP_SECONDS,
    WHERE_STACKS_RUN,
    Stack,
    running_stack,
    stack_in,
    wait_until,
)

pytestmark = WHERE_STACKS_RUN

SECOND_START_SECONDS = 10.0
REFUSED_SECONDS = 20.0


def refusal(command: subprocess.Popen[str]) -> str:
    """What a command says that must not succeed."""
    _, said = command.communicate(timeout=REFUSED_SECONDS)
    assert command.returncode != 0
    assert "Traceback" not in said
    return said


def test_an_empty_folder_becomes_a_stack_that_says_where_it_is(stack: Stack) -> None:
    ready = stack.get("/readyz")
    assert ready.json()["checks"] == {"database": "ok", "redis": "ok", "models": "ok"}
    assert f"http://localhost:{stack.port}" in stack.said()
    assert "played by the rehearsal upstream" in stack.said()


def test_a_query_is_answered_without_key_database_or_redis(stack: Stack) -> None:
    id_ = stack.ask(QUERY)
    events = stack.events(id_)
    assert_is_whole(events)
    assert events[0]["rehearsal"] is True
    assert events[-1]["outcome"] == "full"
    answer = stack.deliberation(id_)
    assert answer["status"] == "done"
    assert answer["synthesis"]["text"]
    assert (stack.folder / "var" / "council.sqlite3").exists()


def test_its_secrets_are_for_its_owner_alone(stack: Stack) -> None:
    secrets = stack.folder / "var" / "secrets.env"
    assert secrets.stat().st_mode & 0o777 == 0o600
    assert set(re.findall("^([A-Z_]+)=", secrets.read_text(), re.M)) == {
        "SECRET_KEY",
        "ENCRYPTION_KEYS",
    }
    for line in secrets.read_text().splitlines():
        assert line.partition("=")[2] not in stack.said()


def test_its_folder_is_for_its_owner_alone(stack: Stack) -> None:
    assert (stack.folder / "var").stat().st_mode & 0o777 == 0o700


def test_a_rehearsal_upstream_that_is_there_is_not_started_again(stack: Stack) -> None:
    assert set(stack.pids()) == set(PROCESSES) - {"rehearsal"}


def test_a_second_one_in_the_same_folder_is_refused(stack: Stack) -> None:
    assert "running already" in refusal(stack.manage("up"))
    assert stack.get("/readyz").ok


def test_a_port_that_is_taken_is_refused_with_a_way_out(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with stack_in(tmp_path, PORT=str(port)) as stack:
            said = refusal(stack.manage("up"))
    assert f"127.0.0.1:{port}" in said
    assert "PORT=" in said


def test_upkeep_looks_for_a_model_also_where_there_is_none_yet(tmp_path: Path) -> None:
    with running_stack(tmp_path) as stack:
        stack.stop()
        with closing(sqlite3.connect(tmp_path / "var" / "council.sqlite3")) as database, database:
            database.execute("UPDATE providers_provider SET is_enabled = 0")
        stack.begin()
        wanted = {"web", "worker", "upkeep", "beat"}
        wait_until(lambda: wanted <= set(stack.pids()), START_SECONDS, "running", stack.said)
        assert stack.get("/readyz").json()["checks"]["models"] == "none usable"


def test_what_came_through_a_proxy_is_refused_with_the_way_to_allow_it(stack: Stack) -> None:
    assert stack.get("/api/councils/").ok
    refused = stack.get("/api/councils/", **{"X-Forwarded-For": "203.0.113.9"})
    assert refused.status_code == 403
    assert "SINGLE_USER=off" in refused.json()["message"]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "Ctrl-C"])
def test_it_stops_with_every_process_and_starts_again_in_seconds(
    stack: Stack, number: signal.Signals
) -> None:
    assert stack.stop(number) < STOP_SECONDS
    assert stack.process.returncode == 0
    assert stack.processes() == []
    assert stack.start() < SECOND_START_SECONDS < START_SECONDS
    assert stack.get("/api/deliberations/").json()["results"], "it has forgotten what was asked"
