"""Every fault of the rehearsal upstream, as a client meets it."""

from __future__ import annotations

import itertools
import json
import time
from collections.abc import Iterator

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
    running_rehearsal,
    stream_openai,
)

pytestmark = pytest.mark.postgresql  # no database is asked, so once is enough


@pytest.fixture
def upstream(rehearsal: Rehearsal) -> Rehearsal:
    return rehearsal


@pytest.fixture
def client(upstream: Rehearsal) -> Iterator[openai.OpenAI]:
    with openai_at(upstream) as found:
        yield found


def test_a_rate_limit_tells_the_wait_and_passes(client: openai.OpenAI, upstream: Rehearsal) -> None:
    upstream.put_faults({ANN: ["429:2", "ok"]})
    with pytest.raises(openai.RateLimitError) as caught:
        ask_openai(client)
    assert caught.value.response.headers["Retry-After"] == "2"
    assert ask_openai(client)
    assert upstream.calls()[ANN]["calls"] == 2


def test_a_rate_limit_may_tell_no_wait_and_last(client: openai.OpenAI, upstream: Rehearsal) -> None:
    upstream.put_faults({ANN: ["429*"]})
    for _ in range(3):
        with pytest.raises(openai.RateLimitError) as caught:
            ask_openai(client)
        assert "Retry-After" not in caught.value.response.headers


def test_faults_of_one_model_leave_the_others_alone(
    client: openai.OpenAI, upstream: Rehearsal
) -> None:
    upstream.put_faults({ANN: ["503*"]})
    with pytest.raises(openai.InternalServerError):
        ask_openai(client)
    assert ask_openai(client, "Qwen/Qwen3-Coder-Next")


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        ("401", 401),
        ("402", 402),
        ("403", 403),
        ("404", 404),
        ("500", 500),
        ("503", 503),
        ("503-loading:5", 503),
        ("504", 504),
        ("too-long", 400),
    ],
)
def test_a_refusal_has_its_status(upstream: Rehearsal, fault: str, status: int) -> None:
    upstream.put_faults({"*": [f"{fault}*"]})
    body = {"model": ANN, "messages": [{"role": "user", "content": QUERY}]}
    refused = requests.post(f"{upstream.url}/v1/chat/completions", json=body, timeout=SECONDS)
    assert refused.status_code == status
    assert ("estimated_time" in refused.text) == (fault == "503-loading:5")
    assert ask_ollama(upstream).status_code >= 400
    assert ask_gemini(upstream).json()["error"]["message"]


def test_a_spent_day_names_its_window(upstream: Rehearsal) -> None:
    upstream.put_faults({"gemini-3.8-flash": ["429-day", "429:22.5"]})
    day, minute = (ask_gemini(upstream).json()["error"]["details"] for _ in range(2))
    assert "PerDay" in day[0]["violations"][0]["quotaId"]
    assert "PerMinute" in minute[0]["violations"][0]["quotaId"]
    assert minute[1]["retryDelay"] == "22.5s"


def test_a_hang_sends_nothing_and_is_over_when_the_client_leaves(upstream: Rehearsal) -> None:
    upstream.put_faults({"gemma4": ["hang"]})
    body = {"model": "gemma4", "messages": [{"role": "user", "content": QUERY}]}
    with pytest.raises(requests.ReadTimeout):
        requests.post(f"{upstream.url}/api/chat", json=body, timeout=0.3)
    assert wait_until_abandoned(upstream, "gemma4")


def wait_until_abandoned(upstream: Rehearsal, model: str) -> bool:
    ends_at = time.monotonic() + SECONDS
    while time.monotonic() < ends_at:
        count = upstream.calls()[model]
        if count["abandoned"] == 1 and count["in_flight"] == 0:
            return True
        time.sleep(0.01)
    return False


def test_a_slow_one_lets_the_first_token_wait(client: openai.OpenAI, upstream: Rehearsal) -> None:
    upstream.put_faults({ANN: ["slow:0.4"]})
    started = time.monotonic()
    assert stream_openai(client)[1] == "stop"
    assert time.monotonic() - started >= 0.4


def test_a_clean_cut_ends_without_a_finish(client: openai.OpenAI, upstream: Rehearsal) -> None:
    upstream.put_faults({ANN: ["cut:40"]})
    text, finish, _ = stream_openai(client)
    assert text
    assert finish is None
    assert upstream.calls()[ANN]["tokens_sent"] == 40


@pytest.mark.parametrize("fault", ["drop:40", "reset:40"])
def test_a_torn_stream_is_an_error_after_its_tokens(upstream: Rehearsal, fault: str) -> None:
    upstream.put_faults({"gemma4": [fault]})
    body = {"model": "gemma4", "messages": [{"role": "user", "content": QUERY}]}
    got: list[bytes] = []
    url = f"{upstream.url}/api/chat"
    with (
        requests.post(url, json=body, stream=True, timeout=SECONDS) as response,
        pytest.raises((requests.ConnectionError, requests.exceptions.ChunkedEncodingError)),
    ):
        got.extend(response.iter_content(None))
    assert len(b"".join(got).splitlines()) == 40


def test_a_reset_may_come_before_the_head(upstream: Rehearsal) -> None:
    upstream.put_faults({"gemma4": ["reset"]})
    with pytest.raises(requests.ConnectionError, match="reset by peer"):
        ask_ollama(upstream)


