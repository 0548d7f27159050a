"""The rules of the classifier: which words under which status are which error. Data only."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

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
    Scope,
    UpstreamFault,
)


class Renewal(Enum):
    """When a spent allowance is full again."""

    AS_TOLD = auto()  # by a header; unknown without one
    PACIFIC_MIDNIGHT = auto()
    NEXT_MONTH = auto()


@dataclass(frozen=True, slots=True)
class Rule:
    """These words under one of these statuses are this error. No statuses: under any.

    `words` are looked for in lower case. Without a `scope` it is the error's usual one.
    """

    error: type[ProviderError]
    words: re.Pattern[str]
    statuses: frozenset[int] = frozenset()
    scope: Scope | None = None
    renewal: Renewal = Renewal.AS_TOLD

    def fits(self, status: int, words: str) -> bool:
        # Status 0 is an error inside a 200 that names no status of its own.
        if self.statuses and status and status not in self.statuses:
            return False
        return bool(self.words.search(words))


def _rule(
    error: type[ProviderError],
    words: str,
    *statuses: int,
    scope: Scope | None = None,
    renewal: Renewal = Renewal.AS_TOLD,
) -> Rule:
    return Rule(error, re.compile(words), frozenset(statuses), scope, renewal)


# What stands for a body that is a web page, or no body at all.
WEB_PAGE: Final = "a web page"
NO_TEXT: Final = "no text"

# The first that fits. Texts change, so they only refine what the status alone would say.
RULES: Final = (
    _rule(
        InvalidCredentials,
        r"api_key_invalid|api_key_expired|api key (not valid|expired)|invalid_api_key"
        r"|(incorrect|invalid) api key|access_token_type_unsupported",
        *(400, 401, 403),
    ),
    _rule(Misconfigured, r"multiple authentication credentials|failed_precondition", 400, 401),
    # The old host of Hugging Face, the wrong path, a wall in front of the provider.
    _rule(Misconfigured, r"api-inference\.huggingface\.co.*no longer", 404, 410),
    _rule(Misconfigured, r"^(404 page )?not found( \||$)", 404),
    _rule(Misconfigured, rf"^({WEB_PAGE}|{NO_TEXT}$)", 403),
    _rule(RateLimited, r"openrouter_in_flight_budget", 402, 429, scope="key"),
    # Zero means that this model is not in the plan at all.
    _rule(NotServed, r"\blimit: 0(?![.\d])|requires a subscription", 402, 403, 429),
    _rule(
        QuotaExhausted,
        r"included credits",
        *(402, 403, 429),
        renewal=Renewal.NEXT_MONTH,
    ),
    # This one is spent at one provider behind the router, the others still answer.
    _rule(
        QuotaExhausted,
        r"free monthly usage",
        *(402, 403, 429),
        scope="model",
        renewal=Renewal.NEXT_MONTH,
    ),
    # Gemini names its windows without spaces.
    _rule(
        QuotaExhausted,
        r"perday\w*permodel|permodel\w*perday",
        *(402, 403, 429),
        scope="model",
        renewal=Renewal.PACIFIC_MIDNIGHT,
    ),
    _rule(
        QuotaExhausted,
        r"[a-z]perday",
        *(402, 403, 429),
        renewal=Renewal.PACIFIC_MIDNIGHT,
    ),
    # Groq and GitHub count the day by model, OpenRouter by key.
    _rule(
        QuotaExhausted,
        r"(requests|tokens) per day \([rt]pd\)|per 86400s",
        *(403, 429),
        scope="model",
    ),
    _rule(
        QuotaExhausted,
        r"insufficient_quota|insufficient (balance|credit)|requires more credits"
        r"|per[- ]day|(daily|weekly|monthly) (usage|free|quota|limit)|trial key"
        r"|billing_hard_limit|credit balance|available credits|key limit exceeded",
        *(400, 402, 403, 429),
    ),
    _rule(RateLimited, r"free-models-per-min", 429, scope="key"),
    _rule(
        Declined,
        r"content_filter|content_policy|content management policy|flagged|prohibited_content"
        r"|data_inspection_failed|moderation|content exists risk"
        r"|considered high risk",
        *(400, 403, 422, 451),
    ),
    _rule(
        ContextTooLong,
        r"context[_ ](length|window|size)|maximum (context|prompt|sequence|input)"
        r"|(input|prompt|request) (is )?too (long|large)|reduce the length"
        r"|too many (input )?tokens|input token count"
        r"|tokens.*must be <=|must have less than \d+ tokens",
        *(400, 413, 422, 500),
    ),
    # Before what is not served: it names the model too.
    _rule(
        Gated,
        r"\bgated|accept the (licen[cs]e|terms|conditions)|terms acceptance"
        r"|awaiting a review|agree to share",
        *(400, 401, 403),
    ),
    _rule(
        NotServed,
        r"model_not_supported|model_not_found|not supported (by|for task)"
        r"|is not found for api version|model .*(not found|does not exist)|not a valid model"
        r"|decommissioned|deprecated and no longer|does not support chat|no models loaded"
        r"|no endpoints found|non-serverless|\bpaused\b|reponotfound",
        *(400, 401, 403, 404, 410, 422),
    ),
    # Asking again does not make the machine larger.
    _rule(NotServed, r"requires more system memory", 500),
    _rule(
        Loading,
        r"estimated_time|(?<!error )(?<!failed )\bloading\b|starting up|initializing"
        r"|scal(ed|ing)\b",
        *(500, 502, 503),
    ),
    _rule(Overloaded, r"server busy", 503, scope="provider"),
    _rule(
        Overloaded,
        r"overloaded|no capacity|capacity exceeded|high demand",
        *(429, 500, 502, 503, 529),
    ),
)

STATUSES: Final[dict[int, type[ProviderError]]] = {
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
HUNDREDS: Final[dict[int, type[ProviderError]]] = {
    3: Misconfigured,
    4: InvalidRequest,
    5: UpstreamFault,
}

# What an error inside a 200 calls itself when it gives no status.
NAMES: Final = (
    _rule(RateLimited, r"rate[_ -]limit|resource_exhausted|too many requests"),
    _rule(Overloaded, r"overloaded|unavailable"),
    _rule(InvalidCredentials, r"authentication|unauthorized|unauthenticated|permission"),
    _rule(NotServed, r"not_found"),
    _rule(InvalidRequest, r"invalid_request|invalid_argument|validation"),
)
