"""What each error asks of us: ask again, ask another, leave alone, count against the breaker.

The table of the provider layer as data, one row per class. How its rows map to the classes:

TRANSIENT            ConnectionLost, UpstreamFault
OVERLOADED           Overloaded
LOADING              Loading
RATE                 RateLimited; of ours: WindowFull, CoolingDown
QUOTA                QuotaExhausted; of ours: CapReached
AUTH                 InvalidCredentials
GATED                Gated
NOT_SERVED           NotServed; what rests nothing: NotRecorded (what is played back), Paused
CONTEXT              ContextTooLong
BAD_REQUEST          InvalidRequest
CONTENT              Declined
TIMEOUT              ConnectTimedOut (connecting), TimedOut (first text, end)
STALL, CUT           Stalled, Cut
MALFORMED            Malformed (the second time; the first is skipped where a stream is read)
EMPTY                Empty
ERROR_IN_200         whatever the error inside says: there is no class for it
CONFIG               Misconfigured; no price under a cap on money: Unpriced
CANCELLED            Cancelled; of one model only: Skipped
INTERNAL             InternalFault
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType
from typing import Final

from providers.errors import (
    Cancelled,
    CapReached,
    ConnectionLost,
    ConnectTimedOut,
    ContextTooLong,
    CoolingDown,
    Cut,
    Declined,
    Empty,
    FinalError,
    Gated,
    InternalFault,
    InvalidCredentials,
    InvalidRequest,
    Loading,
    Malformed,
    Misconfigured,
    NotRecorded,
    NotServed,
    Overloaded,
    Paused,
    ProviderError,
    QuotaExhausted,
    RateLimited,
    Skipped,
    Stalled,
    TimedOut,
    Unpriced,
    UpstreamFault,
    WindowFull,
)

FOR_EVER: Final = math.inf  # until the operator mends it, or has it tested


class Rest(Enum):
    """What is left alone after an error: nothing, a model, all of a key, all of a provider."""

    NONE = "none"
    MODEL = "model"
    KEY = "key"
    PROVIDER = "provider"


@dataclass(frozen=True, slots=True)
class Treatment:
    """One row.

    `retries`: how often the same model is asked again; `retries_if_told`: only if the provider
    said when, or where no other model is left. `is_fault`: counts for the breaker, from the
    second in a row if `spares_first`; `is_reachable`: for the breaker as good as an answer.
    `rests` for as long as the provider says, else for `rest_seconds`, doubled each time up to
    `longest_rest_seconds`. `restarts`: text may be on the screen already, and is void.
    `alerts`: the operator is told, once.
    """

    retries: int
    falls_back: bool
    is_fault: bool
    rests: Rest = Rest.NONE
    retries_if_told: bool = False
    rest_seconds: float = 0.0
    longest_rest_seconds: float = 0.0
    spares_first: bool = False
    is_reachable: bool = False
    restarts: bool = False
    alerts: bool = False


# §2 caps what a hint may put to rest at an hour; a spent allowance rests until it is renewed.
HOUR: Final = 3600.0
QUARTER: Final = 900.0

_RATE: Final = Treatment(
    retries=2,
    falls_back=True,
    is_fault=False,
    rests=Rest.MODEL,
    retries_if_told=True,
    rest_seconds=5.0,
    longest_rest_seconds=60.0,
)
# What our own ledger or breaker refuses is counted there already: nothing more is put to rest.
_RATE_OF_OURS: Final = Treatment(retries=2, falls_back=True, is_fault=False, retries_if_told=True)
# The row allows two; a reset is asked again once, and the next model is soon at hand.
_TRANSIENT: Final = Treatment(retries=1, falls_back=True, is_fault=True)
_BROKEN_OFF: Final = Treatment(retries=0, falls_back=True, is_fault=True, restarts=True)
_FINAL: Final = Treatment(retries=0, falls_back=False, is_fault=False)
_ANSWERED: Final = Treatment(retries=0, falls_back=False, is_fault=False, is_reachable=True)

_TABLE: Final[dict[type[ProviderError], Treatment]] = {
    RateLimited: _RATE,
    WindowFull: _RATE_OF_OURS,
    CoolingDown: _RATE_OF_OURS,
    Overloaded: _TRANSIENT,
    Loading: Treatment(
        retries=2,
        falls_back=True,
        is_fault=False,
        rests=Rest.MODEL,
        rest_seconds=5.0,
        longest_rest_seconds=60.0,
    ),
    ConnectionLost: _TRANSIENT,
    ConnectTimedOut: _TRANSIENT,
    UpstreamFault: _TRANSIENT,
    Empty: Treatment(retries=1, falls_back=True, is_fault=True, spares_first=True),
    QuotaExhausted: Treatment(
        retries=0,
        falls_back=True,
        is_fault=False,
        rests=Rest.KEY,
        rest_seconds=QUARTER,
        longest_rest_seconds=QUARTER,
        alerts=True,
    ),
    CapReached: Treatment(retries=0, falls_back=True, is_fault=False),
    NotServed: Treatment(
        retries=0,
        falls_back=True,
        is_fault=False,
        rests=Rest.MODEL,
        rest_seconds=600.0,
        longest_rest_seconds=600.0,
    ),
    NotRecorded: Treatment(retries=0, falls_back=True, is_fault=False),
    Skipped: Treatment(retries=0, falls_back=True, is_fault=False),
    Paused: Treatment(retries=0, falls_back=True, is_fault=False),
    ContextTooLong: Treatment(retries=0, falls_back=True, is_fault=False, is_reachable=True),
    TimedOut: _BROKEN_OFF,
    Stalled: _BROKEN_OFF,
    Cut: _BROKEN_OFF,
    Malformed: _BROKEN_OFF,
    InvalidCredentials: Treatment(
        retries=0,
        falls_back=True,
        is_fault=False,
        rests=Rest.KEY,
        rest_seconds=FOR_EVER,
        longest_rest_seconds=FOR_EVER,
        alerts=True,
    ),
    Gated: Treatment(
        retries=0,
        falls_back=True,
        is_fault=False,
        rests=Rest.MODEL,
        rest_seconds=FOR_EVER,
        longest_rest_seconds=FOR_EVER,
        alerts=True,
    ),
    Unpriced: Treatment(retries=0, falls_back=True, is_fault=False, alerts=True),
    Misconfigured: Treatment(
        retries=0,
        falls_back=True,
        is_fault=False,
        rests=Rest.PROVIDER,
        rest_seconds=QUARTER,
        longest_rest_seconds=QUARTER,
        alerts=True,
    ),
    InvalidRequest: _ANSWERED,
    Declined: _ANSWERED,
    InternalFault: Treatment(retries=1, falls_back=False, is_fault=False),
    Cancelled: _FINAL,
}
TREATMENTS: Final = MappingProxyType(_TABLE)


def treatment_of(error: ProviderError) -> Treatment:
    """The row of its class, else of the nearest class above it that has one.

    A class without a row is an unfinished one of ours: it is final for its branch.
    """
    for kind in type(error).__mro__:
        if kind in TREATMENTS:
            return TREATMENTS[kind]
    return _FINAL if isinstance(error, FinalError) else _BROKEN_OFF


def rest_of(error: ProviderError) -> Rest:
    """What is left alone: what the row says, as wide as the error says of itself."""
    rests = treatment_of(error).rests
    return rests if rests is Rest.NONE else Rest(error.scope)


def rest_seconds_of(error: ProviderError, seconds_to_reset: float | None, refusals: int) -> float:
    """How long it is left alone. `refusals`: in a row, this one included.

    `seconds_to_reset` is the distance to the error's `resets_at`, if it has one.
    """
    treatment = treatment_of(error)
    if treatment.rests is Rest.NONE:
        return 0.0
    if seconds_to_reset is not None:
        return max(0.0, seconds_to_reset)
    if error.retry_after_seconds is not None:
        return min(error.retry_after_seconds, HOUR)
    doubled = treatment.rest_seconds * 2.0 ** (refusals - 1)
    return min(doubled, treatment.longest_rest_seconds)
