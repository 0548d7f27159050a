"""What the rehearsal upstream promises to a client, on each of its three wires."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator
from typing import Any

import openai
import pytest
import requests

from tests.integration.rehearsal import (
    ANN,
    QUERY,
    SECONDS,
    Rehearsal,
    ask_gemini,
    ask_ollama,
    ask_openai,
    openai_at,
    stream_openai,
)

BAD_KEY = "canarykey_invalid"
pytestmark = pytest.mark.postgresql  # no database is asked, so once is enough


@pytest.fixture
def upstream(rehearsal: Rehearsal) -> Rehearsal:
    return rehearsal


@pytest.fixture
def client(upstream: Rehearsal) -> Iterator[openai.OpenAI]:
    with openai_at(upstream) as found:
        yield found


def test_a_stream_says_what_a_whole_answer_says(client: openai.OpenAI) -> None:
    text, finish, _ = stream_openai(client)
    assert "evaporation" in text.lower()
    assert finish == "stop"
    assert text == ask_openai(client)


def test_usage_is_what_was_sent(client: openai.OpenAI, upstream: Rehearsal) -> None:
    _, _, tokens = stream_openai(client)
    assert tokens == upstream.calls()[ANN]["tokens_sent"] > 50


def test_models_speak_in_different_voices(client: openai.OpenAI) -> None:
    models = (ANN, "google/gemma-4-31B-it", "Qwen/Qwen3-Coder-Next", "meta-llama/Llama-3.3-70B")
    assert len({ask_openai(client, model) for model in models}) == len(models)


def test_an_answer_to_anything_names_its_subject_and_says_it_is_rehearsed(
    client: openai.OpenAI,
) -> None:
    text = ask_openai(client, query="Which telescope would you recommend for Saturn?")
    assert "telescope" in text
    assert "rehearsal" in text.lower()
    assert 60 <= len(text.split()) <= 220


def test_a_synthesis_is_made_of_the_opinions(client: openai.OpenAI) -> None:
    first = "Basalt weathers quickly in the warm rain of young volcanic islands."
    second = "I disagree with all that is said about basalt here. Granite does not weather so fast."
    fenced = "\n\n".join(
        f"<opinion {label} c0ffee>\n{text}\n</opinion {label} c0ffee>"
        for label, text in (("A", first), ("B", second))
    )
    query = f"<question c0ffee>\nHow fast is basalt?\n</question c0ffee>\n\n{fenced}\n\nThe answer:"
    text = ask_openai(client, query=query)
    assert first in text
    assert "I disagree" in text
    assert "c0ffee" not in text
    assert "<opinion" not in text


def test_a_reviewer_ranks_the_same_whichever_stands_first(client: openai.OpenAI) -> None:
    texts = ["Salt comes from rocks by rivers.", "Rivers carry salt from rocks.", "I like it."]

    def ranked(order: list[str]) -> list[str]:
        labels = dict(zip("ABC", order, strict=True))
        fenced = [
            f"<opinion {name} c0>\n{text}\n</opinion {name} c0>" for name, text in labels.items()
        ]
        asked = ["<question c0>\nWhy salt?\n</question c0>", *fenced, "Then the ranking:"]
        said = ask_openai(client, query="\n\n".join(asked))
        assert "rehearsal" in said
        ranking = said.splitlines()[-1].removeprefix("ranking: ")
        return [labels[label] for label in ranking.split(" > ")]

    assert ranked(texts) == ranked(texts[::-1])
    assert ranked(texts)[-1] == "I like it."


def test_a_length_limit_is_kept_and_told(client: openai.OpenAI) -> None:
    found = client.chat.completions.create(
        model=ANN, messages=[{"role": "user", "content": QUERY}], max_tokens=7
    )
    assert found.choices[0].finish_reason == "length"
    assert found.usage is not None
    assert found.usage.completion_tokens == 7


def test_a_trailing_assistant_message_is_refused(client: openai.OpenAI) -> None:
    with pytest.raises(openai.BadRequestError, match="last message"):
        client.chat.completions.create(
            model=ANN, messages=[{"role": "assistant", "content": "It is"}]
        )


def test_models_are_listed_on_each_wire(client: openai.OpenAI, upstream: Rehearsal) -> None:
    assert ANN in {model.id for model in client.models.list()}
    assert client.models.retrieve(ANN).id == ANN
    tags = requests.get(f"{upstream.url}/api/tags", timeout=SECONDS).json()["models"]
    assert "gemma4:latest" in {model["name"] for model in tags}
    listed = requests.get(
        f"{upstream.url}/v1beta/models", headers={"x-goog-api-key": "k"}, timeout=SECONDS
    )
    assert "models/gemini-3.8-flash" in {model["name"] for model in listed.json()["models"]}


def test_a_daemon_says_that_it_runs(upstream: Rehearsal) -> None:
    assert requests.get(upstream.url, timeout=SECONDS).text == "Ollama is running"
    version = requests.get(f"{upstream.url}/api/version", timeout=SECONDS)
    assert version.json()["version"]
    shown = requests.post(f"{upstream.url}/api/show", json={"model": "gemma4"}, timeout=SECONDS)
    assert "completion" in shown.json()["capabilities"]
    assert requests.get(f"{upstream.url}/api/nothing", timeout=SECONDS).status_code == 404


def test_ollama_streams_lines_unless_told_not_to(upstream: Rehearsal) -> None:
    streamed = ask_ollama(upstream)
    lines = [json.loads(line) for line in streamed.content.splitlines()]
    whole = ask_ollama(upstream, stream=False).json()
    assert streamed.headers["Content-Type"] == "application/x-ndjson"
    assert "".join(line["message"]["content"] for line in lines) == whole["message"]["content"]
    assert [line["done"] for line in lines].count(True) == 1
    assert lines[-1]["eval_count"] == whole["eval_count"] == len(lines) - 1


def test_gemini_streams_events_and_ends_without_a_mark(upstream: Rehearsal) -> None:
    streamed = ask_gemini(upstream, "streamGenerateContent?alt=sse")
    events = [
        json.loads(line.removeprefix(b"data: "))
        for line in streamed.content.split(b"\r\n")
        if line.startswith(b"data: ")
    ]
    whole = ask_gemini(upstream).json()
    texts = [event["candidates"][0]["content"]["parts"][0]["text"] for event in events]
    assert "".join(texts) == whole["candidates"][0]["content"]["parts"][0]["text"]
    assert events[-1]["candidates"][0]["finishReason"] == "STOP"
    assert events[-1]["usageMetadata"] == whole["usageMetadata"]


@pytest.mark.parametrize("wire", ["openai", "gemini"])
def test_what_was_cached_and_thought_is_told_as_each_wire_tells_it(
    client: openai.OpenAI, upstream: Rehearsal, wire: str
) -> None:
    upstream.put_faults({"*": ["thinks:40", "cached:3"]})
    if wire == "openai":
        thought, cached = (whole_usage(client) for _ in range(2))
        assert thought["completion_tokens_details"]["reasoning_tokens"] == 40
        assert thought["completion_tokens"] - cached["completion_tokens"] == 40
        assert cached["prompt_tokens_details"]["cached_tokens"] == 3
        assert thought["prompt_tokens"] == cached["prompt_tokens"] > 3
        return
    first, second = (ask_gemini(upstream).json()["usageMetadata"] for _ in range(2))
    assert first["thoughtsTokenCount"] == 40
    assert first["candidatesTokenCount"] == second["candidatesTokenCount"]
    assert first["totalTokenCount"] - second["totalTokenCount"] == 40
    assert second["cachedContentTokenCount"] == 3


def test_a_bad_key_is_refused_in_the_words_of_each_wire(upstream: Rehearsal) -> None:
    with (
        openai.OpenAI(base_url=f"{upstream.url}/v1", api_key=BAD_KEY, max_retries=0) as client,
        pytest.raises(openai.AuthenticationError),
    ):
        ask_openai(client)
    refused = ask_gemini(upstream, key="invalid")
    assert refused.status_code == 400
    assert refused.json()["error"]["details"][0]["reason"] == "API_KEY_INVALID"


def test_answers_can_be_scripted(client: openai.OpenAI, upstream: Rehearsal) -> None:
    upstream.set_answers({ANN: ["First.", "Then."]})
    assert [ask_openai(client) for _ in range(3)] == ["First.", "Then.", "Then."]


def test_a_connection_is_kept_for_the_next_call(upstream: Rehearsal) -> None:
    connection = http.client.HTTPConnection(upstream.url.removeprefix("http://"), timeout=SECONDS)
    own_ends = set()
    for _ in range(3):
        connection.request("GET", "/api/version")
        own_ends.add(connection.sock.getsockname())
        assert connection.getresponse().read()
    connection.close()
    assert len(own_ends) == 1


def whole_usage(client: openai.OpenAI) -> dict[str, Any]:
    found = client.chat.completions.create(model=ANN, messages=[{"role": "user", "content": QUERY}])
    assert found.usage
    return found.usage.model_dump()
