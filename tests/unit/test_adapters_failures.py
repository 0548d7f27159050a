"""Which error each refusal is, and that a refusal gives nothing away."""

from __future__ import annotations

import orjson
import pytest

from providers.adapters.failures import failure_in_frame, failure_of_status
from providers.errors import (
    ContextTooLong,
    Gated,
    InvalidRequest,
    Overloaded,
    ProviderError,
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
    ],
)
def test_an_error_in_a_frame_is_one_error(
    frame: dict[str, object], error: type[ProviderError]
) -> None:
    assert type(failure_in_frame(frame)) is error


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
