"""Which error a refusal is: status, headers and body in, exactly one ProviderError out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from providers.adapters.refusals import Refusal, read_refusal, read_refusal_in_frame
from providers.adapters.waits import read_wait_seconds
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
    TransientError,
    UpstreamFault,
)


@dataclass(frozen=True, slots=True)
class Rule:
    """These words under one of these statuses are this error. No statuses: under any."""

    error: type[ProviderError]
    words: re.Pattern[str]
    statuses: frozenset[int] = frozenset()

    def fits(self, refusal: Refusal) -> bool:
        # Status 0 is an error inside a 200 that names no status of its own.
        if self.statuses and refusal.status and refusal.status not in self.statuses:
            return False
        return bool(self.words.search(refusal.words))


def _rule(error: type[ProviderError], words: str, *statuses: int) -> Rule:
    return Rule(error, re.compile(words), frozenset(statuses))


# The first that fits. Texts change, so they only refine what the status alone would say.
RULES = (
    _rule(
        InvalidCredentials,
        r"api_key_invalid|api_key_expired|api key (not valid|expired)|invalid_api_key"
        r"|incorrect api key|access_token_type_unsupported",
        *(400, 401, 403),
    ),
    _rule(Misconfigured, r"multiple authentication credentials|failed_precondition", 400, 401),
    _rule(Misconfigured, r"api-inference\.huggingface\.co.*no longer", 404, 410),
    _rule(Misconfigured, r"^(404 page )?not found( \||$)", 404),
    _rule(RateLimited, r"openrouter_in_flight_budget", 402, 429),
    # Zero means that this model is not in the plan at all.
    _rule(NotServed, r"\blimit: 0(?![.\d])|requires a subscription", 402, 403, 429),
    _rule(
        QuotaExhausted,
        r"insufficient_quota|included credits|free monthly usage|insufficient (balance|credit)"
        r"|per[- _]?day|billing_hard_limit|credit balance|out of credits",
        *(400, 402, 403, 429),
    ),
    _rule(
        Declined,
        r"content_filter|content_policy|content management policy|flagged|prohibited_content"
        r"|data_inspection_failed|moderation",
        *(400, 403, 422, 451),
    ),
    _rule(
        ContextTooLong,
        r"context[_ ](length|window|size)|maximum context|exceeds the context"
        r"|(input|prompt|request) (is )?too (long|large)|reduce the length|too many (input )?tokens"
        r"|input token count|tokens.*must be <=|must have less than \d+ tokens",
        *(400, 413, 422, 500),
    ),
    _rule(
        NotServed,
        r"model_not_supported|model_not_found|not supported by|is not found for api version"
        r"|model .*(not found|does not exist)|decommissioned|deprecated and no longer"
        r"|does not support chat|no models loaded|no endpoints found|not served",
        *(400, 403, 404, 410, 422),
    ),
    _rule(
        Gated,
        r"gated|accept the (licen[cs]e|terms|conditions)|awaiting a review|agree to share",
        *(401, 403),
    ),
    # Asking again does not make the machine larger.
    _rule(NotServed, r"requires more system memory", 500),
    _rule(Loading, r"estimated_time|\bloading\b|starting up|initializing|scaled", 500, 502, 503),
    _rule(
        Overloaded,
        r"overloaded|no capacity|capacity exceeded|high demand|server busy|queue is full",
        *(429, 500, 502, 503, 529),
    ),
)

STATUSES: dict[int, type[ProviderError]] = {
    401: InvalidCredentials,
    402: QuotaExhausted,
    403: InvalidCredentials,
    404: NotServed,
    408: UpstreamFault,
    410: NotServed,
    413: ContextTooLong,
    424: UpstreamFault,
    425: UpstreamFault,
    429: RateLimited,
    451: Declined,
    498: Overloaded,
    499: UpstreamFault,
    503: Overloaded,
    529: Overloaded,
}

# What an error inside a 200 calls itself when it gives no status.
NAMES = (
    _rule(RateLimited, r"rate_limit|resource_exhausted|too many requests"),
    _rule(Overloaded, r"overloaded|unavailable"),
    _rule(InvalidCredentials, r"authentication|unauthorized|unauthenticated|permission"),
    _rule(NotServed, r"not_found"),
    _rule(InvalidRequest, r"invalid_request|invalid_argument|validation"),
)


def failure_of_status(
    status: int, headers: Mapping[str, str], body: bytes, private: Sequence[str] = ()
) -> ProviderError:
    """From a response that is not a 2xx. `private` is what the error may not repeat."""
    refusal = read_refusal(status, headers, body)
    return _failure(refusal, status, read_wait_seconds(headers, refusal.document), private)


def failure_in_frame(frame: Mapping[str, object], private: Sequence[str] = ()) -> ProviderError:
    """From an error object inside a body whose status was 200."""
    refusal = read_refusal_in_frame(frame)
    wait_seconds = read_wait_seconds({}, refusal.document)
    return _failure(refusal, refusal.status or None, wait_seconds, private)


def _failure(
    refusal: Refusal, status: int | None, wait_seconds: float | None, private: Sequence[str]
) -> ProviderError:
    error = _classify(refusal)
    sentence = error().message
    if quote := refusal.quote(private):
        sentence = f"{sentence.rstrip('.')}: {quote}"
    # Beside a spent allowance stands the wait for the minute's window, which does not help.
    hint = wait_seconds if issubclass(error, TransientError) else None
    return error(sentence, retry_after_seconds=hint, status=status)


def _classify(refusal: Refusal) -> type[ProviderError]:
    for rule in RULES:
        if rule.fits(refusal):
            return rule.error
    if refusal.status:
        return STATUSES.get(refusal.status) or _by_hundred(refusal.status)
    return next((name.error for name in NAMES if name.fits(refusal)), UpstreamFault)


def _by_hundred(status: int) -> type[ProviderError]:
    if status >= 500:
        return UpstreamFault
    return InvalidRequest if status >= 400 else Misconfigured
