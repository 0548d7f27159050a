"""What the doctor finds at each provider, and what is to be mended."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import uuid
from copy import copy
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import responses
from django.core.management import CommandError, call_command
from pytest_django import Settings

from providers.catalogue.trials import MOST_A_DAY
from providers.models import Attempt, Trial
from providers.sync import sync_registry

# What a trial costs is held by the threads that ask.
pytestmark = pytest.mark.django_db(transaction=True)

ROOT = Path(__file__).parents[2]
ROUTER = "http://router.test/v1/models"
CHAT = "http://router.test/v1/chat/completions"
HUB = "http://hub.test/api/whoami-v2"
MODEL = "openai/gpt-oss-120b"
PIECES = [
    {"choices": [{"index": 0, "delta": {"content": text}, "finish_reason": None}]}
    for text in ("One, ", "two")
]
END = {"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}


@pytest.fixture(autouse=True)
def _only_hugging_face(settings: Settings, request: pytest.FixtureRequest) -> None:
    settings.HF_TOKEN = f"hf_canarykey_{request.node.name}"
    settings.HF_BASE_URL, settings.HF_HUB_URL = "http://router.test", "http://hub.test"
    settings.GEMINI_API_KEY = ""
    settings.OLLAMA_HOST = "http://ollama.test:11434"
    settings.OPENAI_COMPATIBLE = []
    settings.REHEARSAL = False
    sync_registry()


def serve(*pieces: dict[str, Any], status: int = 200) -> responses.BaseResponse:
    responses.get(
        ROUTER, json={"data": [{"id": MODEL, "providers": [{"provider": "g", "status": "live"}]}]}
    )
    responses.get(HUB, json={"type": "user"})
    body = "".join(f"data: {json.dumps(piece)}\n\n" for piece in pieces) + "data: [DONE]\n\n"
    chat: responses.BaseResponse = responses.post(
        CHAT, body=body, status=status, content_type="text/event-stream"
    )
    return chat


def examine(*options: str) -> dict[str, Any]:
    """The doctor's findings on Hugging Face, with the exit code as `fails`."""
    out = StringIO()
    fails = False
    try:
        call_command("doctor", "--json", *options, stdout=out)
    except CommandError:
        fails = True
    assert "canarykey" not in out.getvalue()
    findings: dict[str, Any] = json.loads(out.getvalue())
    assert findings["can_fill_a_member"] is not fails
    (row,) = [row for row in findings["providers"] if row["provider"] == "huggingface"]
    return {**row, "fails": fails}


@responses.activate
def test_a_provider_that_answers_is_well() -> None:
    chat = serve(*PIECES, END)
    found = examine()
    assert chat.call_count == 1
    for name in ("is_configured", "is_reachable", "is_authorised", "generates", "streams"):
        assert found[name] is True, name
    assert found["model"] == MODEL
    assert found["first_token_seconds"] >= 0
    assert found["advice"] == ""
    assert not found["fails"]


@responses.activate
def test_what_is_not_served_today_is_told_with_the_nearest_that_is() -> None:
    serve(*PIECES, END)
    found = examine("--no-spend")
    missing = {row["model"]: row["instead"] for row in found["not_served"]}
    assert MODEL not in missing
    assert missing["openai/gpt-oss-20b"] == MODEL
    assert missing["moonshotai/Kimi-K2-Instruct-0905"] == ""
    assert found["readiness"] == "ready"
    out = StringIO()
    call_command("doctor", "--no-spend", stdout=out)
    told = f"huggingface: openai/gpt-oss-20b is not served today, take {MODEL}."
    assert told in out.getvalue()


@responses.activate
def test_it_asks_as_often_as_a_key_may_be_tested_and_then_says_so(settings: Settings) -> None:
    chat = serve(*PIECES, END)
    assert examine()["generates"] is True
    assert Trial.objects.count() == 1
    (trial,) = Trial.objects.all()
    trials = [copy(trial) for _ in range(MOST_A_DAY - 1)]
    for more in trials:
        more.pk = None
    Trial.objects.bulk_create(trials)
    found = examine()
    assert found["generates"] is None
    assert "20 times in 24 hours" in found["advice"]
    assert not found["fails"]
    assert chat.call_count == 1


