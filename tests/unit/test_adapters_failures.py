"""Which error each refusal is, and that a refusal gives nothing away."""

from __future__ import annotations

import time
from email.utils import formatdate

import orjson
import pytest

from providers.adapters.failures import failure_in_frame, failure_of_status
from providers.errors import (
    ContextTooLong,
    Declined,
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
from tests.recordings.reading import read_recording

REFUSALS: list[tuple[int, str, type[ProviderError]]] = [
    (301, "", Misconfigured),
    (400, '{"error":{"message":"temperature must be at most 2"}}', InvalidRequest),
    (400, '{"error":{"message":"x","code":"context_length_exceeded"}}', ContextTooLong),
    (400, '{"error":{"type":"exceed_context_size_error","n_ctx":4096}}', ContextTooLong),
    (400, '{"error":"Model not supported by provider hf-inference"}', NotServed),
    (400, '{"error":{"message":"No models loaded. Please load a model"}}', NotServed),
    (400, '{"error":"\\"x\\" does not support chat"}', NotServed),
    (400, '{"error":"\\"x\\" does not support thinking"}', InvalidRequest),
    (400, '{"error":{"code":"content_filter","message":"blocked"}}', Declined),
    (400, '[{"error":{"status":"FAILED_PRECONDITION","message":"no"}}]', Misconfigured),
    (
        400,
        '{"error":{"message":"The input token count (9) exceeds the maximum number of tokens"}}',
        ContextTooLong,
    ),
    (401, "", InvalidCredentials),
    (402, '{"error":{"message":"Insufficient Balance"}}', QuotaExhausted),
    (402, '{"error":{"code":"openrouter_in_flight_budget"}}', RateLimited),
    (403, '{"error":"does not have sufficient permissions"}', InvalidCredentials),
    (403, '{"error":"Access to model x/y is restricted: gated repo"}', Gated),
    (403, '{"error":{"code":403,"message":"Your input was flagged"}}', Declined),
    (404, '{"error":"Model x/y not found."}', NotServed),
    (404, '{"error":"model \\"x\\" not found, try pulling it first"}', NotServed),
    (404, "", NotServed),
    (404, "404 page not found", Misconfigured),
    (404, '{"detail":"Not Found"}', Misconfigured),
    (408, "", UpstreamFault),
    (410, '{"error":"The requested model is deprecated"}', NotServed),
    (410, "https://api-inference.huggingface.co is no longer supported.", Misconfigured),
    (413, "<html>too large</html>", ContextTooLong),
    (422, '{"error":"`inputs` must have less than 9 tokens. Given: 10"}', ContextTooLong),
    (422, '{"error":"`top_p` must be < 1.0","error_type":"validation"}', InvalidRequest),
    (422, '{"detail":[{"loc":["body","x"],"msg":"Extra inputs"}]}', InvalidRequest),
    (424, '{"error":"x","error_type":"generation"}', UpstreamFault),
    (429, "", RateLimited),
    (429, '{"error":{"code":"insufficient_quota","message":"x"}}', QuotaExhausted),
    (429, '{"error":{"message":"Rate limit exceeded: free-models-per-day"}}', QuotaExhausted),
    (429, '{"error":"Model is overloaded","error_type":"overloaded"}', Overloaded),
    (451, "", Declined),
    (498, "", Overloaded),
    (500, "<html>", UpstreamFault),
    (500, '{"error":"model requires more system memory (9 GiB)"}', NotServed),
    (502, "", UpstreamFault),
    (503, '{"error":"server busy, please try again.  maximum pending"}', Overloaded),
    (503, '{"error":"Model x is currently loading","estimated_time":21.4}', Loading),
    (503, '{"error":{"code":503,"message":"Loading model"}}', Loading),
    (503, "", Overloaded),
    (504, "<html>", UpstreamFault),
    (520, "", UpstreamFault),
    (529, "", Overloaded),
    (418, "", InvalidRequest),
]


@pytest.mark.parametrize(("status", "body", "error"), REFUSALS)
def test_a_refusal_is_one_error(status: int, body: str, error: type[ProviderError]) -> None:
    failure = failure_of_status(status, {}, body.encode())
    assert type(failure) is error
    assert failure.status == status


@pytest.mark.parametrize(
    ("provider", "name", "error"),
    [
        ("huggingface", "spent", QuotaExhausted),
        ("huggingface", "not_served", NotServed),
        ("openai_compatible", "too_long", ContextTooLong),
        ("gemini", "spent", QuotaExhausted),
        ("gemini", "not_in_plan", NotServed),
    ],
)
def test_a_recorded_refusal_is_one_error(
    provider: str, name: str, error: type[ProviderError]
) -> None:
    recording = read_recording(provider, name)
    failure = failure_of_status(recording.status, recording.headers, recording.body)
    assert type(failure) is error


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


@pytest.mark.parametrize(
    ("headers", "body", "seconds"),
    [
        ({"retry-after": "7"}, {}, 7),
        ({"retry-after": "0.5"}, {}, 0.5),
        ({"retry-after-ms": "1500", "retry-after": "9"}, {}, 1.5),
        ({"ratelimit": '"api";r=0;t=55'}, {}, 56),
        ({"ratelimit": '"api";r=4;t=55'}, {}, None),
        (
            {
                "x-ratelimit-remaining-requests": "9",
                "x-ratelimit-reset-requests": "3h",
                "x-ratelimit-remaining-tokens": "0",
                "x-ratelimit-reset-tokens": "2m59.5s",
            },
            {},
            179.5,
        ),
        ({"x-ratelimit-reset": "30"}, {}, 30),
        ({}, {"error": {"details": [{"retryDelay": "22.5s"}]}}, 22.5),
        ({"retry-after": "-1"}, {}, None),
        ({"retry-after": "nan"}, {}, None),
        ({"retry-after": "90000"}, {}, None),
        ({"retry-after": "soon"}, {}, None),
        ({}, {}, None),
    ],
)
def test_the_wait_is_what_the_provider_says(
    headers: dict[str, str], body: dict[str, object], seconds: float | None
) -> None:
    hint = failure_of_status(429, headers, orjson.dumps(body)).retry_after_seconds
    assert hint == seconds


def test_the_wait_may_be_a_time() -> None:
    in_a_minute = time.time() + 60
    for headers in (
        {"retry-after": formatdate(in_a_minute)},
        {"x-ratelimit-reset": str(in_a_minute)},
        {"x-ratelimit-reset": str(in_a_minute * 1000)},
    ):
        hint = failure_of_status(429, headers, b"").retry_after_seconds
        assert hint == pytest.approx(60, abs=5)


def test_a_time_that_has_passed_is_no_wait() -> None:
    headers = {"retry-after": formatdate(time.time() - 60)}
    assert failure_of_status(429, headers, b"").retry_after_seconds == 0


def test_loading_says_how_long() -> None:
    body = b'{"error":"Model x is currently loading","estimated_time":21.4}'
    assert failure_of_status(503, {}, body).retry_after_seconds == 21.4


def test_a_spent_allowance_has_no_wait() -> None:
    recording = read_recording("gemini", "spent")
    assert failure_of_status(429, {}, recording.body).retry_after_seconds is None


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
