"""What became of a tested model, in a word."""

from __future__ import annotations

import json
import re

import pytest
import responses
from django.test import Client
from pytest_django import Settings

from providers.catalogue.trial_calls import TOKEN, Books, Subject, ask_all
from providers.models import Attempt, Provider, Trial
from providers.sources import source_of
from tests.integration.rehearsal import Rehearsal
from tests.integration.trying import NAME, ask_for_real, run_test
from tests.unit.playing import RecordingLedger

CHAT = re.compile(r".*/chat/completions")
TOO_FEW = (
    "Invalid 'max_output_tokens': integer below minimum value. Expected a value >= 16, but got 1 "
    "instead."
)
ALL_THOUGHT = "Could not finish the message because max_tokens or model output limit was reached."


@pytest.fixture(autouse=True)
def _registry(settings: Settings, upstream: Rehearsal) -> None:
    ask_for_real(settings, upstream)


def refused(message: str) -> dict[str, object]:
    return {"error": {"message": message, "type": "invalid_request_error", "code": 400}}


@pytest.mark.parametrize(
    ("fault", "verdict"),
    [
        ("401", "Key refused"),
        ("403", "Key may not call models"),
        ("404", "Not served"),
        ("429", "Rate limited"),
        ("empty", "Wrote nothing"),
        ("500", "Failed"),
    ],
)
def test_what_became_of_it_is_said_in_a_word(
    admin_client: Client, upstream: Rehearsal, fault: str, verdict: str
) -> None:
    upstream.put_faults({NAME: [fault]})
    assert f"{verdict}: huggingface:{NAME}, after " in run_test(admin_client)


def test_thoughts_alone_are_an_answer(admin_client: Client, upstream: Rehearsal) -> None:
    upstream.put_faults({NAME: ["empty-length"]})
    told = run_test(admin_client)
    assert f"Works: huggingface:{NAME}, " in told
    assert "only thought" in told


def test_who_is_paused_or_has_no_key_is_not_asked(
    admin_client: Client, settings: Settings, upstream: Rehearsal
) -> None:
    settings.HF_TOKEN = ""
    assert f"Not asked: huggingface:{NAME}. Hugging Face has no key" in run_test(admin_client)
    Provider.objects.update(is_enabled=False)
    assert f"Not asked: huggingface:{NAME}. Hugging Face is paused" in run_test(admin_client)
    assert NAME not in upstream.calls()
    assert not Trial.objects.exists()
    assert not Attempt.objects.exists()


@responses.activate
def test_who_writes_sixteen_tokens_or_none_is_asked_for_sixteen(admin_client: Client) -> None:
    responses.post(CHAT, json=refused(TOO_FEW), status=400)
    answered = {"choices": [{"index": 0, "delta": {"content": "Hi"}, "finish_reason": "length"}]}
    responses.post(CHAT, body=f"data: {json.dumps(answered)}\n\ndata: [DONE]\n\n")
    assert f"Works: huggingface:{NAME}, " in run_test(admin_client)
    asked = [json.loads(call.request.body or "")["max_tokens"] for call in responses.calls]
    assert asked == [1, 16]
    assert Attempt.objects.count() == 2
    assert Trial.objects.get().has_succeeded


@responses.activate
def test_who_thought_all_it_was_allowed_works(admin_client: Client) -> None:
    responses.post(CHAT, json=refused(ALL_THOUGHT), status=400)
    assert f"Works: huggingface:{NAME}, " in run_test(admin_client)
    assert len(responses.calls) == 1


def test_a_thinking_gemini_is_asked_for_one_token_and_no_thoughts_beside(
    settings: Settings, upstream: Rehearsal
) -> None:
    settings.GEMINI_API_KEY, settings.GEMINI_BASE_URL = "canarykey-gemini", upstream.url
    gemini = source_of(Provider.objects.get(name="gemini"))
    ledger = RecordingLedger({})
    subject = Subject(gemini, "gemini-3.5-flash", TOKEN)
    [result] = ask_all([subject], [None], Books(ledger, lambda _: None))
    assert result.has_succeeded
    assert ledger.claims[0].output_tokens == 1
    assert result.usage.output_tokens <= 1


def test_a_failed_one_is_on_record_with_its_code(admin_client: Client, upstream: Rehearsal) -> None:
    upstream.put_faults({NAME: ["402"]})
    run_test(admin_client)
    attempt = Attempt.objects.get()
    assert (attempt.status, attempt.code, attempt.cost_nano_usd) == ("failed", "quota_exhausted", 0)
