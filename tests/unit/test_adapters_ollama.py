"""What is Ollama's own: its address, its options, its end."""

from __future__ import annotations

from collections.abc import Iterator

import orjson
import pytest
import responses

from providers.adapters.ollama import Ollama, ollama_address
from providers.errors import (
    Cut,
)
from providers.protocol import CatalogueEntry, Delta, Finish, Key
from tests.recordings.asking import ALL_SET, answer, sent
from tests.recordings.reading import read_recording

URL = "http://box/api/chat"


@pytest.fixture(autouse=True)
def _served() -> Iterator[None]:
    with responses.mock:
        yield


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("box", "http://box:11434"),
        ("box:1234", "http://box:1234"),
        ("http://box", "http://box"),
        ("https://box/", "https://box"),
        ("https://box/ollama", "https://box/ollama"),
        ("0.0.0.0", "http://127.0.0.1:11434"),  # noqa: S104
        ("http://0.0.0.0:1234", "http://127.0.0.1:1234"),
        ("::1", "http://[::1]:11434"),
        ("[::]:1234", "http://[::1]:1234"),
    ],
)
def test_a_host_becomes_an_address(host: str, address: str) -> None:
    assert ollama_address(host) == address


def test_limits_are_options() -> None:
    _, body = sent(Ollama("http://box", num_ctx=4096), URL, ALL_SET)
    assert body["options"] == {
        "num_ctx": 4096,
        "num_predict": 300,
        "temperature": 0.0,
        "top_p": 0.9,
        "seed": 7,
        "stop": ["###"],
    }
    assert body["truncate"] is False
    assert not {"max_tokens", "temperature", "think"} & set(body)


def test_only_a_thinking_model_is_told_how_to_think() -> None:
    read_recording("ollama", "catalogue").serve("GET", "http://box/api/tags")
    provider = Ollama("http://box", think=False)
    provider.catalogue(Key())
    for model, think in (("gemma4", False), ("nomic-embed-text", None)):
        with pytest.raises(Cut):
            answer(provider, URL, b"", model)
        assert orjson.loads(responses.calls[-1].request.body or b"").get("think") is think


def test_the_context_is_the_one_that_is_sent() -> None:
    read_recording("ollama", "catalogue").serve("GET", "http://box/api/tags")
    first, second = Ollama("http://box", num_ctx=4096).catalogue(Key())
    assert first == CatalogueEntry("gemma4:latest", context_tokens=4096)
    assert second.context_tokens == 2048
    assert not second.can_chat


def test_a_line_that_is_not_done_does_not_finish() -> None:
    line = {"message": {"content": "Salt"}, "done": False, "done_reason": "stop"}
    with pytest.raises(Cut):
        answer(Ollama("http://box"), URL, orjson.dumps(line))


def test_the_reason_and_the_counts_may_be_missing() -> None:
    line = {"message": {"content": "Salt"}, "done": True}
    deltas = answer(Ollama("http://box"), URL, orjson.dumps(line))
    assert deltas == [Delta(text="Salt"), Delta(finish=Finish.STOP)]
