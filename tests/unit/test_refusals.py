"""The golden refusals: every way a provider says no is the error it means, and no other."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import responses

from providers.adapters.failures import failure_of_status
from providers.adapters.gemini import Gemini
from providers.adapters.huggingface import HuggingFace
from providers.adapters.ollama import Ollama
from providers.adapters.openai_compatible import OpenAICompatible
from providers.errors import ProviderError
from providers.protocol import Provider
from tests.recordings.asking import ask
from tests.recordings.refusing import Case, count_of, read_refusals

NOW = datetime(2026, 11, 26, 1, tzinfo=UTC)  # a day before in California
CASES = read_refusals()
CHAT = "https://upstream.test/v1/chat/completions"
UPSTREAMS: dict[str, tuple[Provider, str]] = {
    "huggingface": (HuggingFace("https://upstream.test"), CHAT),
    "openai_compatible": (OpenAICompatible("https://upstream.test"), CHAT),
    "openrouter": (OpenAICompatible("https://upstream.test"), CHAT),
    "groq": (OpenAICompatible("https://upstream.test"), CHAT),
    "ollama": (Ollama("https://upstream.test"), "https://upstream.test/api/chat"),
    "gemini": (
        Gemini("https://upstream.test"),
        "https://upstream.test/v1beta/models/m:streamGenerateContent",
    ),
}
# What a provider can send. A silence cannot be recorded; that we stopped is nothing it sends.
ROWS = {
    "TRANSIENT",
    "OVERLOADED",
    "LOADING",
    "RATE",
    "QUOTA",
    "AUTH",
    "GATED",
    "NOT_SERVED",
    "CONTEXT",
    "BAD_REQUEST",
    "CONTENT",
    "CUT",
    "MALFORMED",
    "EMPTY",
    "ERROR_IN_200",
    "CONFIG",
}
NEVER_SENT = {
    "huggingface": set[str](),
    "openai_compatible": {"GATED"},
    "openrouter": {"GATED"},
    "groq": {"LOADING"},
    "ollama": {"GATED", "CONTENT"},
    "gemini": {"GATED", "LOADING"},
}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_refusal_is_the_error_it_means(case: Case) -> None:
    error = failure(case)
    expected = case.expected
    assert error.code == expected.code
    assert error.scope == expected.scope
    assert error.status == expected.status
    assert error.retry_after_seconds == pytest.approx(expected.wait_seconds, abs=1e-6)
    assert error.resets_at == expected.resets_at


def failure(case: Case) -> ProviderError:
    recording = case.recording
    if recording.status != 200:
        return failure_of_status(
            recording.status, recording.headers, recording.body, clock=NOW.timestamp
        )
    provider, url = UPSTREAMS[case.provider]
    with responses.mock:
        recording.serve("POST", url)
        with pytest.raises(ProviderError) as caught:
            ask(provider)
    return caught.value


@pytest.mark.parametrize("provider", UPSTREAMS)
def test_every_row_that_a_provider_can_send_is_recorded(provider: str) -> None:
    found = [case for case in CASES if case.provider == provider]
    assert len(found) == count_of(provider), "a case that cannot be read"
    assert {case.row for case in found} == ROWS - NEVER_SENT[provider]


def test_there_are_enough_of_them() -> None:
    assert len(CASES) >= 120
    assert len({case.name for case in CASES}) == len(CASES)
