"""What every adapter promises, over its recordings."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import replace

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
from providers.protocol import Deadline, Delta, Finish, Key, Usage
from providers.switch import Switch
from tests.recordings.cases import CALL, CASES, QUERY, WAYS, WHOLE, Case, Way
from tests.recordings.reading import read_recording

SECRET = "sk-canarykey-5d41402abc4b2a76"  # noqa: S105
ANSWER = "Rivers carry salt – très peu – to the sea."  # noqa: RUF001
THOUGHT = "The user wants one sentence."
TELLING = ("huggingface", "openai_compatible", "gemini")
FILTERED = ("huggingface", "openai_compatible", "gemini")  # the others have no content filter


every_way = pytest.mark.parametrize("way", WAYS, ids=lambda way: way.name)
every_adapter = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
pytestmark = pytest.mark.usefixtures("served")


@pytest.fixture(name="served")
def _served() -> Iterator[None]:
    with responses.mock:
        yield


def ask(case: Case, recording: str, deadline: Deadline | None = None) -> list[Delta]:
    case.way.serve(recording)
    return list(case.provider.stream(CALL, Key(SECRET), deadline or Deadline.after(5)))


def failure(case: Case, recording: str) -> ProviderError:
    with pytest.raises(ProviderError) as caught:
        ask(case, recording)
    return caught.value


@every_adapter
def test_a_good_answer_comes_whole_with_its_usage(case: Case) -> None:
    deltas = ask(case, "good_answer")
    assert "".join(delta.text for delta in deltas) == ANSWER
    assert "".join(delta.reasoning for delta in deltas) == THOUGHT
    [*_, usage] = [delta.usage for delta in deltas if delta.usage]
    assert replace(usage, cached_input_tokens=0, reasoning_tokens=0) == Usage(31, 24)


@pytest.mark.parametrize(
    "case", [case for case in CASES if case.name in TELLING], ids=lambda case: case.name
)
def test_what_was_cached_and_what_was_thought_is_part_of_the_usage(case: Case) -> None:
    [*_, usage] = [delta.usage for delta in ask(case, "good_answer") if delta.usage]
    assert (usage.cached_input_tokens, usage.reasoning_tokens) == (16, 14)


@every_adapter
def test_only_the_last_delta_has_the_finish(case: Case) -> None:
    finishes = [delta.finish for delta in ask(case, "good_answer")]
    assert finishes[-1] is Finish.STOP
    assert not any(finishes[:-1])


@every_adapter
def test_a_stream_without_finish_is_cut(case: Case) -> None:
    assert type(failure(case, "cut_stream")) is Cut


@every_way
def test_a_rate_limit_is_told(way: Way) -> None:
    way.serve("rate_limit")
    with pytest.raises(ProviderError) as caught:
        way.ask(Key(SECRET), Deadline.after(5))
    assert type(caught.value) is RateLimited
    assert caught.value.status == 429


@every_way
def test_a_bad_key_is_told(way: Way) -> None:
    way.serve("bad_key")
    with pytest.raises(InvalidCredentials):
        way.ask(Key(SECRET), Deadline.after(5))


@pytest.mark.parametrize("way", WHOLE, ids=lambda way: way.name)
def test_a_body_that_breaks_off_is_no_answer(way: Way) -> None:
    recording = read_recording(way.folder, way.recording)
    responses.add("POST", way.url, recording.body[:-6], content_type="application/json")
    with pytest.raises(Malformed):
        way.ask(Key(SECRET), Deadline.after(5))


@pytest.mark.parametrize("way", WHOLE, ids=lambda way: way.name)
@pytest.mark.parametrize("body", [b"[]", b"{}", b"null", b'"x"', b"<html>", b"[[]]", b"[null]"])
def test_a_body_of_another_shape_is_no_answer(way: Way, body: bytes) -> None:
    responses.add("POST", way.url, body, content_type="application/json")
    with pytest.raises(Malformed):
        way.ask(Key(SECRET), Deadline.after(5))


@pytest.mark.parametrize("way", WHOLE, ids=lambda way: way.name)
def test_an_error_under_a_good_status_is_what_it_says(way: Way) -> None:
    responses.add("POST", way.url, json={"error": "Model is overloaded"})
    with pytest.raises(Overloaded):
        way.ask(Key(SECRET), Deadline.after(5))


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
    "case", [case for case in CASES if case.name in FILTERED], ids=lambda case: case.name
)
def test_a_content_filter_declines(case: Case) -> None:
    assert type(failure(case, "content_filter")) is Declined


@every_way
@pytest.mark.parametrize("status", [200, 400, 401, 429, 500])
def test_no_error_repeats_the_key_or_the_query(way: Way, status: int) -> None:
    echo = b'{"error": {"message": "Bad: %b, %b, hf_abc123"}}' % (SECRET.encode(), QUERY.encode())
    way.serve_missing()
    responses.add("POST", way.url, status=status, body=echo, content_type="application/json")
    with pytest.raises(ProviderError) as caught:
        way.ask(Key(SECRET), Deadline.after(5))
    shown = f"{caught.value!r} {caught.value.message}"
    assert not any(canary in shown for canary in (SECRET, QUERY, "hf_abc123"))


@every_way
def test_a_key_that_cannot_stand_in_a_header_is_refused_unread(way: Way) -> None:
    with pytest.raises(InvalidCredentials) as caught:
        way.ask(Key(f"{SECRET}\nX: y"), Deadline.after(5))
    assert SECRET not in str(caught.value)
    assert not responses.calls


@every_way
def test_nothing_is_asked_once_the_switch_is_cut(way: Way) -> None:
    switch = Switch()
    switch.cut()
    with pytest.raises(Cancelled):
        way.ask(Key(SECRET), Deadline.after(5, switch))
    assert not responses.calls


@every_way
def test_nothing_is_asked_after_the_deadline(way: Way) -> None:
    with pytest.raises(TimedOut):
        way.ask(Key(SECRET), Deadline.after(-1))
    assert not responses.calls


@every_adapter
def test_the_catalogue_lists_what_can_chat(case: Case) -> None:
    read_recording(case.name, "catalogue").serve("GET", case.lists)
    first, *others = case.provider.catalogue(Key(SECRET))
    assert first.is_served
    assert first.can_chat
    assert first.context_tokens
    assert not any(other.is_served and other.can_chat for other in others)


@every_adapter
def test_a_probe_that_is_refused_says_why(case: Case) -> None:
    read_recording(case.name, "bad_key").serve("GET", case.looks)
    health = case.provider.probe(Key(SECRET))
    assert health.is_reachable
    assert health.is_authorised is False
    assert health.code == "invalid_credentials"


@every_adapter
def test_a_probe_that_reaches_nobody_does_not_raise(case: Case) -> None:
    health = case.provider.probe(Key(SECRET))
    assert not health.is_reachable
    assert health.code == "connection_lost"