def test_a_stall_is_a_silence_in_the_middle(client: openai.OpenAI, upstream: Rehearsal) -> None:
    upstream.put_faults({ANN: ["stall:0.4"]})
    chunks = client.chat.completions.create(
        model=ANN, messages=[{"role": "user", "content": QUERY}], stream=True
    )
    arrivals = [time.monotonic() for _ in chunks]
    gaps = [later - sooner for sooner, later in itertools.pairwise(arrivals)]
    assert max(gaps) > 0.3
    assert 5 < gaps.index(max(gaps)) < len(gaps) - 5


def test_an_empty_answer_finishes_like_a_good_one(
    client: openai.OpenAI, upstream: Rehearsal
) -> None:
    upstream.put_faults({ANN: ["empty", "empty"]})
    assert ask_openai(client) == ""
    assert stream_openai(client) == ("", "stop", 0)


def test_a_filter_declines_on_both_wires_that_have_one(
    client: openai.OpenAI, upstream: Rehearsal
) -> None:
    upstream.put_faults({"*": ["filter"]})
    assert stream_openai(client)[1] == "content_filter"
    assert ask_gemini(upstream).json()["candidates"][0]["finishReason"] == "SAFETY"


def test_a_malformed_chunk_stands_between_good_ones(upstream: Rehearsal) -> None:
    upstream.put_faults({"gemma4": ["malformed"]})
    lines = ask_ollama(upstream).content.splitlines()
    broken = [number for number, line in enumerate(lines) if not is_json(line)]
    assert len(broken) == 1
    assert 5 < broken[0] < len(lines) - 5


def is_json(line: bytes) -> bool:
    try:
        json.loads(line)
    except json.JSONDecodeError:
        return False
    return True


def test_the_end_mark_may_be_missing(upstream: Rehearsal) -> None:
    upstream.put_faults({ANN: ["no-done"]})
    body = {"model": ANN, "stream": True, "messages": [{"role": "user", "content": QUERY}]}
    ends = []
    for _ in range(2):
        reply = requests.post(f"{upstream.url}/v1/chat/completions", json=body, timeout=SECONDS)
        assert b'"finish_reason":"stop"' in reply.content
        ends.append(reply.content.endswith(b"data: [DONE]\n\n"))
    assert ends == [False, True]


def test_a_whole_answer_meets_the_same_faults(upstream: Rehearsal) -> None:
    upstream.put_faults({"gemma4": ["drop", "reset:5", "error", "malformed", "stall:0.2"]})
    for _ in range(2):
        with pytest.raises((requests.ConnectionError, requests.exceptions.ChunkedEncodingError)):
            ask_ollama(upstream, stream=False)
    assert ask_ollama(upstream, stream=False).status_code == 500
    assert not is_json(ask_ollama(upstream, stream=False).content)
    assert ask_ollama(upstream, stream=False).json()["done"] is True


def test_a_query_may_mark_who_fails_and_is_not_echoed(client: openai.OpenAI) -> None:
    query = f"{QUERY} [rehearse: {ANN}=429:2,ok] Tell me about telescope Saturn."
    with pytest.raises(openai.RateLimitError):
        ask_openai(client, query=query)
    assert "rehearse:" not in ask_openai(client, query=query)
    assert ask_openai(client, "google/gemma-4-31B-it", query)


def test_a_mark_for_every_member_spares_the_chair(client: openai.OpenAI) -> None:
    marked = "Why, canary? [rehearse: *=500]"
    fenced = "\n".join(f"<opinion {x} ab>\nIt is so.\n</opinion {x} ab>" for x in "AB")
    with pytest.raises(openai.InternalServerError):
        ask_openai(client, query=marked)
    assert ask_openai(client, query=f"{marked}\n{fenced}")
    with pytest.raises(openai.InternalServerError):
        ask_openai(client, query=f"[rehearse: chair=500]\n{fenced}")


@pytest.mark.parametrize(
    ("marker", "told"),
    [
        (f"[rehearse: {ANN}=stal:3]", "'stal:3' is not a fault; the nearest is 'stall'."),
        (f"[rehearse {ANN}=429]", "does not read [rehearse: WHO=FAULT]"),
    ],
)
def test_a_slip_in_a_mark_is_refused_in_words(
    client: openai.OpenAI, marker: str, told: str
) -> None:
    with pytest.raises(openai.BadRequestError) as refused:
        ask_openai(client, query=f"Why, canary? {marker}")
    assert told in str(refused.value)


def test_an_unknown_fault_is_refused(upstream: Rehearsal) -> None:
    refused = requests.put(
        f"{upstream.url}/rehearsal/faults", json={ANN: ["tired"]}, timeout=SECONDS
    )
    assert refused.status_code == 400
    assert "tired" in refused.json()["error"]


def test_faults_can_be_set_on_the_command_line_and_the_pace_is_real() -> None:
    with running_rehearsal("--fault", f"{ANN}=500,ok", speed=4) as rehearsal:
        with openai.OpenAI(
            base_url=f"{rehearsal.url}/v1", api_key="canarykey", max_retries=0
        ) as client:
            with pytest.raises(openai.InternalServerError):
                ask_openai(client)
            started = time.monotonic()
            assert stream_openai(client)[1] == "stop"
        assert 0.3 < time.monotonic() - started < SECONDS
