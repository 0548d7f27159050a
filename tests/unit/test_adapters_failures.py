"""Which error each refusal is, and that a refusal gives nothing away."""

from __future__ import annotations

import orjson
import pytest

from providers.adapters.failures import failure_in_frame, failure_of_status
from providers.errors import (
    ContextTooLong,
    Gated,
    InvalidCredentials,
    InvalidRequest,
    Loading,
    Misconfigured,
    NotServed,
    Overloaded,
    ProviderError,
    QuotaExhausted,
    RateLimited,
    UpstreamFault,
)


@pytest.mark.parametrize(
    ("frame", "error"),
    [
        ({"error": {"message": "slow down", "code": 429}}, RateLimited),
        ({"error": {"message": "slow down", "code": "429"}}, RateLimited),
        ({"error": {"message": "x", "type": "rate_limit_error"}}, RateLimited),
        ({"error": {"message": "x", "http_status_code": 422}}, InvalidRequest),
        ({"error": {"message": "x", "status": "UNAVAILABLE"}}, Overloaded),
        ({"error": "x", "error_type": "generation"}, UpstreamFault),
        ({"error": ["a", "maximum context length is 9"]}, ContextTooLong),
        ({"object": "error", "message": "x", "type": "invalid_request_error"}, InvalidRequest),
        ({"error": {"error": {"message": "x", "type": "overloaded_error"}}}, Overloaded),
        ({"error": "broken"}, UpstreamFault),
        ({"error": {"message": "x", "status_code": 429}}, RateLimited),
        ({"error": {"message": "x", "statusCode": 429}}, RateLimited),
        ({"error": {"message": "x", "status": 429}}, RateLimited),
        ({"error": {"message": "no permission", "code": 600}}, InvalidCredentials),
        ({"error": {"message": "no permission", "code": 399}}, InvalidCredentials),
        ({"error": {"message": "no permission", "code": 400}}, InvalidRequest),
        ({"error": {}}, UpstreamFault),
        ({"detail": {"error": "Model x does not exist"}}, NotServed),
        ({"errors": [{"message": "a"}, {"message": "prompt is too long"}]}, ContextTooLong),
        ({"title": "Too Many Requests"}, RateLimited),
        ({"error": "model_not_found", "error_description": "There is none"}, NotServed),
    ],
)
def test_an_error_in_a_frame_is_one_error(
    frame: dict[str, object], error: type[ProviderError]
) -> None:
    assert type(failure_in_frame(frame)) is error


def test_a_wait_inside_a_frame_is_told_as_from_now() -> None:
    behind = {"headers": {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "1000000030"}}
    frame = {"error": {"code": 429, "message": "x", "metadata": behind}}
    assert failure_in_frame(frame, clock=lambda: 1e9).retry_after_seconds == 30


def test_a_refusal_may_be_a_stream_of_events() -> None:
    body = b'event: error\ndata: {"error": {"code": "insufficient_quota"}}\n\ndata: {"x": 1}\n\n'
    assert type(failure_of_status(429, {}, body)) is QuotaExhausted


def test_the_headers_of_the_response_come_before_those_it_repeats() -> None:
    body = orjson.dumps({"error": {"metadata": {"headers": {"Retry-After": "99", "X-No": 1}}}})
    assert failure_of_status(429, {"Retry-After": "3"}, body).retry_after_seconds == 3
    assert failure_of_status(429, {}, body).retry_after_seconds == 99


def test_a_text_with_nothing_private_in_it_is_quoted() -> None:
    private = "abcdefghijklmnopqrstuvwxyz"
    for text, is_quoted in (
        ("Temperature is wrong", True),
        (f"Wrong: {private[:19]}", True),
        (f"Wrong: {private[:20]}", False),
        (f"{private[6:]} is wrong", False),
    ):
        message = failure_of_status(400, {}, text.encode(), ("", private)).message
        assert (text in message) == is_quoted


def test_a_refusal_without_words_is_told_in_ours() -> None:
    assert failure_of_status(529, {}, b"").message == Overloaded().message
    told = failure_of_status(529, {}, b'{"error": "  Try\\n later. "}').message
    assert told == f"{Overloaded().message.rstrip('.')}: Try later."


