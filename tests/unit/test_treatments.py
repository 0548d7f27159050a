"""What each error asks of us: the table of the provider layer, row by row."""

from __future__ import annotations

import inspect
import math
from datetime import UTC, datetime

import pytest

from providers import errors
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
    MisconfiguredError,
    NotRecorded,
    NotServed,
    Overloaded,
    Paused,
    ProviderError,
    QuotaExhausted,
    RateLimited,
    Stalled,
    TimedOut,
    TransientError,
    UnavailableError,
    Unpriced,
    UpstreamFault,
    WindowFull,
)
from providers.treatments import TREATMENTS, Rest, rest_of, rest_seconds_of, treatment_of

BRANCHES = (TransientError, UnavailableError, MisconfiguredError, FinalError)
KINDS = [
    kind
    for _, kind in inspect.getmembers(errors, inspect.isclass)
    if issubclass(kind, ProviderError) and kind not in (ProviderError, *BRANCHES)
]


@pytest.mark.parametrize(
    ("error", "retries", "rests"),
    [
        (ConnectionLost(), 1, Rest.NONE),
        (UpstreamFault(), 1, Rest.NONE),
        (Overloaded(), 1, Rest.NONE),
        (Loading(), 2, Rest.MODEL),
        (RateLimited(), 2, Rest.MODEL),
        (WindowFull(), 2, Rest.NONE),
        (CoolingDown(), 2, Rest.NONE),
        (QuotaExhausted(), 0, Rest.KEY),
        (CapReached(), 0, Rest.NONE),
        (InvalidCredentials(), 0, Rest.KEY),
        (Gated(), 0, Rest.MODEL),
        (NotServed(), 0, Rest.MODEL),
        (NotRecorded(), 0, Rest.NONE),
        (Paused(), 0, Rest.NONE),
        (ContextTooLong(), 0, Rest.NONE),
        (InvalidRequest(), 0, Rest.NONE),
        (Declined(), 0, Rest.NONE),
        (ConnectTimedOut(), 1, Rest.NONE),
        (TimedOut(), 0, Rest.NONE),
        (Stalled(), 0, Rest.NONE),
        (Cut(), 0, Rest.NONE),
        (Malformed(), 0, Rest.NONE),
        (Empty(), 1, Rest.NONE),
        (Misconfigured(), 0, Rest.PROVIDER),
        (Unpriced(), 0, Rest.NONE),
        (Cancelled(), 0, Rest.NONE),
        (InternalFault(), 1, Rest.NONE),
    ],
    ids=lambda value: value.code if isinstance(value, ProviderError) else None,
)
def test_an_error_is_treated_as_its_row_says(
    error: ProviderError, retries: int, rests: Rest
) -> None:
    treatment = treatment_of(error)
    assert treatment.retries == retries
    assert rest_of(error) == treatment.rests == rests


def test_every_class_of_error_has_a_row_and_a_code_of_its_own() -> None:
    assert set(TREATMENTS) == set(KINDS)
    assert len({kind.code for kind in KINDS}) == len(KINDS)


def test_only_what_is_final_asks_nobody_else() -> None:
    stays = {kind for kind, treatment in TREATMENTS.items() if not treatment.falls_back}
    assert stays == {kind for kind in KINDS if issubclass(kind, FinalError)}


def test_only_what_says_that_something_is_broken_counts_for_the_breaker() -> None:
    broken = {ConnectionLost, ConnectTimedOut, UpstreamFault, Overloaded, Empty}
    assert _with("is_fault") == broken | {TimedOut, Stalled, Cut, Malformed}


def test_only_where_words_may_have_been_said_already_are_they_void() -> None:
    assert _with("restarts") == {TimedOut, Stalled, Cut, Malformed}


def test_the_operator_hears_of_what_only_he_can_mend() -> None:
    mended = {kind for kind in KINDS if issubclass(kind, MisconfiguredError)}
    assert _with("alerts") == mended | {QuotaExhausted}


def test_an_answer_about_the_request_shows_that_the_model_is_there() -> None:
    assert _with("is_reachable") == {InvalidRequest, Declined, ContextTooLong}


def test_one_empty_answer_is_no_fault_yet() -> None:
    assert _with("spares_first") == {Empty}


def test_a_limit_that_names_no_time_is_waited_for_only_at_the_last_model() -> None:
    assert _with("retries_if_told") == {RateLimited, WindowFull, CoolingDown}


def test_a_class_without_a_row_is_treated_like_the_one_it_comes_from() -> None:
    class Throttled(RateLimited):
        """A kind of it."""

    class Vanished(UnavailableError):
        """Of a branch only."""

    class Forbidden(FinalError):
        """Of a branch only."""

    assert treatment_of(Throttled()) is treatment_of(RateLimited())
    assert treatment_of(Vanished()).falls_back
    assert treatment_of(Vanished()).is_fault
    assert not treatment_of(Forbidden()).falls_back


@pytest.mark.parametrize(
    ("error", "rest"),
    [
        (QuotaExhausted(scope="model"), Rest.MODEL),
        (QuotaExhausted(scope="provider"), Rest.PROVIDER),
        (RateLimited(scope="key"), Rest.KEY),
        (NotServed(scope="provider"), Rest.PROVIDER),
        (Cut(scope="key"), Rest.NONE),
    ],
)
def test_what_rests_is_as_wide_as_the_error_says(error: ProviderError, rest: Rest) -> None:
    assert rest_of(error) is rest


def test_a_lost_connection_concerns_the_whole_provider() -> None:
    assert ConnectionLost().scope == ConnectTimedOut().scope == "provider"


@pytest.mark.parametrize(
    ("error", "to_reset", "refusals", "seconds"),
    [
        (RateLimited(), None, 1, 5.0),
        (RateLimited(), None, 2, 10.0),
        (RateLimited(), None, 5, 60.0),
        (RateLimited(retry_after_seconds=30), None, 3, 30.0),
        (RateLimited(retry_after_seconds=7200), None, 1, 3600.0),
        (Loading(retry_after_seconds=21.4), None, 1, 21.4),
        (Loading(), None, 2, 10.0),
        (QuotaExhausted(), None, 4, 900.0),
        (QuotaExhausted(resets_at=datetime(2026, 12, 1, tzinfo=UTC)), 86_400.0, 1, 86_400.0),
        (QuotaExhausted(resets_at=datetime(2026, 12, 1, tzinfo=UTC)), -5.0, 1, 0.0),
        (NotServed(), None, 1, 600.0),
        (NotServed(), None, 9, 600.0),
        (Misconfigured(), None, 1, 900.0),
        (InvalidCredentials(), None, 1, math.inf),
        (Gated(), None, 1, math.inf),
        (Cut(retry_after_seconds=5), 60.0, 1, 0.0),
    ],
)
def test_what_rests_rests_as_long_as_told_else_as_the_row_says(
    error: ProviderError, to_reset: float | None, refusals: int, seconds: float
) -> None:
    assert rest_seconds_of(error, to_reset, refusals) == seconds


def _with(name: str) -> set[type[ProviderError]]:
    return {kind for kind, treatment in TREATMENTS.items() if getattr(treatment, name)}
