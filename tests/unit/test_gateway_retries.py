"""The gateway asks the same model again where trouble may pass, and waits no longer than that."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest

from providers.calls import AttemptStarted, Progress, RetryScheduled, TextReceived
from providers.errors import (
    Cancelled,
    ConnectionLost,
    Empty,
    Loading,
    Overloaded,
    ProviderError,
    RateLimited,
)
from providers.gateway.commons import Manner, Ways
from providers.gateway.retry import Backoff
from providers.protocol import Deadline, Delta, Switch
from tests.unit.playing import Play, Stage, saying

HINT = 0.01  # seconds


@pytest.mark.parametrize(
    ("error", "attempts"),
    [
        (RateLimited(retry_after_seconds=HINT), 3),
        (Overloaded(retry_after_seconds=HINT), 2),
        (Loading(retry_after_seconds=HINT), 3),
        (ConnectionLost(retry_after_seconds=HINT), 2),
    ],
)
def test_a_passing_trouble_is_met_by_asking_the_same_model_again(
    error: ProviderError, attempts: int
) -> None:
    stage = Stage(first=[[error]], second=[saying("So.")])

    stage.ask("first", "second")

    assert stage.provider.asked == ["first"] * attempts + ["second"]
    retries = [told for told in stage.told if isinstance(told, RetryScheduled)]
    assert [retry.error for retry in retries] == [error] * (attempts - 1)
    numbers = [told.number for told in stage.told if isinstance(told, AttemptStarted)]
    assert numbers == list(range(1, attempts + 2))


def test_the_second_attempt_may_be_the_one_that_answers() -> None:
    broken: Play = [Delta(text="Half a "), ConnectionLost(retry_after_seconds=HINT)]
    stage = Stage(first=[broken, saying("So.")])

    answer = stage.ask("first")

    assert answer.text == "So."
    kinds = [type(told) for told in stage.told]
    assert kinds == [AttemptStarted, TextReceived, RetryScheduled, AttemptStarted, TextReceived]


def test_a_hint_is_waited_for() -> None:
    stage = Stage(first=[[RateLimited(retry_after_seconds=0.05)], saying("So.")])
    start = time.monotonic()

    stage.ask("first")

    assert time.monotonic() - start >= 0.05


@pytest.mark.parametrize("error", [RateLimited(retry_after_seconds=11), RateLimited()])
def test_a_long_or_silent_rate_limit_falls_back_at_once(error: ProviderError) -> None:
    stage = Stage(first=[[error]], second=[saying("So.")])

    stage.ask("first", "second")

    assert stage.provider.asked == ["first", "second"]


def test_nobody_waits_when_the_deadline_leaves_no_room() -> None:
    stage = Stage(first=[[RateLimited(retry_after_seconds=HINT)]], second=[saying("So.")])

    stage.ask("first", "second", deadline=Deadline.after(4))

    assert stage.provider.asked == ["first", "second"]


@pytest.mark.parametrize(
    ("error", "seconds"), [(ConnectionLost(), 1.0), (Loading(), 5.0), (Empty(), 1.0)]
)
def test_a_patient_provider_is_asked_again_when_its_backoff_says(
    error: ProviderError, seconds: float
) -> None:
    patient = Ways(manners={"stage": Manner(Backoff.PATIENT)})
    stage, switch = Stage(ways=patient, first=[[error]]), Switch()
    waits: list[float] = []

    def stop(progress: Progress) -> None:
        if isinstance(progress, RetryScheduled):
            waits.append((progress.resumes_at - datetime.now(UTC)).total_seconds())
            switch.cut()

    stage.on_progress = stop
    with pytest.raises(Cancelled):
        stage.ask("first", deadline=Deadline.after(60, switch))

    assert waits == [pytest.approx(seconds, abs=0.1)]


def test_a_finish_without_text_is_asked_again() -> None:
    stage = Stage(first=[saying(" "), saying("So.")])

    assert stage.ask("first").text == "So."
    [retry] = [told for told in stage.told if isinstance(told, RetryScheduled)]
    assert isinstance(retry.error, Empty)


def test_a_wait_ends_when_the_call_is_stopped() -> None:
    stage = Stage(first=[[RateLimited(retry_after_seconds=9)]])
    switch = Switch()

    def stop(progress: Progress) -> None:
        if isinstance(progress, RetryScheduled):
            switch.cut()

    stage.on_progress = stop
    start = time.monotonic()
    with pytest.raises(Cancelled):
        stage.ask("first", deadline=Deadline.after(20, switch))

    assert time.monotonic() - start < 5
    assert stage.provider.asked == ["first"]