@pytest.mark.parametrize(
    ("body", "quote"),
    [
        (b'{"error": ["too hot", "too long a list"]}', "too hot; too long a list"),
        (b'{"detail": [{"msg": "too hot"}, {"msg": "too cold"}]}', "too hot; too cold"),
        (b'{"detail": {"message": "too hot"}}', "too hot"),
        (b'{"title": "Too hot"}', "Too hot"),
        (b'{"error": "x", "error_description": "too hot"}', "too hot"),
        (b'{"error": {"message": "the token=abc is too hot"}}', "the [key] is too hot"),
        (b'"too hot"', "too hot"),
        (b'data: {"error": "too hot"}\n\ndata: {"x": 1}\n\n', "too hot"),
        (b"too \xff hot", "too \N{REPLACEMENT CHARACTER} hot"),
    ],
)
def test_the_text_is_found_in_every_envelope(body: bytes, quote: str) -> None:
    failure = failure_of_status(400, {}, body)
    assert failure.message == f"{InvalidRequest().message.rstrip('.')}: {quote}"


@pytest.mark.parametrize("body", [b"[]", b"[1]", b"{}", b"7", b"null", b'{"error": null}', b" "])
def test_a_body_that_says_nothing_is_no_trouble(body: bytes) -> None:
    failure = failure_of_status(400, {}, body)
    assert type(failure) is InvalidRequest
    assert failure.message == InvalidRequest().message


def test_of_a_page_the_title_tells() -> None:
    page = b"<html><head><title>Model is loading</title></head><body>flagged</body></html>"
    assert type(failure_of_status(503, {}, page)) is Loading
    assert type(failure_of_status(403, {}, page)) is Misconfigured
    assert type(failure_of_status(503, {}, page.replace(b"<html", b"html"))) is Loading


def test_what_only_looks_like_a_title_is_not_taken_for_a_page() -> None:
    assert type(failure_of_status(403, {}, b"{}")) is Misconfigured
    assert type(failure_of_status(503, {}, b'{"x": "<title>loading</title>"}')) is Overloaded
    assert type(failure_of_status(403, {}, b"No <title>loading</title>")) is InvalidCredentials


def test_a_long_text_is_cut_where_it_can_be_shown() -> None:
    exact, longer = "y" * 200, "y" * 201
    assert failure_of_status(400, {}, exact.encode()).message.endswith(f": {exact}")
    assert failure_of_status(400, {}, longer.encode()).message.endswith(f": {'y' * 199}…")


def test_the_provider_is_quoted_briefly() -> None:
    body = orjson.dumps({"error": {"message": f"temperature is wrong {'x' * 500}"}})
    message = failure_of_status(400, {}, body).message
    assert "temperature is wrong" in message
    assert len(message) < 300


@pytest.mark.parametrize(
    "key", ["hf_abcdef", "sk-proj-abcdef", "gsk_abcdef", "AIzaabcdef", "AQ.abcdef", "Bearer abcdef"]
)
def test_what_looks_like_a_key_is_not_quoted(key: str) -> None:
    body = orjson.dumps({"error": f"The token {key} is wrong"})
    message = failure_of_status(400, {}, body).message
    assert "abcdef" not in message
    assert "is wrong" in message


@pytest.mark.parametrize(
    "private", ["Tell me the secret of the sea, please", "sea"], ids=["long", "short"]
)
def test_a_text_that_repeats_a_message_is_not_quoted(private: str) -> None:
    body = orjson.dumps({"error": f"Cannot answer: {private.upper()}"})
    assert "SEA" not in failure_of_status(400, {}, body, (private,)).message


def test_a_web_page_is_not_quoted() -> None:
    assert "<" not in failure_of_status(502, {}, b"<html><h1>Bad gateway</h1>").message


def test_the_hub_says_it_in_headers() -> None:
    headers = {"x-error-code": "GatedRepo", "x-error-message": "Access is restricted"}
    failure = failure_of_status(403, headers, b"")
    assert type(failure) is Gated
    assert "Access is restricted" in failure.message
