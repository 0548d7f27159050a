"""What refuses, in the words of those who do: one table, said in each wire's own envelope.

The plainest refusals each wire says itself; here stand the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Final

import orjson

from providers.rehearsal.wires.gemini import GeminiWire
from providers.rehearsal.wires.ollama import OllamaWire
from providers.rehearsal.wires.wire import Json, Page, Wire
from providers.scripted.kinds import Kind
from providers.scripted.scripts import Fault

WEB_PAGE: Final = "text/html; charset=utf-8"
ELSEWHERE: Final = "https://elsewhere.invalid/"
NAMES_AT_GOOGLE: Final = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    409: "ABORTED",
    429: "RESOURCE_EXHAUSTED",
    499: "CANCELLED",
    503: "UNAVAILABLE",
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """`code` is what machines read. A `title` makes it a web page, and no text an empty body."""

    status: int
    text: str = ""
    code: str = ""
    title: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


REFUSALS: Final[dict[Kind, Refusal]] = {
    Kind.REDIRECTED: Refusal(307, title="Temporary Redirect", headers={"Location": ELSEWHERE}),
    Kind.REJECTED: Refusal(400, "temperature must be at most 2"),
    Kind.UNSERVED: Refusal(
        400,
        "The requested model '{model}' is not supported by any provider you have enabled.",
        "model_not_supported",
    ),
    Kind.CONTENT_CODE: Refusal(400, "Stopped by the content management policy.", "content_filter"),
    Kind.NO_BALANCE: Refusal(402, "Insufficient Balance"),
    Kind.IN_FLIGHT: Refusal(
        402,
        "Your requests in flight would exceed your balance: openrouter_in_flight_budget",
        "openrouter_in_flight_budget",
    ),
    Kind.HOST_IS_SPENT: Refusal(
        402, "You have exceeded your free monthly usage limit for together."
    ),
    Kind.GATED: Refusal(
        403,
        "Access to model {model} is restricted: it is a gated repo.",
        headers={"X-Error-Code": "GatedRepo"},
    ),
    Kind.FLAGGED: Refusal(403, "Your input was flagged by moderation."),
    Kind.WALL: Refusal(403, title="Attention Required!"),
    Kind.NO_SUCH_PATH: Refusal(404, "404 page not found"),
    Kind.LATE: Refusal(408, "Request timed out"),
    Kind.CONFLICT: Refusal(409, "Conflict"),
    Kind.GONE: Refusal(410, "The requested model is deprecated and no longer supported."),
    Kind.HOST_GONE: Refusal(410, "https://api-inference.huggingface.co is no longer supported."),
    Kind.TOO_LARGE: Refusal(413, title="413 Request Entity Too Large"),
    Kind.WRONG_MEDIA: Refusal(415, "Unsupported Media Type"),
    Kind.INVALID: Refusal(422, "Input validation error: `top_p` must be < 1.0", "validation"),
    Kind.TOO_MANY_TOKENS: Refusal(
        422,
        "Input validation error: `inputs` tokens + `max_new_tokens` must be <= 4096. "
        "Given: 4000 `inputs` tokens and 512 `max_new_tokens`",
        "validation",
    ),
    Kind.GENERATION: Refusal(424, "Request failed during generation: CUDA error", "generation"),
    Kind.TOO_EARLY: Refusal(425),
    Kind.IN_MILLISECONDS: Refusal(429, "Too many requests"),
    Kind.UNTIL_DATE: Refusal(429, "Too many requests"),
    Kind.HUB_WINDOW: Refusal(429, "We had to rate limit you."),
    Kind.RESET_AT: Refusal(429, "Too many requests"),
    Kind.RETRY_INFO: Refusal(429, "You exceeded your current quota."),
    Kind.FREE_MINUTE: Refusal(429, "Rate limit exceeded: free-models-per-min."),
    Kind.NO_QUOTA: Refusal(
        429, "You exceeded your current quota: insufficient_quota", "insufficient_quota"
    ),
    Kind.NOT_IN_PLAN: Refusal(429, "Quota exceeded for metric: requests, limit: 0"),
    Kind.QUEUE_IS_FULL: Refusal(429, "Model is overloaded", "overloaded"),
    Kind.UNLAWFUL: Refusal(451, "Unavailable For Legal Reasons"),
    Kind.FLEX: Refusal(498, "Flex tier capacity exceeded", "capacity_exceeded"),
    Kind.CALLED_OFF: Refusal(499),
    Kind.NO_MEMORY: Refusal(
        500, "model requires more system memory (9.7 GiB) than is available (7.1 GiB)"
    ),
    Kind.BAD_GATEWAY: Refusal(502, title="502 Bad Gateway"),
    Kind.UNKNOWN: Refusal(520, title="520: Web server is returning an unknown error"),
    Kind.DOWN: Refusal(521, title="521: Web server is down"),
    Kind.UNREACHED: Refusal(522, title="522: Connection timed out"),
    Kind.UNREACHABLE: Refusal(523, title="523: Origin is unreachable"),
    Kind.OUT_OF_TIME: Refusal(524, title="524: A timeout occurred"),
    Kind.OUT_OF_BREATH: Refusal(529, "Overloaded", "overloaded"),
}

# Under a 200, in place of the first word. The status stands in the body.
UNDER_200: Final[dict[Kind, Refusal]] = {
    Kind.ERROR_IN_200: Refusal(502, "Provider returned error"),
    Kind.RATE_IN_200: Refusal(429, "Rate limit exceeded", "rate_limit_exceeded"),
    Kind.ROOM_IN_200: Refusal(503, "The model is overloaded", "overloaded"),
    Kind.LONG_IN_200: Refusal(
        400, "The prompt exceeds the maximum context length", "context_length_exceeded"
    ),
    Kind.FILTER_IN_200: Refusal(403, "Your input was flagged", "content_filter"),
}

# How a wait is told, by who tells it: header names and values of so many seconds.
HINTS: Final[dict[Kind, Callable[[float], dict[str, str]]]] = {
    Kind.IN_FLIGHT: lambda seconds: {"Retry-After": f"{seconds:g}"},
    Kind.IN_MILLISECONDS: lambda seconds: {"retry-after-ms": f"{seconds * 1000:g}"},
    Kind.UNTIL_DATE: lambda seconds: {"Retry-After": date_in(seconds)},
    Kind.HUB_WINDOW: lambda seconds: {"RateLimit": f'"api";r=0;t={seconds:.0f}'},
    Kind.RESET_AT: lambda seconds: {
        "x-ratelimit-remaining-tokens": "0",
        "x-ratelimit-reset-tokens": f"{seconds:g}s",
    },
}


def refuses(fault: Fault) -> bool:
    return fault.kind in REFUSALS or fault.kind in SAID_BY_THE_WIRE


def page_of(fault: Fault, wire: Wire, model: str) -> Page:
    """The refusal as this wire words it."""
    refusal = REFUSALS.get(fault.kind)
    if refusal is None:
        return wire.refusal(fault, model)
    headers = dict(refusal.headers)
    if fault.kind in HINTS and fault.amount is not None:
        headers |= HINTS[fault.kind](fault.amount)
    if refusal.title:
        return Page(refusal.status, web_page(refusal.title), WEB_PAGE, headers)
    if fault.kind is Kind.NO_SUCH_PATH:
        return Page(refusal.status, refusal.text.encode(), "text/plain; charset=utf-8")
    if not refusal.text:
        return Page(refusal.status, b"", headers=headers)
    body = envelope(refusal, wire, model)
    if fault.kind is Kind.RETRY_INFO:
        body = with_retry_info(body, refusal, fault.amount_or(2.0))
    return Page(refusal.status, orjson.dumps(body), headers=headers)


def error_under_200(fault: Fault, wire: Wire, model: str) -> Json | None:
    """The error object that stands where the first word should, if the fault is one of these."""
    if fault.kind is Kind.TEXT_IN_200:
        return {"error": "an error was encountered while running the model"}
    refusal = UNDER_200.get(fault.kind)
    return envelope(refusal, wire, model) if refusal else None


def web_page(title: str) -> bytes:
    return f"<!DOCTYPE html><html><head><title>{title}</title></head></html>".encode()


def envelope(refusal: Refusal, wire: Wire, model: str) -> Json:
    text = refusal.text.format(model=model)
    match wire:
        case OllamaWire():
            return {"error": text}
        case GeminiWire():
            name = NAMES_AT_GOOGLE.get(refusal.status, "INTERNAL")
            details = {"details": [{"reason": refusal.code}]} if refusal.code else {}
            return {"error": {"code": refusal.status, "message": text, "status": name} | details}
        case _:
            code = refusal.code or refusal.status
            return {"error": {"message": text, "type": "error", "param": None, "code": code}}


def with_retry_info(body: Json, refusal: Refusal, seconds: float) -> Json:
    """Google's own way to tell a wait, whoever passes it on."""
    error = body["error"]
    inner = error if isinstance(error, dict) else {"message": refusal.text}
    kind = "type.googleapis.com/google.rpc.RetryInfo"
    return {"error": inner | {"details": [{"@type": kind, "retryDelay": f"{seconds:g}s"}]}}


def date_in(seconds: float) -> str:
    return format_datetime(datetime.now(UTC) + timedelta(seconds=seconds), usegmt=True)


# These the wires word themselves.
SAID_BY_THE_WIRE: Final = frozenset(
    {
        Kind.UNAUTHORISED,
        Kind.NO_CREDITS,
        Kind.FORBIDDEN,
        Kind.NOT_FOUND,
        Kind.RATE_LIMITED,
        Kind.DAY_IS_SPENT,
        Kind.BROKEN,
        Kind.OVERLOADED,
        Kind.LOADING,
        Kind.TIMED_OUT,
        Kind.TOO_LONG,
    }
)
