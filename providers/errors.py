"""What can go wrong between us and a provider.

The branch says what to do, the ``code`` says what happened; ``treatments.py`` says it in full.

ProviderError
├── TransientError        the same model again
│   ├── RateLimited       asked too often
│   ├── WindowFull        a quota window of ours has no place free
│   ├── Overloaded        the provider has no room now
│   ├── Loading           the model is being loaded
│   ├── ConnectionLost    no connection, or lost before the first text
│   ├── ConnectTimedOut   nobody took the call
│   ├── UpstreamFault     the provider broke (5xx)
│   └── Empty             a finished answer without text
├── UnavailableError      the next model
│   ├── QuotaExhausted    credits or the day's allowance are used up
│   ├── CapReached        a cap of ours on money leaves no room
│   ├── CoolingDown       we leave this model alone for now
│   ├── NotServed         nobody serves this model
│   ├── Paused            the operator has paused this provider
│   ├── NotRecorded       what is played back holds no answer to this
│   ├── ContextTooLong    the messages do not fit this model
│   ├── TimedOut          no first text or no end in time
│   ├── Stalled           fell silent in the middle of an answer
│   ├── Skipped           a person wanted the next model
│   ├── Cut               ended without its mark of completion
│   └── Malformed         unreadable more than once
├── MisconfiguredError    the next model, and tell the operator
│   ├── InvalidCredentials
│   ├── Gated             the licence of the model is not accepted
│   ├── Unpriced          a cap on money, and no price to hold against it
│   └── Misconfigured     redirect, TLS failure, wrong address
└── FinalError            nobody
    ├── InvalidRequest    the provider rejects what we send
    ├── Declined          a content filter refused
    ├── InternalFault     Redis or the database failed us
    └── Cancelled         a person stopped it
"""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Literal

Scope = Literal["model", "key", "provider"]


class ProviderError(Exception):
    """What an adapter raises.

    ``message`` is one sentence for a person. It never holds a key, a query or an answer.
    ``retry_after_seconds`` and ``resets_at`` are the provider's own hints, ``status`` the HTTP
    status if there was one; ``scope`` says how much of the provider the error concerns.
    """

    code: ClassVar[str] = "provider_error"
    usual_scope: ClassVar[Scope] = "model"

    def __init__(
        self,
        message: str = "",
        *,
        retry_after_seconds: float | None = None,
        resets_at: datetime | None = None,
        status: int | None = None,
        scope: Scope | None = None,
    ) -> None:
        self.message = message or _first_line(type(self))
        self.retry_after_seconds = retry_after_seconds
        self.resets_at = resets_at
        self.status = status
        self.scope: Scope = scope or self.usual_scope
        super().__init__(self.message)


class TransientError(ProviderError):
    """The same model may answer if asked again."""


class RateLimited(TransientError):
    """The provider was asked too often."""

    code = "rate_limited"


class WindowFull(TransientError):
    """One of our own quota windows has no place free; nothing was sent."""

    code = "window_full"


class Overloaded(TransientError):
    """The provider has no room at the moment."""

    code = "overloaded"


class Loading(TransientError):
    """The model is being loaded."""

    code = "loading"


class ConnectionLost(TransientError):
    """The connection was refused or lost before the first word."""

    code = "connection_lost"
    usual_scope = "provider"


class ConnectTimedOut(TransientError):
    """The provider could not be reached in time."""

    code = "connect_timed_out"
    usual_scope = "provider"


class UpstreamFault(TransientError):
    """The provider reported a fault of its own."""

    code = "upstream_fault"


class Empty(TransientError):
    """The model finished without writing anything."""

    code = "empty"


class UnavailableError(ProviderError):
    """Another model has to answer."""


class QuotaExhausted(UnavailableError):
    """The credit or the allowance at this provider is used up."""

    code = "quota_exhausted"
    usual_scope = "key"


class CapReached(UnavailableError):
    """A cap on what may be spent leaves no room for this; nothing was sent."""

    code = "cap_reached"


class CoolingDown(UnavailableError):
    """This model refused a moment ago and is left alone for now."""

    code = "cooling_down"


class NotServed(UnavailableError):
    """Nobody serves this model at present."""

    code = "not_served"


class Paused(UnavailableError):
    """The operator has paused this provider: nobody asks it until it is resumed."""

    code = "paused"


class NotRecorded(UnavailableError):
    """The recorded answers hold none of this model to this query."""

    code = "not_recorded"


class ContextTooLong(UnavailableError):
    """The messages are longer than this model can read."""

    code = "context_too_long"


class TimedOut(UnavailableError):
    """No answer came in time."""

    code = "timed_out"


class Stalled(UnavailableError):
    """The model fell silent in the middle of its answer."""

    code = "stalled"


class Skipped(UnavailableError):
    """It was skipped."""

    code = "skipped"


class Cut(UnavailableError):
    """The answer ended without its mark of completion."""

    code = "cut"


class Malformed(UnavailableError):
    """The provider sent something that cannot be read."""

    code = "malformed"


class MisconfiguredError(ProviderError):
    """Another model has to answer, and the operator has something to mend."""


class InvalidCredentials(MisconfiguredError):
    """The provider does not accept the key."""

    code = "invalid_credentials"
    usual_scope = "key"


class Gated(MisconfiguredError):
    """The licence of this model has not been accepted."""

    code = "gated"


class Unpriced(MisconfiguredError):
    """No price is known for this model, and what may be spent is capped."""

    code = "unpriced"


class Misconfigured(MisconfiguredError):
    """The provider's address or certificate is wrong."""

    code = "misconfigured"
    usual_scope = "provider"


class FinalError(ProviderError):
    """Nobody else is asked."""


class InvalidRequest(FinalError):
    """The provider rejects the request."""

    code = "invalid_request"


class Declined(FinalError):
    """The provider's content filter declined to answer."""

    code = "declined"


class InternalFault(FinalError):
    """A part of our own failed: Redis or the database."""

    code = "internal_fault"


class Cancelled(FinalError):
    """It was stopped."""

    code = "cancelled"


def _first_line(error: type[ProviderError]) -> str:
    return (error.__doc__ or error.__name__).splitlines()[0]
