"""Vectors: one for each text, in their order, of length 1, in whatever shape they came."""

from __future__ import annotations

import base64
import struct
from collections.abc import Iterator
from typing import Any

import orjson
import pytest
import responses

from providers.adapters.gemini import Gemini
from providers.adapters.huggingface import HuggingFace
from providers.adapters.ollama import Ollama
from providers.adapters.openai_compatible import OpenAICompatible
from providers.errors import InvalidRequest, Malformed
from providers.protocol import Deadline, Key, Usage
from providers.task_protocol import Embedder, EmbeddingCall, Embeddings
from tests.recordings.cases import EMBEDDINGS, Way

HUB = HuggingFace("http://hub.test")
HUB_URL = "http://hub.test/hf-inference/models/m/pipeline/feature-extraction"
CHAT = OpenAICompatible("http://chat.test")
CHAT_URL = "http://chat.test/v1/embeddings"
TEXTS = ("first", "second")

every_way = pytest.mark.parametrize("way", EMBEDDINGS, ids=lambda way: way.name)


@pytest.fixture(autouse=True)
def _served() -> Iterator[None]:
    with responses.mock:
        yield


def embed(provider: Embedder, url: str, document: object, *texts: str) -> Embeddings:
    responses.add("POST", url, json=document)
    call = EmbeddingCall("m", texts or TEXTS)
    return provider.embed(call, Key("canarykey"), Deadline.after(5))


def sent(provider: Embedder, url: str, call: EmbeddingCall) -> tuple[dict[str, Any], Embeddings]:
    """The body, and what came of it."""
    vectors = [[1.0, 0.0]] * len(call.texts)
    named = {
        "embeddings": [{"values": v} for v in vectors] if "gemini" in url else vectors,
        "data": [{"index": n, "embedding": v} for n, v in enumerate(vectors)],
    }
    responses.add("POST", url, json=vectors if "hub" in url else named)
    found = provider.embed(call, Key("canarykey"), Deadline.after(5))
    return orjson.loads(responses.calls[-1].request.body or b""), found


@every_way
def test_each_text_has_its_vector_and_its_length_is_one(way: Way) -> None:
    way.serve()
    found = way.ask(Key("canarykey"), Deadline.after(5))
    assert isinstance(found, Embeddings)
    assert [list(vector) for vector in found.vectors] == [pytest.approx([0.6, 0.8]), [0.0, 1.0]]
    assert found.usage == (None if way.folder == "huggingface" else Usage(9, 0))


@every_way
def test_a_missing_vector_is_not_made_up(way: Way) -> None:
    one = {"data": [{"embedding": [1.0]}], "embeddings": [{"values": [1.0]}]}
    responses.add("POST", way.url, json=[] if way.folder == "huggingface" else one)
    with pytest.raises(Malformed):
        way.ask(Key("canarykey"), Deadline.after(5))


@pytest.mark.parametrize("provider", [HUB, CHAT, Ollama("box.test"), Gemini("http://gemini.test")])
@pytest.mark.parametrize("texts", [(), ("",), ("first", "")])
def test_nothing_is_asked_of_no_text(provider: Embedder, texts: tuple[str, ...]) -> None:
    with pytest.raises(InvalidRequest):
        provider.embed(EmbeddingCall("m", texts), Key("canarykey"), Deadline.after(5))
    assert not responses.calls


@pytest.mark.parametrize(
    "document",
    [
        [3.0, 4.0],
        [[3.0, 4.0]],
        [[[2.0, 4.0], [4.0, 4.0]]],
        [[2.0, 4.0], [4.0, 4.0]],
    ],
    ids=["one vector", "a list of one", "a vector for each token", "the same without its list"],
)
def test_the_hubs_vectors_of_one_text_come_in_any_depth(document: list[Any]) -> None:
    (vector,) = embed(HUB, HUB_URL, document, "first").vectors
    assert vector == pytest.approx((0.6, 0.8))


def test_the_hubs_vectors_by_token_are_averaged_for_each_text() -> None:
    document = [[[2.0, 4.0], [4.0, 4.0]], [[0.0, 2.0]]]
    assert [list(v) for v in embed(HUB, HUB_URL, document).vectors] == [
        pytest.approx([0.6, 0.8]),
        [0.0, 1.0],
    ]


@pytest.mark.parametrize(
    "document",
    [[[1.0], [1.0], [1.0]], [[1.0], "x"], [[[1.0], [1.0, 2.0]], [[1.0]]], [[[[1.0]]], [[[1.0]]]]],
)
def test_what_is_no_vector_is_malformed(document: list[Any]) -> None:
    with pytest.raises(Malformed):
        embed(HUB, HUB_URL, document)


def test_vectors_may_be_packed_and_out_of_order() -> None:
    def packed(*vector: float) -> str:
        return base64.b64encode(struct.pack(f"<{len(vector)}f", *vector)).decode()

    data = [{"index": 1, "embedding": packed(0, 2)}, {"index": 0, "embedding": packed(3, 4)}]
    found = embed(CHAT, CHAT_URL, {"data": data})
    assert [list(v) for v in found.vectors] == [pytest.approx([0.6, 0.8]), [0.0, 1.0]]
    assert found.usage is None


@pytest.mark.parametrize("packed", ["AAA", "AAAA", "!", ""])
def test_a_vector_that_cannot_be_unpacked_is_malformed(packed: str) -> None:
    with pytest.raises(Malformed):
        embed(CHAT, CHAT_URL, {"data": [{"index": 0, "embedding": packed}]}, "first")


def test_the_hub_takes_its_options_beside_the_inputs() -> None:
    body, found = sent(HUB, HUB_URL, EmbeddingCall("m", TEXTS, 64, "query"))
    assert body == {"inputs": ["first", "second"], "dimensions": 64}
    assert found.dropped == ("purpose",)


def test_gemini_gets_one_item_for_each_text() -> None:
    url = "http://gemini.test/v1beta/models/m:batchEmbedContents"
    call = EmbeddingCall("models/m", TEXTS, 64, "query")
    body, found = sent(Gemini("http://gemini.test"), url, call)
    assert body["requests"] == [
        {
            "model": "models/m",
            "content": {"parts": [{"text": text}]},
            "taskType": "RETRIEVAL_QUERY",
            "outputDimensionality": 64,
        }
        for text in TEXTS
    ]
    assert found.dropped == ()


def test_ollama_may_not_cut_a_text_without_a_word() -> None:
    url = "http://box.test:11434/api/embed"
    body, found = sent(Ollama("box.test"), url, EmbeddingCall("m", TEXTS, purpose="document"))
    assert body == {"model": "m", "input": ["first", "second"], "truncate": False}
    assert found.dropped == ("purpose",)


def test_vectors_are_asked_for_packed() -> None:
    body, _ = sent(CHAT, CHAT_URL, EmbeddingCall("m", TEXTS, 64))
    assert body == {
        "model": "m",
        "input": ["first", "second"],
        "encoding_format": "base64",
        "dimensions": 64,
    }
