"""What every adapter promises, over its recordings."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
import responses

from providers.errors import (
    Cancelled,
    Cut,
    Declined,
    Empty,
    InvalidCredentials,
    Malformed,
    Overloaded,
    ProviderError,
    RateLimited,
    TimedOut,
)
from providers.protocol import (
    Deadline,
    Delta,
    Finish,
    Key,
    Message,
    ModelCall,
    Switch,
    Usage,
)
from tests.recordings.cases import CASES, Case
from tests.recordings.reading import read_recording

SECRET = "sk-canary-5d41402abc4b2a76"  # noqa: S105
QUERY = "Why is the sea salty, canary?"
ANSWER = "Rivers carry salt – très peu – to the sea."  # noqa: RUF001
THOUGHT = "The user wants one sentence."


every_adapter = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
pytestmark = pytest.mark.usefixtures("served")


@pytest.fixture(name="served")
def _served() -> Iterator[None]:
    with responses.mock:
        yield


def ask(case: Case, recording: str, deadline: Deadline | None = None) -> list[Delta]:
    read_recording(case.name, recording).serve("POST", case.asks)
    call = ModelCall("m", (Message("system", "Be brief."), Message("user", QUERY)), 300)
    return list(case.provider.stream(call, Key(SECRET), deadline or Deadline.after(5)))


def failure(case: Case, recording: str) -> ProviderError:
    with pytest.raises(ProviderError) as caught:
        ask(case, recording)
    return caught.value


@every_adapter
def test_a_good_answer_comes_whole_with_its_usage(case: Case) -> None:
    deltas = ask(case, "good_answer")
    assert "".join(delta.text for delta in deltas) == ANSWER
    assert "".join(delta.reasoning for delta in deltas) == THOUGHT
    assert [delta.usage for delta in deltas if delta.usage][-1] == Usage(31, 24)


@every_adapter
def test_only_the_last_delta_has_the_finish(case: Case) -> None:
    finishes = [delta.finish for delta in ask(case, "good_answer")]
    assert finishes[-1] is Finish.STOP
    assert not any(finishes[:-1])


@every_adapter
def test_a_stream_without_finish_is_cut(case: Case) -> None:
    assert type(failure(case, "cut_stream")) is Cut


@every_adapter
def test_a_rate_limit_is_told(case: Case) -> None:
    error = failure(case, "rate_limit")
    assert type(error) is RateLimited
    assert error.status == 429


@every_adapter
def test_a_bad_key_is_told(case: Case) -> None:
    assert type(failure(case, "bad_key")) is InvalidCredentials


@every_adapter
def test_an_error_inside_a_stream_is_what_it_says(case: Case) -> None:
    assert type(failure(case, "error_in_stream")) is Overloaded


@every_adapter
def test_a_finish_without_text_is_empty(case: Case) -> None:
    assert type(failure(case, "no_text")) is Empty


@every_adapter
def test_one_unreadable_chunk_is_left_out(case: Case, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, logger="providers"):
        deltas = ask(case, "one_unreadable_chunk")
    assert "".join(delta.text for delta in deltas) == ANSWER
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert "chatcmpl" not in caplog.text


@every_adapter
def test_a_second_unreadable_chunk_is_malformed(case: Case) -> None:
    assert type(failure(case, "two_unreadable_chunks")) is Malformed


@pytest.mark.parametrize(
    "case", [case for case in CASES if case.name != "ollama"], ids=lambda case: case.name
)
def test_a_content_filter_declines(case: Case) -> None:
    assert type(failure(case, "content_filter")) is Declined


@every_adapter
@pytest.mark.parametrize("status", [200, 400, 401, 429, 500])
def test_no_error_repeats_the_key_or_the_query(case: Case, status: int) -> None:
    echo = b'{"error": {"message": "Bad: %b, %b, hf_abc123"}}' % (SECRET.encode(), QUERY.encode())
    responses.add("POST", case.asks, status=status, body=echo, content_type="application/json")
    call = ModelCall("m", (Message("user", QUERY),), 300)
    with pytest.raises(ProviderError) as caught:
        list(case.provider.stream(call, Key(SECRET), Deadline.after(5)))
    shown = f"{caught.value!r} {caught.value.message}"
    assert not any(canary in shown for canary in (SECRET, QUERY, "hf_abc123"))


@every_adapter
def test_a_key_that_cannot_stand_in_a_header_is_refused_unread(case: Case) -> None:
    call = ModelCall("m", (Message("user", QUERY),), 300)
    with pytest.raises(InvalidCredentials) as caught:
        list(case.provider.stream(call, Key(f"{SECRET}\nX: y"), Deadline.after(5)))
    assert SECRET not in str(caught.value)
    assert not responses.calls


@every_adapter
def test_nothing_is_asked_once_the_switch_is_cut(case: Case) -> None:
    switch = Switch()
    switch.cut()
    with pytest.raises(Cancelled):
        ask(case, "good_answer", Deadline.after(5, switch))
    assert not responses.calls


@every_adapter
def test_nothing_is_asked_after_the_deadline(case: Case) -> None:
    with pytest.raises(TimedOut):
        ask(case, "good_answer", Deadline.after(-1))
    assert not responses.calls


@every_adapter
def test_the_catalogue_lists_what_can_chat(case: Case) -> None:
    read_recording(case.name, "catalogue").serve("GET", case.lists)
    first, second = case.provider.catalogue(Key(SECRET))
    assert first.is_served
    assert first.can_chat
    assert first.context_tokens
    assert not (second.is_served and second.can_chat)


@every_adapter
def test_a_probe_that_is_refused_says_why(case: Case) -> None:
    for url in (case.lists, case.lists.replace("tags", "version")):
        read_recording(case.name, "bad_key").serve("GET", url)
    health = case.provider.probe(Key(SECRET))
    assert health.is_reachable
    assert health.is_authorised is False
    assert health.code == "invalid_credentials"


@every_adapter
def test_a_probe_that_reaches_nobody_does_not_raise(case: Case) -> None:
    health = case.provider.probe(Key(SECRET))
    assert not health.is_reachable
    assert health.code == "connection_lost"
