"""The rehearsal upstream's own books: what it has told its clients, and when they came."""

from __future__ import annotations

import time

import orjson
import pytest
import requests

from tests.integration.rehearsal import (
    ANN,
    QUERY,
    SECONDS,
    Rehearsal,
    ask_gemini,
    ask_ollama,
)

pytestmark = pytest.mark.postgresql  # no database is asked, so once is enough

UNTOLD = ("untold", "untold_input_tokens", "untold_output_tokens")
TOLD = ("told", "input_tokens", "output_tokens")


@pytest.fixture
def upstream(rehearsal: Rehearsal) -> Rehearsal:
    return rehearsal


def ask_router(upstream: Rehearsal, **more: object) -> bytes:
    """In one piece, unless it is to be streamed; the body as far as it came."""
    body = {"model": ANN, "messages": [{"role": "user", "content": QUERY}], **more}
    read = b""
    try:
        with requests.post(
            f"{upstream.url}/v1/chat/completions", json=body, timeout=SECONDS, stream=True
        ) as response:
            for piece in response.iter_content(None):
                read += piece
    except requests.RequestException:
        return read
    return read


def entries(upstream: Rehearsal, model: str, names: tuple[str, ...]) -> list[int]:
    bill = upstream.bills()[model]
    return [bill[name] for name in names]


def test_each_wire_is_billed_what_it_was_told(upstream: Rehearsal) -> None:
    ollama = ask_ollama(upstream, stream=False).json()
    gemini = ask_gemini(upstream).json()["usageMetadata"]
    assert entries(upstream, "gemma4", TOLD) == [
        1,
        ollama["prompt_eval_count"],
        ollama["eval_count"],
    ]
    assert entries(upstream, "gemini-3.8-flash", TOLD) == [
        1,
        gemini["promptTokenCount"],
        gemini["candidatesTokenCount"],
    ]


def test_streamed_and_in_one_piece_an_answer_costs_the_same(upstream: Rehearsal) -> None:
    ask_router(upstream)
    whole = entries(upstream, ANN, TOLD)
    ask_router(upstream, stream=True, stream_options={"include_usage": True})
    assert entries(upstream, ANN, TOLD) == [2 * entry for entry in whole]
    assert entries(upstream, ANN, UNTOLD) == [0, 0, 0]


def test_what_was_cached_and_what_was_thought_is_billed_apart(upstream: Rehearsal) -> None:
    upstream.put_faults({ANN: ["cached:3", "thinks:40"]})
    cached, thought = (orjson.loads(ask_router(upstream))["usage"] for _ in range(2))
    bill = upstream.bills()[ANN]
    assert (bill["cached_tokens"], bill["thought_tokens"]) == (3, 40)
    said = cached["completion_tokens"] + thought["completion_tokens"]
    assert bill["output_tokens"] == said


def test_what_the_client_does_not_ask_for_is_not_told(upstream: Rehearsal) -> None:
    ask_router(upstream, stream=True)
    assert entries(upstream, ANN, TOLD) == [0, 0, 0]
    assert entries(upstream, ANN, UNTOLD)[0] == 1


@pytest.mark.parametrize("fault", ["cut:7", "drop:7", "reset:7", "error:7"])
def test_what_breaks_off_is_untold_as_far_as_it_came(upstream: Rehearsal, fault: str) -> None:
    upstream.put_faults({ANN: [fault]})
    ask_router(upstream, stream=True, stream_options={"include_usage": True})
    assert entries(upstream, ANN, TOLD) == [0, 0, 0]
    assert entries(upstream, ANN, UNTOLD) == [1, -(-len(QUERY) // 4), 7]


def test_an_answer_of_which_half_was_sent_is_untold(upstream: Rehearsal) -> None:
    upstream.put_faults({ANN: ["malformed", "drop"]})
    for _ in range(2):
        ask_router(upstream)
    assert entries(upstream, ANN, UNTOLD)[0] == 2
    assert entries(upstream, ANN, TOLD) == [0, 0, 0]


def test_an_answer_that_a_filter_ended_is_told(upstream: Rehearsal) -> None:
    upstream.put_faults({ANN: ["filter:5"]})
    ask_router(upstream, stream=True, stream_options={"include_usage": True})
    assert entries(upstream, ANN, TOLD) == [1, -(-len(QUERY) // 4), 5]


@pytest.mark.parametrize("fault", ["429", "503", "402", "reset", "200-error"])
def test_a_refusal_costs_nothing(upstream: Rehearsal, fault: str) -> None:
    upstream.put_faults({ANN: [fault]})
    ask_router(upstream, stream=True)
    assert upstream.calls()[ANN]["calls"] == 1
    assert set(upstream.bills()[ANN].values()) == {0}


def test_it_is_told_when_each_call_came(upstream: Rehearsal) -> None:
    began = time.time()
    ask_router(upstream)
    between = time.time()
    ask_ollama(upstream, model=ANN)
    first, second = upstream.arrivals()[ANN]
    assert began <= first <= between <= second <= time.time()
    upstream.clear()
    assert upstream.arrivals() == {}
