"""What the OpenAI-compatible adapter sends, and how it reads what differs from server to server."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
import responses

from providers.adapters.openai_compatible import OpenAICompatible, Peculiarities
from providers.errors import (
    Declined,
    Empty,
    Malformed,
    Misconfigured,
    NotServed,
    ProviderError,
    UpstreamFault,
)
from providers.protocol import Delta, Finish, Key, ListPrice, Usage
from tests.recordings.asking import ALL_SET, TALK, answer, ask, counted_until, events, sent, text
from tests.recordings.reading import read_recording

URL = "http://chat.test/v1/chat/completions"


@pytest.fixture(autouse=True)
def _served() -> Iterator[None]:
    with responses.mock:
        yield


def choice(content: object = "", finish: str | None = None, **fields: object) -> dict[str, Any]:
    return {"choices": [{"delta": {"content": content}, "finish_reason": finish}], **fields}


def chatting(*chunks: dict[str, Any]) -> list[Delta]:
    return answer(OpenAICompatible("http://chat.test"), URL, events(*chunks))


def test_only_what_is_set_is_sent() -> None:
    request, body = sent(OpenAICompatible("http://chat.test"), URL)
    assert body == {
        "model": "m",
        "messages": [{"role": m.role, "content": m.content} for m in TALK],
        "max_tokens": 300,
        "stream": True,
        "stream_options": {"include_usage": True},
    }
    assert next(iter(body)) == "model"
    assert request.headers["Authorization"] == "Bearer canarykey"
    assert request.headers["Accept-Encoding"] == "identity"


def test_what_is_set_is_sent() -> None:
    _, body = sent(OpenAICompatible("http://chat.test"), URL, ALL_SET)
    assert body["temperature"] == 0.0
    assert (body["top_p"], body["seed"], body["stop"]) == (0.9, 7, ["###"])


def test_a_server_may_have_peculiarities() -> None:
    peculiarities = Peculiarities(
        limit_field="max_completion_tokens", asks_for_usage=False, headers={"X-Title": "c"}
    )
    request, body = sent(OpenAICompatible("http://chat.test", peculiarities=peculiarities), URL)
    assert body["max_completion_tokens"] == 300
    assert not {"max_tokens", "stream_options"} & set(body)
    assert request.headers["X-Title"] == "c"


@pytest.mark.parametrize(
    ("base_url", "address"),
    [
        ("http://a.test", "http://a.test/v1"),
        (" http://a.test/ ", "http://a.test/v1"),
        ("http://a.test/v1/", "http://a.test/v1"),
        ("https://a.test/openai/v1", "https://a.test/openai/v1"),
        ("http://a.test:1234/api", "http://a.test:1234/api"),
    ],
)
def test_an_address_may_have_a_path(base_url: str, address: str) -> None:
    assert OpenAICompatible(base_url).address == address


@pytest.mark.parametrize(
    "base_url",
    [
        "",
        "a.test",
        "ftp://a.test",
        "http://",
        "http://a.test:99999",
        "http://me:secret@a.test",
        "http://a.test/v1?key=secret",
        "http://a.test/v1/chat/completions",
    ],
)
def test_an_unsound_address_is_misconfigured(base_url: str) -> None:
    with pytest.raises(Misconfigured) as caught:
        OpenAICompatible(base_url)
    assert "secret" not in str(caught.value)


def test_no_key_sends_no_header() -> None:
    responses.add("GET", "http://chat.test/v1/models", json={"data": []})
    assert OpenAICompatible("http://chat.test").probe(Key()).is_authorised
    assert "Authorization" not in responses.calls[0].request.headers


def test_a_body_in_one_piece_is_a_whole_answer() -> None:
    read_recording("openai_compatible", "whole_answer").serve("POST", URL)
    deltas = ask(OpenAICompatible("http://chat.test"))
    assert text(deltas) == "Rivers carry salt – très peu – to the sea."  # noqa: RUF001
    assert deltas[-1].finish is Finish.STOP


def test_content_may_be_absent_null_or_in_parts() -> None:
    deltas = chatting(
        choice(None),
        {"choices": [{"delta": {}}]},
        {"choices": []},
        {"choices": None, "usage": None},
        choice([{"type": "text", "text": "Sa"}, {"type": "image"}]),
        {"choices": [{"text": "lt"}]},
        choice(None, "stop"),
    )
    assert text(deltas) == "Salt"


@pytest.mark.parametrize("word", ["stop", "eos", "eos_token", "stop_sequence", "", "later"])
def test_an_unknown_finish_with_text_is_a_stop(word: str) -> None:
    assert chatting(choice("Salt", word))[-1].finish is Finish.STOP


def test_length_is_told() -> None:
    assert chatting(choice("Salt"), choice("", "length"))[-1].finish is Finish.LENGTH


def test_blank_text_is_empty() -> None:
    with pytest.raises(Empty):
        chatting(choice(" \n"), choice("", "stop"))


@pytest.mark.parametrize(
    ("finish", "error"), [("content_filter", Declined), ("error", UpstreamFault)]
)
def test_an_end_that_is_none_is_raised_after_the_usage_that_follows(
    finish: str, error: type[ProviderError]
) -> None:
    usage = {"choices": [], "usage": {"prompt_tokens": 8, "completion_tokens": 2}}
    body = events(choice("Salt"), choice("", finish), usage)
    provider = OpenAICompatible("http://chat.test")
    assert counted_until(error, provider, URL, body) == [Usage(8, 2)]


def test_it_stands_whatever_is_wrong_with_the_rest() -> None:
    body = events(choice("Salt"), choice("", "content_filter"), {"error": {"message": "Oops"}})
    assert counted_until(Declined, OpenAICompatible("http://chat.test"), URL, body) == []


def test_a_finish_that_is_an_error_is_a_fault() -> None:
    with pytest.raises(UpstreamFault):
        chatting(choice("Salt"), choice("", "error"))


def usd(*prices: str) -> ListPrice:
    return ListPrice(*map(Decimal, prices))


def counted(
    asked: int, answered: int, total: int | None, *, cached: int = 0, thought: int = 0
) -> dict[str, object]:
    return {
        "prompt_tokens": asked,
        "completion_tokens": answered,
        "total_tokens": total,
        "prompt_tokens_details": {"cached_tokens": cached} if cached else None,
        "completion_tokens_details": {"reasoning_tokens": thought},
    }


@pytest.mark.parametrize(
    ("fields", "usage"),
    [
        ({"usage": {"prompt_tokens": 3, "completion_tokens": 4}}, Usage(3, 4)),
        ({"usage": {"prompt_tokens": 3}}, Usage(3, 0)),
        (
            {"usage": {"prompt_tokens": 3, "completion_tokens": 4, "total_tokens": 9}},
            Usage(3, 6),
        ),
        ({"x_groq": {"usage": {"prompt_tokens": 3, "completion_tokens": 4}}}, Usage(3, 4)),
        (
            {"usage": counted(20, 40, 60, cached=16, thought=30)},
            Usage(20, 40, cached_input_tokens=16, reasoning_tokens=30),
        ),
        # Where the thoughts stand beside the answer, with a total and without.
        ({"usage": counted(20, 40, 90, thought=30)}, Usage(20, 70, reasoning_tokens=30)),
        ({"usage": counted(20, 10, None, thought=30)}, Usage(20, 40, reasoning_tokens=30)),
        ({"usage": counted(20, 40, 60, cached=99)}, Usage(20, 40, cached_input_tokens=20)),
        ({"usage": None}, None),
    ],
)
def test_usage_comes_in_many_places(fields: dict[str, object], usage: Usage | None) -> None:
    deltas = chatting(choice("Salt", usage={"prompt_tokens": 1}), choice("", "stop", **fields))
    assert [d.usage for d in deltas if d.usage][-1] == (usage or Usage(1, 0))


@pytest.mark.parametrize(
    ("pricing", "price"),
    [
        ({"prompt": "0.0000007", "completion": "0.000002"}, usd("0.7", "2")),
        (
            {
                "prompt": "0.000001",
                "completion": "0.000004",
                "input_cache_read": "0.00000025",
                "internal_reasoning": "0.000005",
            },
            usd("1", "4", "0.25", "5"),
        ),
        # A zero stands there also for what has no price of its own.
        (
            {
                "prompt": "0.000001",
                "completion": "0.000004",
                "input_cache_read": "0",
                "internal_reasoning": "0",
            },
            usd("1", "4"),
        ),
        ({"prompt": "0", "completion": "0"}, usd("0", "0")),
        ({"prompt": "-1", "completion": "-1"}, None),
        ({"prompt": "0.000001"}, None),
        ({"prompt": "NaN", "completion": "much"}, None),
        ({"prompt": True, "completion": True}, None),
        ({"input": 0.5, "output": 1.5}, None),
        ("cheap", None),
        (None, None),
    ],
)
def test_the_prices_of_a_list_are_for_a_million_tokens(
    pricing: object, price: ListPrice | None
) -> None:
    listing = {"data": [{"id": "m", "pricing": pricing}]}
    responses.add("GET", "http://chat.test/v1/models", json=listing)
    [entry] = OpenAICompatible("http://chat.test").catalogue(Key())
    assert entry.price == price


def test_another_models_answer_is_refused_where_it_can_happen() -> None:
    provider = OpenAICompatible(
        "http://chat.test", peculiarities=Peculiarities(compares_model=True)
    )
    body = events(choice("Salt", "stop", model="other"))
    with pytest.raises(NotServed):
        answer(provider, URL, body)
    assert text(answer(provider, URL, body, model="other")) == "Salt"


def test_a_web_page_is_malformed() -> None:
    responses.add("POST", URL, body="<html>", content_type="text/html; charset=utf-8")
    with pytest.raises(Malformed):
        ask(OpenAICompatible("http://chat.test"))


@pytest.mark.parametrize(("piece", "pieces"), [("x" * 900_000, 5), ("海" * 150_000, 10)])
def test_an_endless_answer_is_malformed(piece: str, pieces: int) -> None:
    with pytest.raises(Malformed):
        chatting(*[choice(piece)] * pieces)


def test_a_long_answer_is_read_to_its_end() -> None:
    said = chatting(*[choice("海" * 150_000)] * 8, choice(finish="stop"))
    assert len(text(said)) == 1_200_000
