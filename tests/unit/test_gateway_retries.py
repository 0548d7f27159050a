"""The gateway asks the same model again where trouble may pass, and waits no longer than that."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

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
from providers.gateway.means import Manner, Ways
from providers.gateway.retry import Backoff
from providers.protocol import Delta
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
    error = RateLimited(retry_after_seconds=7)
    stage = Stage(first=[[error], saying("So.")])
    before = datetime.now(UTC)

    stage.ask("first")

    assert stage.clock.waits == [7]
    [retry] = [told for told in stage.told if isinstance(told, RetryScheduled)]
    assert (retry.model, retry.error) == (stage.ref("first"), error)
    in_7_seconds = timedelta(seconds=7)
    assert before + in_7_seconds <= retry.resumes_at <= datetime.now(UTC) + in_7_seconds


@pytest.mark.parametrize("error", [RateLimited(retry_after_seconds=11), RateLimited()])
def test_a_long_or_silent_rate_limit_falls_back_at_once(error: ProviderError) -> None:
    stage = Stage(first=[[error]], second=[saying("So.")])

    stage.ask("first", "second")

    assert stage.provider.asked == ["first", "second"]


def test_nobody_waits_when_the_deadline_leaves_no_room() -> None:
    stage = Stage(first=[[RateLimited(retry_after_seconds=HINT)]], second=[saying("So.")])

    stage.ask("first", "second", seconds=4)

    assert stage.provider.asked == ["first", "second"]


@pytest.mark.parametrize(
    ("error", "seconds"), [(ConnectionLost(), 1.0), (Loading(), 5.0), (Empty(), 1.0)]
)
def test_a_patient_provider_is_asked_again_when_its_backoff_says(
    error: ProviderError, seconds: float
) -> None:
    patient = Ways(manners={"stage": Manner(Backoff.PATIENT)})
    stage = Stage(ways=patient, first=[[error], saying("So.")])

    assert stage.ask("first", seconds=60).text == "So."
    assert stage.clock.waits == [seconds]


def test_a_finish_without_text_is_asked_again() -> None:
    stage = Stage(first=[saying(" "), saying("So.")])

    assert stage.ask("first").text == "So."
    [retry] = [told for told in stage.told if isinstance(told, RetryScheduled)]
    assert isinstance(retry.error, Empty)


def test_a_wait_ends_when_the_call_is_stopped() -> None:
    stage = Stage(first=[[RateLimited(retry_after_seconds=9)]])

    def stop(progress: Progress) -> None:
        if isinstance(progress, RetryScheduled):
            stage.switch.cut()

    stage.on_progress = stop
    started = stage.clock.now
    with pytest.raises(Cancelled):
        stage.ask("first")

    assert stage.clock.now == started
    assert stage.provider.asked == ["first"]
