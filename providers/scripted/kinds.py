"""The faults by name: what the upstream does, what its amount says, what a council takes it for."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """Written `name` or `name:amount`.

    `does` is what the upstream does; `becomes` the code of the error it is taken for at its first
    attempt, or nothing where the answer stands; `amount` what may stand behind the colon.
    """

    does: str
    becomes: str
    amount: str

    def __new__(cls, written: str, does: str = "", becomes: str = "", amount: str = "") -> Kind:
        kind = str.__new__(cls, written)
        kind._value_ = written
        kind.does, kind.becomes, kind.amount = does, becomes, amount
        return kind

    OK = "ok", "answers"

    # Refusals before the first word, by status. A web page where the real ones send one.
    REDIRECTED = "redirect", "sends elsewhere, with a 307", "misconfigured"
    REJECTED = "400", "takes exception to a parameter", "invalid_request"
    UNSERVED = "400-unserved", "says that nobody serves the model", "not_served"
    CONTENT_CODE = "400-filter", "refuses by its content filter", "declined"
    TOO_LONG = "too-long", "says that the messages are too long", "context_too_long"
    UNAUTHORISED = "401", "does not know the key", "invalid_credentials"
    NO_CREDITS = "402", "has no credit left for us", "quota_exhausted"
    NO_BALANCE = "402-balance", "finds the account empty", "quota_exhausted"
    IN_FLIGHT = (
        "402-in-flight",
        "holds that too much money is under way",
        "rate_limited",
        "seconds to wait, told to the client",
    )
    HOST_IS_SPENT = "402-provider", "has spent one provider's free month", "quota_exhausted"
    FORBIDDEN = "403", "finds that the key lacks the right", "invalid_credentials"
    GATED = "403-gated", "wants the licence accepted", "gated"
    FLAGGED = "403-flagged", "refuses by moderation", "declined"
    WALL = "403-page", "shows the page of a wall in front of it", "misconfigured"
    NOT_FOUND = "404", "does not know the model", "not_served"
    NO_SUCH_PATH = "404-path", "does not know the path", "misconfigured"
    LATE = "408", "waited too long for the request", "upstream_fault"
    CONFLICT = "409", "reports a conflict", "invalid_request"
    GONE = "410", "no longer serves the model", "not_served"
    HOST_GONE = "410-host", "is a host that has moved for good", "misconfigured"
    TOO_LARGE = "413", "finds the body too large", "context_too_long"
    WRONG_MEDIA = "415", "does not take JSON", "invalid_request"
    INVALID = "422", "rejects a parameter", "invalid_request"
    TOO_MANY_TOKENS = "422-long", "counts too many tokens, as TGI", "context_too_long"
    GENERATION = "424", "failed while generating, as TGI", "upstream_fault"
    TOO_EARLY = "425", "is asked too early", "upstream_fault"
    RATE_LIMITED = "429", "is asked too often", "rate_limited", "seconds, in Retry-After"
    IN_MILLISECONDS = "429-ms", "the same, told by retry-after-ms", "rate_limited", "seconds"
    UNTIL_DATE = "429-date", "the same, told by a date", "rate_limited", "seconds"
    HUB_WINDOW = "429-window", "the same, told by the Hub's RateLimit", "rate_limited", "seconds"
    RESET_AT = "429-reset", "the same, told by x-ratelimit-reset", "rate_limited", "seconds"
    RETRY_INFO = "429-info", "the same, told by Google's RetryInfo", "rate_limited", "seconds"
    FREE_MINUTE = "429-minute", "the free minute of the key is used up", "rate_limited"
    DAY_IS_SPENT = "429-day", "the day is used up", "quota_exhausted"
    NO_QUOTA = "429-credits", "has no credit left for us, as OpenAI", "quota_exhausted"
    NOT_IN_PLAN = "429-plan", "does not offer the model in this plan", "not_served"
    QUEUE_IS_FULL = "429-busy", "has its queue full, as TGI", "overloaded"
    UNLAWFUL = "451", "may not answer by law", "declined"
    FLEX = "498", "has no capacity, as Groq", "overloaded"
    CALLED_OFF = "499", "takes it for called off", "upstream_fault"
    BROKEN = "500", "is broken", "upstream_fault"
    NO_MEMORY = "500-memory", "has too little memory for the model", "not_served"
    BAD_GATEWAY = "502", "is a gateway with nobody behind it", "upstream_fault"
    OVERLOADED = "503", "has no room", "overloaded"
    LOADING = "503-loading", "still loads the model", "loading", "estimated seconds"
    TIMED_OUT = "504", "is a gateway that waited too long", "upstream_fault"
    UNKNOWN = "520", "is Cloudflare, and knows no more", "upstream_fault"
    DOWN = "521", "is Cloudflare, refused", "upstream_fault"
    UNREACHED = "522", "is Cloudflare, not answered", "upstream_fault"
    UNREACHABLE = "523", "is Cloudflare, out of reach", "upstream_fault"
    OUT_OF_TIME = "524", "is Cloudflare, tired of waiting", "upstream_fault"
    OUT_OF_BREATH = "529", "has no room at all", "overloaded"

    # Errors and nonsense under a 200, in place of the first word.
    HTML_IN_200 = "200-page", "sends a web page as the answer", "malformed"
    ERROR_IN_200 = "200-error", "reports a fault", "upstream_fault"
    TEXT_IN_200 = "200-text", "reports a fault as a bare text", "upstream_fault"
    RATE_IN_200 = "200-429", "is asked too often", "rate_limited"
    ROOM_IN_200 = "200-503", "has no room", "overloaded"
    LONG_IN_200 = "200-long", "says that the messages are too long", "context_too_long"
    FILTER_IN_200 = "200-filter", "refuses by its content filter", "declined"

    # Silence and haste.
    HANG = "hang", "sends not a byte until the client leaves", "timed_out"
    MUTE = "mute", "sends the head and no more until the client leaves", "timed_out"
    COMMENTS = (
        "comments",
        "sends only signs of life, twice a second",
        "timed_out",
        "seconds, then it answers; none: for ever",
    )
    SLOW = "slow", "lets the first token wait", "", "seconds, 30 if not said"
    STALL = "stall", "falls silent in mid-stream", "stalled", "seconds, 30 if not said"
    CRAWL = "crawl", "speaks slowly", "", "tokens a second, 2 if not said"
    DRIP = "drip", "sends byte by byte", "timed_out", "bytes a second, 1 if not said"

    # Ends that are none.
    RESET = (
        "reset",
        "resets the connection",
        "connection_lost",
        "tokens before; none: before the head",
    )
    CUT = "cut", "ends the stream in good order, without a finish", "cut", "tokens before"
    DROP = "drop", "closes the connection in the middle of the body", "cut", "tokens before"
    ERROR = "error", "reports a fault in mid-stream", "upstream_fault", "tokens before"
    MALFORMED = (
        "malformed",
        "sends chunks in mid-stream that are not JSON: one is left out, two are the end",
        "",
        "chunks, 1 if not said",
    )
    NO_DONE = "no-done", "leaves out the end mark"
    NO_FINISH = "no-finish", "sends the end mark, but no finish", "cut"

    # Answers that are none.
    EMPTY = "empty", "finishes without a word", "empty"
    EMPTY_AT_LIMIT = "empty-length", "thought up to its limit, and said nothing", "empty"
    LENGTH = "length", "ends at its limit", "", "tokens, half if not said"
    FILTERED = "filter", "ends by its content filter", "declined", "tokens before"
    BLOCKED = "filter-prompt", "blocks the messages under a 200, as Gemini", "declined"
    CACHED = (
        "cached",
        "had read some of the messages before",
        "",
        "tokens of them, half if not said",
    )
    THINKS = "thinks", "thinks before it answers", "", "tokens, 64 if not said"
    OTHER_MODEL = "other-model", "has another model answer, as LM Studio", "not_served"
    NO_PREFILL = "no-prefill", "refuses messages that end with the assistant's"

    # From the first call on, now well, now broken.
    FLAP = "flap", "is ill in spells: 500, 503, reset, and well between", "", "seconds, 60"


def describe_kinds() -> list[tuple[str, str, str]]:
    """A table for a person: how it is written, what it does, what it is taken for."""
    return [
        (f"{kind}:N" if kind.amount else str(kind), _in_full(kind), kind.becomes or "an answer")
        for kind in Kind
    ]


def _in_full(kind: Kind) -> str:
    return f"{kind.does} (N: {kind.amount})" if kind.amount else kind.does
