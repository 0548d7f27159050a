"""What each error means for the call, the model and the key: the table, as data."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from providers.errors import (
    ConnectionLost,
    ContextTooLong,
    CoolingDown,
    Cut,
    Empty,
    FinalError,
    Gated,
    InvalidCredentials,
    Loading,
    Malformed,
    Misconfigured,
    NotServed,
    Overloaded,
    ProviderError,
    QuotaExhausted,
    RateLimited,
    Stalled,
    TimedOut,
    UpstreamFault,
)


class Rest(Enum):
    """What is left alone after the error."""

    NONE = auto()
    MODEL = auto()
    KEY = auto()
    PROVIDER = auto()


@dataclass(frozen=True, slots=True)
class Treatment:
    """`retries`: how often the same model is asked again. `is_fault`: counts against it in the
    breaker; what is none shows that the model can be reached. `restarts`: what was said is void,
    and the next model answers from the start."""

    retries: int
    falls_back: bool
    is_fault: bool
    rests: Rest = Rest.NONE
    restarts: bool = False


TREATMENTS: Final[dict[type[ProviderError], Treatment]] = {
    RateLimited: Treatment(2, falls_back=True, is_fault=False, rests=Rest.MODEL),
    Overloaded: Treatment(1, falls_back=True, is_fault=True),
    Loading: Treatment(2, falls_back=True, is_fault=False, rests=Rest.MODEL),
    ConnectionLost: Treatment(1, falls_back=True, is_fault=True),
    UpstreamFault: Treatment(1, falls_back=True, is_fault=True),
    Empty: Treatment(1, falls_back=True, is_fault=True),
    QuotaExhausted: Treatment(0, falls_back=True, is_fault=False, rests=Rest.KEY),
    CoolingDown: Treatment(0, falls_back=True, is_fault=False),
    NotServed: Treatment(0, falls_back=True, is_fault=False, rests=Rest.MODEL),
    ContextTooLong: Treatment(0, falls_back=True, is_fault=False),
    TimedOut: Treatment(0, falls_back=True, is_fault=True, restarts=True),
    Stalled: Treatment(0, falls_back=True, is_fault=True, restarts=True),
    Cut: Treatment(0, falls_back=True, is_fault=True, restarts=True),
    Malformed: Treatment(0, falls_back=True, is_fault=True, restarts=True),
    InvalidCredentials: Treatment(0, falls_back=True, is_fault=False, rests=Rest.KEY),
    Gated: Treatment(0, falls_back=True, is_fault=False, rests=Rest.MODEL),
    Misconfigured: Treatment(0, falls_back=True, is_fault=False, rests=Rest.MODEL),
    FinalError: Treatment(0, falls_back=False, is_fault=False),
    ProviderError: Treatment(0, falls_back=True, is_fault=False),
}


def treatment_of(error: ProviderError) -> Treatment:
    """That of its own kind, else of what it is a kind of."""
    kinds = (kind for kind in type(error).__mro__ if kind in TREATMENTS)
    return TREATMENTS[next(kinds)]
