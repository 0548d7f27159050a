"""A stack with keys, whose three providers are the rehearsal upstream under their own addresses:
the council is a real one, and falls back as such."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from redis import Redis

from backend.redis_urls import embedded
from providers.rehearsal.roster import shipped
from tests.integration.log_reader import assert_is_whole
from tests.integration.rehearsal import QUERY, Rehearsal, running_rehearsal
from tests.integration.stack import WHERE_STACKS_RUN, Stack, running_stack, stack_in, wait_until

pytestmark = WHERE_STACKS_RUN

LLAMA = "meta-llama/Llama-3.3-70B-Instruct"
GRACE_SECONDS = 1.0
FORGETTING_SECONDS = 0.5  # for a quarter of a second a worker knows by itself
MARGIN_SECONDS = 3.0
DOCTOR_SECONDS = 30.0
LISTED_SECONDS = 30.0


@pytest.fixture(scope="module")
def played() -> Iterator[Rehearsal]:
    with running_rehearsal(speed=0) as rehearsal:
        yield rehearsal


@pytest.fixture
def upstream(played: Rehearsal, stack: Stack) -> Rehearsal:
    """All well, and nothing remembered of what was not."""
    played.clear()
    with Redis.from_url(embedded(stack.folder / "var")) as redis:
        for states in redis.scan_iter("council:states:*"):
            redis.delete(states)
    time.sleep(FORGETTING_SECONDS)
    return played


@pytest.fixture(scope="module")
def stack(played: Rehearsal) -> Iterator[Stack]:
    with (
        TemporaryDirectory(prefix="aic-up-") as folder,
        running_stack(
            Path(folder),
            HF_TOKEN="hf_canarykey",
            HF_BASE_URL=played.url,
            HF_HUB_URL=played.url,
            GEMINI_API_KEY="AIzacanarykey",
            GEMINI_BASE_URL=played.url,
            OLLAMA_HOST=played.url,
            GRACE_SECONDS=str(GRACE_SECONDS),
        ) as stack,
    ):
        # Before the first query: until its hosts are known a model is asked without one.
        wait_until(lambda: knows_hosts(stack), LISTED_SECONDS, "the hosts", stack.said)
        yield stack
        assert "canarykey" not in stack.said()


def knows_hosts(stack: Stack) -> bool:
    models = shipped("huggingface")
    found = [stack.get(f"/api/models/huggingface:{name}/").json() for name in models]
    return all(model["hosts"] for model in found)


def ask(stack: Stack) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """A query's whole log, and what the API tells of it then."""
    id_ = stack.ask(QUERY)
    events = stack.events(id_)
    assert_is_whole(events)
    return events, stack.deliberation(id_)


def test_with_keys_the_council_is_a_real_one(stack: Stack, upstream: Rehearsal) -> None:
    events, answer = ask(stack)
    assert events[0]["rehearsal"] is False
    assert answer["rehearsal"] is False
    assert (answer["status"], answer["outcome"]) == ("done", "full")
    assert answer["synthesis"]["text"]
    assert "rehearsal" not in stack.pids()
    assert "rehearsal upstream" not in stack.said()


def test_a_key_that_is_saved_ends_the_rehearsal_without_a_restart(
    played: Rehearsal, tmp_path: Path
) -> None:
    """The web process saves it, a worker uses it."""
    played.clear()
    keys = "/api/providers/huggingface/keys/"
    with running_stack(
        tmp_path, REHEARSAL_URL=played.url, HF_BASE_URL=played.url, HF_HUB_URL=played.url
    ) as stack:
        before, _ = ask(stack)
        saved = stack.post(keys, {"secret": "hf_canarykey_of_a_stack_x7Qz"})
        assert (saved.status_code, saved.json()["verdict"]) == (201, "valid")
        events, answer = ask(stack)
        assert [log[0]["rehearsal"] for log in (before, events)] == [True, False]
        assert {opinion["provider"] for opinion in answer["opinions"]} == {"huggingface"}
        assert events[-1]["outcome"] == "full"


def test_without_credits_at_hugging_face_the_others_answer(
    stack: Stack, upstream: Rehearsal
) -> None:
    upstream.put_faults(
        {**{model: ["402*"] for model in shipped("huggingface")}, "gemma4": ["404*"]}
    )
    events, answer = ask(stack)
    assert answer["outcome"] == "full"
    by_member = {opinion["member"]: opinion for opinion in answer["opinions"]}
    assert {member: opinion["provider"] for member, opinion in by_member.items()} == {
        "reasoner": "ollama",
        "creative": "gemini",
        "fact-checker": "ollama",
    }
    assert [attempt["code"] for attempt in by_member["creative"]["attempts"]] == [
        "quota_exhausted",
        "not_served",
        "",
    ]
    fallen = [e for e in events if e["type"] == "opinion.fell_back" and e["member"] == "reasoner"]
    assert [(e["from_model"], e["to_model"], e["code"]) for e in fallen] == [
        ("huggingface:openai/gpt-oss-120b:rehearsal-fast", "ollama:gpt-oss:20b", "quota_exhausted")
    ]
    assert answer["synthesis"]["model"].startswith("ollama:")


def test_a_member_that_hangs_is_waited_for_no_longer_than_the_grace(
    stack: Stack, upstream: Rehearsal
) -> None:
    upstream.put_faults({LLAMA: ["hang*"]})
    began = time.monotonic()
    events, answer = ask(stack)
    assert time.monotonic() - began < GRACE_SECONDS + MARGIN_SECONDS
    assert (answer["status"], answer["outcome"]) == ("done", "degraded")
    assert [e["member"] for e in events if e["type"] == "opinion.given"] != []
    [silent] = [e for e in events if e["type"] == "opinion.failed"]
    assert (silent["member"], silent["code"]) == ("fact-checker", "deadline")
    assert upstream.calls()[LLAMA]["in_flight"] == 0


def test_without_any_opinion_it_fails_and_shows_no_empty_answer(
    stack: Stack, upstream: Rehearsal
) -> None:
    upstream.put_faults({"*": ["404*"]})
    events, answer = ask(stack)
    assert (events[-1]["type"], events[-1]["code"]) == ("deliberation.failed", "quorum_not_reached")
    assert (answer["status"], answer["outcome"]) == ("failed", "none")
    assert answer["synthesis"] is None
    assert not [e for e in events if e["type"].startswith("synthesis.")]
    assert {opinion["code"] for opinion in answer["opinions"]} == {"no_model_left"}


def test_the_doctor_finds_every_provider_well(stack: Stack, upstream: Rehearsal) -> None:
    doctor = stack.manage("doctor", "--json")
    found, errors = doctor.communicate(timeout=DOCTOR_SECONDS)
    assert doctor.returncode == 0, errors
    assert {p["provider"]: p["generates"] for p in json.loads(found)["providers"]} == dict.fromkeys(
        ("huggingface", "ollama", "gemini"), True
    )
    assert "canarykey" not in found + errors


def test_the_doctor_says_what_is_missing_in_an_empty_folder(tmp_path: Path) -> None:
    """And what is left blank counts as not set."""
    with stack_in(tmp_path, PORT="", LEASE_SECONDS="", HF_BASE_URL="") as stack:
        doctor = stack.manage("doctor")
        found, errors = doctor.communicate(timeout=DOCTOR_SECONDS)
    assert doctor.returncode != 0
    for words in ("Set HF_TOKEN", "Set GEMINI_API_KEY", "ollama serve"):
        assert words in found
    assert "no member can be filled" in errors
    assert "Traceback" not in errors