@responses.activate
def test_what_live_traffic_tells_stands_beside_it() -> None:
    serve(*PIECES, END)
    now = datetime.now(UTC)
    Attempt.objects.create(
        trace_id=uuid.uuid4(),
        voice="ann",
        number=1,
        provider="huggingface",
        model=f"{MODEL}:groq",
        status=Attempt.Status.FAILED,
        code="overloaded",
        started_at=now,
        ended_at=now,
    )
    assert "(overloaded)" in examine("--no-spend")["traffic"]


@responses.activate
def test_no_spend_asks_for_no_answer() -> None:
    chat = serve(*PIECES, END)
    found = examine("--no-spend")
    assert chat.call_count == 0
    assert found["generates"] is None
    assert not found["fails"]


@responses.activate
def test_an_answer_in_one_piece_does_not_stream() -> None:
    serve({"choices": [{"delta": {"content": "One"}, "finish_reason": "stop"}]})
    found = examine()
    assert (found["generates"], found["streams"]) == (True, False)


@responses.activate
def test_spent_credit_is_found_by_the_real_answer() -> None:
    serve(status=402)
    found = examine()
    assert found["generates"] is False
    assert found["code"] == "quota_exhausted"
    assert MODEL in found["advice"]
    assert found["fails"]


@responses.activate
def test_a_refused_key_spends_nothing() -> None:
    chat = serve(*PIECES, END)
    responses.replace(responses.GET, HUB, json={"error": "no"}, status=401)
    found = examine()
    assert chat.call_count == 0
    assert found["is_authorised"] is False
    assert "HF_TOKEN" in found["advice"]
    assert found["fails"]


@responses.activate
def test_a_missing_key_says_where_to_get_one(settings: Settings) -> None:
    settings.HF_TOKEN = ""
    found = examine()
    assert found["is_configured"] is False
    assert "HF_TOKEN" in found["advice"]
    assert found["fails"]


@responses.activate
def test_a_provider_out_of_reach_is_told() -> None:
    found = examine()
    assert found["is_reachable"] is False
    assert "network" in found["advice"]
    assert found["fails"]


@responses.activate
def test_ollama_alone_can_fill_a_member_with_whatever_it_has(settings: Settings) -> None:
    settings.HF_TOKEN = ""
    responses.get("http://ollama.test:11434/api/version", json={"version": "1"})
    responses.get(
        "http://ollama.test:11434/api/tags",
        json={"models": [{"name": "mistral:7b", "capabilities": ["completion"]}]},
    )
    assert not examine("--no-spend")["fails"]


@responses.activate
def test_the_table_says_what_to_mend(settings: Settings) -> None:
    settings.OPENAI_COMPATIBLE = ["nonsense"]
    serve(*PIECES, END)
    out = StringIO()
    call_command("doctor", stdout=out)
    drawn = out.getvalue()
    for word in ("configured", "reachable", "authorised", "generates", "streams", "first token"):
        assert word in drawn
    assert "gemini: Set GEMINI_API_KEY" in drawn
    assert "nonsense" in drawn
    assert "canarykey" not in drawn


@responses.activate
def test_a_rehearsal_needs_no_real_model(settings: Settings) -> None:
    settings.HF_TOKEN = ""
    with pytest.raises(CommandError, match="No provider can be asked"):
        call_command("doctor", "--no-spend", stdout=StringIO())
    settings.REHEARSAL = True
    call_command("doctor", "--no-spend", stdout=StringIO())


def test_it_needs_neither_tables_nor_a_stack(tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "DEBUG": "1",
        "VAR_DIR": str(tmp_path),
        "DATABASE_URL": f"sqlite:///{tmp_path}/empty.sqlite3",
        "OLLAMA_HOST": "127.0.0.1:1",
        **dict.fromkeys(("HF_TOKEN", "GEMINI_API_KEY", "GOOGLE_API_KEY", "OPENAI_COMPATIBLE"), ""),
        **dict.fromkeys(("HUGGINGFACE_TOKEN", "HUGGINGFACE_API_KEY", "HUG_API_KEY"), ""),
    }
    done = subprocess.run(
        [sys.executable, "manage.py", "doctor", "--json"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    findings = json.loads(done.stdout)
    assert done.returncode == 1
    assert [row["provider"] for row in findings["providers"]] == ["huggingface", "ollama", "gemini"]
    assert "Traceback" not in done.stderr
