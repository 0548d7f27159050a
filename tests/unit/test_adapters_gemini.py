"""What is Gemini's own: its body, its blocks, its counting."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import responses

from providers.adapters.gemini import Gemini
from providers.errors import (
    Declined,
    UpstreamFault,
)
from providers.protocol import Delta, Effort, Finish, Key, ModelCall, Parameters, Usage
from tests.recordings.asking import ALL_SET, TALK, answer, counted_until, events, sent
from tests.recordings.reading import read_recording

URL = "http://gemini.test/v1beta/models/m:streamGenerateContent"


@pytest.fixture(autouse=True)
def _served() -> Iterator[None]:
    with responses.mock:
        yield


def candidate(text: str, finish: str | None = None) -> dict[str, Any]:
    return {"candidates": [{"content": {"parts": [{"text": text}]}, "finishReason": finish}]}


def speaking(*frames: dict[str, Any]) -> list[Delta]:
    return answer(Gemini("http://gemini.test"), URL, events(*frames, end=b""))


def test_the_body_is_geminis_own() -> None:
    request, body = sent(Gemini("http://gemini.test", thought_tokens=1000), URL, ALL_SET)
    assert body == {
        "systemInstruction": {"parts": [{"text": "Be brief."}]},
        "contents": [
            {"role": "user", "parts": [{"text": "Why, canary?"}]},
            {"role": "model", "parts": [{"text": "Salt."}]},
            {
                "role": "user",
                "parts": [{"text": "From where, canary?"}, {"text": "And when, canary?"}],
            },
        ],
        "generationConfig": {
            "maxOutputTokens": 1300,
            "temperature": 0.0,
            "topP": 0.9,
            "seed": 7,
            "stopSequences": ["###"],
        },
    }
    assert request.url.endswith("?alt=sse")


@pytest.mark.parametrize(
    ("effort", "thought_tokens"), [(None, 1000), ("low", 1024), ("high", 24_576)]
)
def test_what_thoughts_may_take_is_asked_for_and_told(
    effort: Effort | None, thought_tokens: int
) -> None:
    parameters = Parameters(reasoning_effort=effort)
    gemini = Gemini("http://gemini.test", thought_tokens=1000)
    _, body = sent(gemini, URL, parameters)
    told = gemini.most_output_tokens(ModelCall("m", TALK, 300, parameters))
    assert body["generationConfig"]["maxOutputTokens"] == told == 300 + thought_tokens


def test_the_key_stands_in_its_own_header_only() -> None:
    request, _ = sent(Gemini("http://gemini.test"), URL)
    assert request.headers["x-goog-api-key"] == "canarykey"
    assert "Authorization" not in request.headers
    assert "key" not in request.url


def test_a_blocked_prompt_is_declined_and_counted() -> None:
    blocked = read_recording("gemini", "blocked_prompt")
    assert counted_until(Declined, Gemini("http://gemini.test"), URL, blocked.body) == [Usage(31)]


def test_an_answer_that_a_filter_ended_is_counted() -> None:
    usage = {"promptTokenCount": 3, "candidatesTokenCount": 4}
    body = events(candidate("Salt"), {**candidate("", "SAFETY"), "usageMetadata": usage}, end=b"")
    assert counted_until(Declined, Gemini("http://gemini.test"), URL, body) == [Usage(3, 4)]


def test_an_odd_finish_is_a_stop_only_with_text() -> None:
    assert speaking(candidate("Salt", "OTHER"))[-1].finish is Finish.STOP
    responses.reset()
    with pytest.raises(UpstreamFault):
        speaking(candidate("", "OTHER"))


def test_usage_is_a_running_total_with_the_thoughts() -> None:
    deltas = speaking(
        {**candidate("Salt"), "usageMetadata": {"promptTokenCount": 3}},
        {**candidate("", "STOP"), "usageMetadata": {"candidatesTokenCount": 4}},
        {"usageMetadata": {"thoughtsTokenCount": 5}},
    )
    assert [delta.usage for delta in deltas if delta.usage][-1] == Usage(3, 9, reasoning_tokens=5)


def test_what_was_cached_is_part_of_the_messages() -> None:
    counts = {"promptTokenCount": 30, "candidatesTokenCount": 4, "cachedContentTokenCount": 20}
    first, *_ = speaking({**candidate("Salt", "STOP"), "usageMetadata": counts})
    assert first.usage == Usage(30, 4, cached_input_tokens=20)


def test_the_catalogue_has_pages() -> None:
    url = "http://gemini.test/v1beta/models"
    listing = {"name": "models/a", "supportedGenerationMethods": ["generateContent"]}
    responses.add("GET", url, json={"models": [listing], "nextPageToken": "2"})
    responses.add("GET", f"{url}?pageSize=1000&pageToken=2", json={"models": [listing]})
    assert [entry.model for entry in Gemini("http://gemini.test").catalogue(Key("canarykey"))] == [
        "a",
        "a",
    ]


def test_the_version_may_stand_in_the_address() -> None:
    assert Gemini("http://gemini.test/v1beta/").address == "http://gemini.test/v1beta"
    assert Gemini("http://gemini.test", version="v1").address == "http://gemini.test/v1"
