"""When a model or its whole provider is left alone after faults, and who tries it again."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta

import pytest

from providers.cooldowns.boards import LocalStates
from providers.cooldowns.circuits import SOONEST_PROBE_SECONDS
from providers.cooldowns.protocol import LeftAlone, ModelState, Pass
from providers.cooldowns.verdicts import REHEARSED
from providers.errors import (
    Cancelled,
    ConnectionLost,
    ContextTooLong,
    CoolingDown,
    Cut,
    Declined,
    Empty,
    InvalidCredentials,
    InvalidRequest,
    Malformed,
    Overloaded,
    ProviderError,
    RateLimited,
    Stalled,
    TimedOut,
    UpstreamFault,
)
from tests.unit.clock import Clock
from tests.unit.resting import (
    ANN,
    BOB,
    CLEO,
    DAN,
    FAR,
    KEY,
    SPARE,
    fail,
    is_admitted,
    open_model,
)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def states(clock: Clock) -> LocalStates:
    return LocalStates(clock)


@pytest.mark.parametrize(
    "error",
    [Overloaded(), UpstreamFault(), ConnectionLost(), TimedOut(), Stalled(), Cut(), Malformed()],
)
def test_five_faults_in_a_row_open_a_model(states: LocalStates, error: ProviderError) -> None:
    fail(states, ANN, *[error] * 4)
    assert is_admitted(states, ANN)

    fail(states, ANN, error)

    with pytest.raises(CoolingDown, match=error.code) as caught:
        states.admit(ANN, KEY)
    assert caught.value.retry_after_seconds == 30
    assert caught.value.resets_at is not None


def test_six_empty_answers_are_five_faults(states: LocalStates) -> None:
    fail(states, ANN, *[Empty()] * 5)
    assert is_admitted(states, ANN)

    fail(states, ANN, Empty())

    assert not is_admitted(states, ANN)


@pytest.mark.parametrize(
    "error", [InvalidRequest(), Declined(), ContextTooLong(), Cancelled(), CoolingDown()]
)
def test_what_is_no_fault_of_the_model_leaves_it_alone_never(
    states: LocalStates, error: ProviderError
) -> None:
    fail(states, ANN, *[error] * 20)

    assert is_admitted(states, ANN)


def test_an_open_model_takes_one_probe_and_closes_after_two(
    states: LocalStates, clock: Clock
) -> None:
    open_model(states, ANN)
    clock.wait(30)
    probe = states.admit(ANN, KEY)
    assert probe.is_probe
    assert not is_admitted(states, ANN)
    states.succeeded(probe)
    again = states.admit(ANN, KEY)
    assert again.is_probe
    states.succeeded(again)

    assert not states.admit(ANN, KEY).is_probe


def test_a_failed_probe_opens_it_for_twice_as_long(states: LocalStates, clock: Clock) -> None:
    open_model(states, ANN)
    clock.wait(30)
    fail(states, ANN, Cut())

    clock.wait(59)
    assert not is_admitted(states, ANN)
    clock.wait(1)
    assert is_admitted(states, ANN)


def test_a_probe_that_was_refused_politely_is_a_success(states: LocalStates, clock: Clock) -> None:
    open_model(states, ANN)
    clock.wait(30)
    fail(states, ANN, InvalidRequest(), Declined())

    assert not states.admit(ANN, KEY).is_probe


def test_where_many_are_turned_away_one_tries_again_within_half_a_minute(
    states: LocalStates, clock: Clock
) -> None:
    open_model(states, ANN)
    for _ in range(4):  # a long outage: it would be open for five minutes
        clock.wait(300)
        fail(states, ANN, Cut())
    clock.wait(SOONEST_PROBE_SECONDS)

    for _ in range(5):
        assert not is_admitted(states, ANN)
    assert states.admit(ANN, KEY).is_probe
    assert not is_admitted(states, ANN)


def test_before_that_nobody_tries_however_many_are_turned_away(
    states: LocalStates, clock: Clock
) -> None:
    open_model(states, ANN)
    clock.wait(SOONEST_PROBE_SECONDS - 1)

    for _ in range(20):
        assert not is_admitted(states, ANN)


@pytest.mark.parametrize("way", ["cancelled", "returned"])
def test_a_probe_that_was_stopped_leaves_its_place(
    states: LocalStates, clock: Clock, way: str
) -> None:
    open_model(states, ANN)
    clock.wait(30)
    probe = states.admit(ANN, KEY)
    if way == "cancelled":
        states.failed(probe, Cancelled())
    else:
        states.returned(probe)

    assert states.admit(ANN, KEY).is_probe


def test_a_lost_probe_gives_way_to_another_after_half_a_minute(
    states: LocalStates, clock: Clock
) -> None:
    open_model(states, ANN)
    clock.wait(30)
    lost = states.admit(ANN, KEY)
    clock.wait(30)
    probe = states.admit(ANN, KEY)
    assert probe.is_probe
    states.failed(lost, Cut())

    states.succeeded(probe)
    assert states.admit(ANN, KEY).is_probe


def test_three_open_models_open_their_provider(states: LocalStates, clock: Clock) -> None:
    for model in (ANN, BOB):
        open_model(states, model)
    assert is_admitted(states, DAN)
    open_model(states, CLEO)

    with pytest.raises(LeftAlone) as caught:
        states.admit(DAN, KEY)
    assert caught.value.scope == "provider"
    assert is_admitted(states, FAR)
    clock.wait(30)
    assert states.admit(DAN, KEY).is_probe


def test_three_open_models_do_not_open_a_provider_where_others_answer(states: LocalStates) -> None:
    for model in (ANN, BOB, CLEO):
        open_model(states, model)
        states.succeeded(Pass(DAN, KEY))

    assert is_admitted(states, DAN)


def test_five_lost_connections_open_the_provider_whoever_was_asked(states: LocalStates) -> None:
    for model in (ANN, BOB, CLEO, DAN, ANN):
        fail(states, model, ConnectionLost())

    assert not is_admitted(states, DAN)


def test_a_success_anywhere_shows_that_the_provider_can_be_reached(states: LocalStates) -> None:
    for model in (ANN, BOB, CLEO, DAN):
        fail(states, model, ConnectionLost())
    states.succeeded(states.admit(DAN, KEY))
    fail(states, ANN, ConnectionLost())

    assert is_admitted(states, DAN)


def test_a_probe_that_reaches_the_provider_but_fails_there_reopens_only_its_model(
    states: LocalStates, clock: Clock
) -> None:
    for model in (ANN, BOB, CLEO, DAN, ANN):
        fail(states, model, ConnectionLost())
    clock.wait(30)
    fail(states, BOB, UpstreamFault(), UpstreamFault())

    assert is_admitted(states, DAN)


def test_the_state_of_each_model_can_be_read(states: LocalStates, clock: Clock) -> None:
    open_model(states, ANN)
    fail(states, BOB, RateLimited(retry_after_seconds=7))
    now = datetime.fromtimestamp(clock.now, UTC)

    read = states.read([ANN, BOB, CLEO])

    assert (read["stage:ann"].status, read["stage:ann"].code) == ("open", "cut")
    assert read["stage:ann"].until == now + timedelta(seconds=30)
    assert (read["stage:bob"].status, read["stage:bob"].code) == ("open", "rate_limited")
    assert read["stage:bob"].until == now + timedelta(seconds=7)
    assert (read["stage:cleo"].status, read["stage:cleo"].until) == ("closed", None)
    clock.wait(30)
    assert states.read([ANN])["stage:ann"].status == "half_open"


def test_a_model_that_is_being_tried_is_read_with_the_cause_and_the_end_of_that(
    states: LocalStates, clock: Clock
) -> None:
    open_model(states, ANN)
    clock.wait(31)
    assert states.read([ANN])["stage:ann"] == ModelState(
        "half_open", datetime.fromtimestamp(clock.now, UTC), "cut"
    )

    states.admit(ANN, KEY)

    ends_at = datetime.fromtimestamp(clock.now + 30, UTC)
    assert states.read([ANN])["stage:ann"] == ModelState("half_open", ends_at, "cut")


def test_a_dead_key_is_read_as_open_without_an_end(states: LocalStates) -> None:
    fail(states, ANN, InvalidCredentials())

    state = states.read([BOB])["stage:bob"]

    assert (state.status, state.until, state.code) == ("open", None, "invalid_credentials")


def test_every_transition_is_logged_once_with_its_cause_and_no_secret(
    states: LocalStates, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    open_model(states, ANN)
    for _ in range(3):
        assert not is_admitted(states, ANN)
    clock.wait(30)
    fail(states, ANN, InvalidRequest(), InvalidRequest())
    fail(states, BOB, InvalidCredentials())

    lines = [line.getMessage() for line in caplog.records]
    assert len(lines) == 4
    assert "model ann closed → open (cut)" in lines[0]
    assert "open → half_open" in lines[1]
    assert "half_open → closed" in lines[2]
    assert "key HF_TOKEN is left alone (invalid_credentials)" in lines[3]
    assert [line.levelname for line in caplog.records] == ["WARNING", "INFO", "INFO", "ERROR"]
    assert not any(secret in caplog.text for secret in (KEY.secret, SPARE.secret))


def test_in_a_rehearsal_nothing_rests_for_long_nor_for_others(clock: Clock) -> None:
    states = LocalStates(clock, REHEARSED)
    fail(states, ANN, InvalidCredentials())

    assert not is_admitted(states, ANN)
    assert is_admitted(states, BOB)
    clock.wait(60)

    assert is_admitted(states, ANN)
