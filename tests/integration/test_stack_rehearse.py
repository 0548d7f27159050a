"""`manage.py rehearse`: the upstream as a command."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest
import requests

from tests.integration.rehearsal import ANN, QUERY
from tests.integration.stack import WHERE_STACKS_RUN, stack_in

pytestmark = WHERE_STACKS_RUN

SECONDS = 20


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "Ctrl-C"])
def test_it_says_where_it_listens_plays_its_faults_and_ends_quietly(
    tmp_path: Path, number: signal.Signals
) -> None:
    with stack_in(tmp_path) as stack:
        faults = ("--fault", f"{ANN}=429:2", "--fault", "gpt-os-120b=500")
        command = stack.manage("rehearse", "--port", "0", "--speed", "0", *faults)
        assert command.stdout is not None
        url = command.stdout.readline().split()[-1]
        body = {"model": ANN, "messages": [{"role": "user", "content": QUERY}]}
        chat = f"{url}/v1/chat/completions"
        assert [requests.post(chat, json=body, timeout=SECONDS).status_code for _ in "ab"] == [
            429,
            200,
        ]
        refused = stack.manage("rehearse", "--port", url.rpartition(":")[2])
        _, errors = refused.communicate(timeout=SECONDS)
        assert refused.returncode != 0
        assert "Cannot serve on 127.0.0.1" in errors
        assert "Traceback" not in errors
        command.send_signal(number)
        _, errors = command.communicate(timeout=SECONDS)
        assert command.returncode == 0
        assert "called 'gpt-os-120b'; the nearest is 'gpt-oss-120b'." in errors
        assert "Traceback" not in errors
        assert stack.processes() == []


def test_its_list_ends_quietly_where_nobody_reads_on(tmp_path: Path) -> None:
    with stack_in(tmp_path) as stack:
        command = stack.manage("rehearse", "--list")
        assert command.stdout is not None
        command.stdout.close()  # as `head` does
        command.stdout = None
        _, errors = command.communicate(timeout=SECONDS)
    assert command.returncode == 0
    assert errors == ""
