"""What is done after a failed attempt: wait and ask again, or leave this model."""

from __future__ import annotations

import pytest

from providers.errors import (
    ConnectionLost,
    ConnectTimedOut,
    CoolingDown,
    Cut,
    Empty,
    InvalidCredentials,
    InvalidRequest,
    Overloaded,
    ProviderError,
    QuotaExhausted,
    RateLimited,
    TimedOut,
    TransientError,
    UpstreamFault,
    WindowFull,
)
from providers.gateway.retry import Backoff, Situation, wait_before_next


@pytest.mark.parametrize(
    ("kind", "retries"),
    [
        (RateLimited, 2),
        (WindowFull, 2),
        (Overloaded, 1),
        (ConnectionLost, 1),
        (ConnectTimedOut, 1),
        (UpstreamFault, 1),
    ],
)
def test_a_passing_trouble_is_retried_so_often(kind: type[TransientError], retries: int) -> None:
    error = kind(retry_after_seconds=1)

    waits = [_wait(error, failures=failures) for failures in range(1, retries + 2)]

    assert waits == [1.0] * retries + [None]


@pytest.mark.parametrize(
    "error",
    [QuotaExhausted(), TimedOut(), Cut(), InvalidCredentials(), InvalidRequest()],
)
def test_what_does_not_pass_is_not_retried(error: ProviderError) -> None:
    error.retry_after_seconds = 0.01

    assert _wait(error, is_last=True) is None


def test_an_empty_answer_is_asked_for_once_more() -> None:
    assert _wait(Empty()) is not None
    assert _wait(Empty(), failures=2) is None


@pytest.mark.parametrize(
    ("error", "wait"),
    [
        (RateLimited(retry_after_seconds=10), 10.0),
        (RateLimited(retry_after_seconds=10.1), None),
        (RateLimited(retry_after_seconds=0), 0.0),
    ],
)
def test_a_hint_is_honoured_as_long_as_it_is_bearable(
    error: ProviderError, wait: float | None
) -> None:
    assert _wait(error) == wait


@pytest.mark.parametrize(
    ("error", "wait"),
    [
        (RateLimited(retry_after_seconds=95), 95.0),
        (RateLimited(retry_after_seconds=95.1), None),
        (CoolingDown(retry_after_seconds=40), 40.0),
        (WindowFull(retry_after_seconds=40), 40.0),
        (Overloaded(retry_after_seconds=40), 40.0),
    ],
)
def test_where_no_model_is_left_a_hint_is_honoured_as_long_as_the_deadline_allows(
    error: ProviderError, wait: float | None
) -> None:
    assert _wait(error, is_last=True) == wait


def test_a_silent_rate_limit_is_waited_out_only_where_no_model_is_left() -> None:
    for error in (RateLimited(), WindowFull(), CoolingDown()):
        assert _wait(error) is None
        assert _wait(error, is_last=True) is not None


def test_without_a_hint_the_wait_doubles_with_a_little_chance() -> None:
    first = {_wait(RateLimited(), is_last=True) for _ in range(50)}
    second = {_wait(RateLimited(), failures=2, is_last=True) for _ in range(50)}

    assert all(wait is not None and 0.4 <= wait <= 0.6 for wait in first)
    assert all(wait is not None and 0.8 <= wait <= 1.2 for wait in second)
    assert len(first) > 1


def test_a_hint_from_the_past_is_no_hint() -> None:
    wait = _wait(Overloaded(retry_after_seconds=-3))

    assert wait is not None
    assert wait > 0


@pytest.mark.parametrize(("seconds_left", "wait"), [(7.0, 2.0), (6.9, None), (-1.0, None)])
def test_a_wait_leaves_five_seconds_for_the_answer(seconds_left: float, wait: float | None) -> None:
    error = RateLimited(retry_after_seconds=2)

    situation = Situation(error, failures=1, is_last_model=False, seconds_left=seconds_left)

    assert wait_before_next(situation) == wait


@pytest.mark.parametrize(
    ("error", "waits"),
    [
        (UpstreamFault(), [1.0, None]),
        (Empty(), [1.0, None]),
        (RateLimited(), [1.0, 2.0, None]),
        (WindowFull(), [1.0, 2.0, None]),
        (RateLimited(retry_after_seconds=7), [7.0, 7.0, None]),
        (QuotaExhausted(), [None]),
    ],
)
def test_a_patient_backoff_has_times_of_its_own_and_no_more_retries(
    error: ProviderError, waits: list[float | None]
) -> None:
    patient = Backoff.PATIENT
    found = [_wait(error, failures=n, is_last=True, backoff=patient) for n in range(1, 4)]
    assert found[: len(waits)] == waits


def test_patience_has_an_end() -> None:
    assert [Backoff.PATIENT.seconds_after(Overloaded(), n) for n in (9, 10, 99)] == [9, 10, 10]
    assert [Backoff.PATIENT.seconds_after(RateLimited(), n) for n in (6, 7, 99)] == [32, 60, 60]


def test_haste_has_an_end() -> None:
    assert all(6.4 <= Backoff.QUICK.seconds_after(Overloaded(), 99) <= 9.6 for _ in range(50))


@pytest.mark.parametrize(
    ("backoff", "waits"),
    [
        (Backoff.QUICK, [5.0] * 7),
        (Backoff.PATIENT, [5.0, 10.0, 15.0, 20.0, 25.0, 30.0, 30.0]),
    ],
)
def test_while_a_model_loads_it_is_looked_for_it_at_these_times(
    backoff: Backoff, waits: list[float]
) -> None:
    assert [backoff.seconds_while_loading(n) for n in range(1, 8)] == waits


def _wait(
    error: ProviderError,
    *,
    failures: int = 1,
    is_last: bool = False,
    backoff: Backoff = Backoff.QUICK,
) -> float | None:
    return wait_before_next(Situation(error, failures, is_last, 100.0, backoff))
