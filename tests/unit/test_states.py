"""Who is left alone after which error: the model, the route, the key or the whole provider."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta

import pytest

from providers.cooldowns import LeftAlone, Pass
from providers.errors import (
    Cancelled,
    ConnectionLost,
    ContextTooLong,
    CoolingDown,
    Cut,
    Declined,
    Empty,
    Gated,
    InvalidCredentials,
    InvalidRequest,
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
from providers.protocol import Key, ModelRef
from providers.states import BoardStates, LocalBoards, LocalStates

ANN, BOB, CLEO, DAN = (
    ModelRef("stage", name, name.title()) for name in ("ann", "bob", "cleo", "dan")
)
FAR = ModelRef("other", "ann")
KEY, SPARE = Key("hf_verysecret"), Key("hf_spare")
SECRETS = (KEY.secret, SPARE.secret)


class Clock:
    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now

    def wait(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def states(clock: Clock) -> LocalStates:
    return LocalStates(clock)


def fail(states: BoardStates, model: ModelRef, *errors: ProviderError, key: Key = KEY) -> None:
    for error in errors:
        states.failed(states.admit(model, key), error)


def is_admitted(states: BoardStates, model: ModelRef, key: Key = KEY) -> bool:
    try:
        states.returned(states.admit(model, key))
    except CoolingDown:
        return False
    return True


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
    _open(states, ANN)
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
    _open(states, ANN)
    clock.wait(30)
    fail(states, ANN, Cut())

    clock.wait(59)
    assert not is_admitted(states, ANN)
    clock.wait(1)
    assert is_admitted(states, ANN)


def test_a_probe_that_was_refused_politely_is_a_success(states: LocalStates, clock: Clock) -> None:
    _open(states, ANN)
    clock.wait(30)
    fail(states, ANN, InvalidRequest(), Declined())

    assert not states.admit(ANN, KEY).is_probe


@pytest.mark.parametrize("way", ["cancelled", "returned"])
def test_a_probe_that_was_stopped_leaves_its_place(
    states: LocalStates, clock: Clock, way: str
) -> None:
    _open(states, ANN)
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
    _open(states, ANN)
    clock.wait(30)
    lost = states.admit(ANN, KEY)
    clock.wait(30)
    probe = states.admit(ANN, KEY)
    assert probe.is_probe
    states.failed(lost, Cut())

    states.succeeded(probe)
    assert states.admit(ANN, KEY).is_probe


def test_a_rate_limit_rests_that_model_with_that_key(states: LocalStates, clock: Clock) -> None:
    fail(states, ANN, RateLimited(retry_after_seconds=7))

    with pytest.raises(LeftAlone, match="asked too often") as caught:
        states.admit(ANN, KEY)
    assert caught.value.scope == "key"
    assert caught.value.can_be_waited_for
    assert is_admitted(states, ANN, SPARE)
    assert is_admitted(states, BOB)
    clock.wait(7)
    assert is_admitted(states, ANN)


def test_a_model_that_is_loading_rests_for_every_key(states: LocalStates) -> None:
    fail(states, ANN, Loading(retry_after_seconds=20))

    assert not is_admitted(states, ANN, SPARE)
    assert is_admitted(states, BOB)


def test_a_failure_tells_how_long_the_route_is_left_alone(states: LocalStates) -> None:
    assert states.failed(states.admit(ANN, KEY), RateLimited(retry_after_seconds=7)) == 7
    assert states.failed(states.admit(BOB, KEY), UpstreamFault()) == 0


def test_a_used_up_key_is_out_for_every_model_until_its_quota_is_reset(
    states: LocalStates, clock: Clock
) -> None:
    resets_at = datetime.fromtimestamp(clock.now, UTC) + timedelta(days=20)
    fail(states, ANN, QuotaExhausted(resets_at=resets_at))

    assert not is_admitted(states, BOB)
    assert is_admitted(states, BOB, SPARE)
    assert is_admitted(states, FAR)
    clock.wait(20 * 86_400)
    assert is_admitted(states, BOB)


def test_where_nobody_says_when_a_quota_is_reset_it_is_tried_after_a_quarter_of_an_hour(
    states: LocalStates, clock: Clock
) -> None:
    fail(states, ANN, QuotaExhausted())

    clock.wait(899)
    assert not is_admitted(states, ANN)
    clock.wait(1)
    assert is_admitted(states, ANN)


def test_without_a_key_a_quota_is_the_models_own(states: LocalStates) -> None:
    fail(states, ANN, QuotaExhausted(), key=Key())

    assert not is_admitted(states, ANN, Key())
    assert is_admitted(states, BOB, Key())


def test_a_refused_key_is_dead_until_it_was_edited_or_tested(
    states: LocalStates, clock: Clock
) -> None:
    fail(states, ANN, InvalidCredentials())
    clock.wait(1e8)

    with pytest.raises(CoolingDown, match="until it is mended: its key is not accepted") as caught:
        states.admit(BOB, KEY)
    assert caught.value.retry_after_seconds is None
    assert is_admitted(states, BOB, Key("hf_edited"))
    states.mend("stage", KEY)
    assert is_admitted(states, BOB)


def test_a_model_that_nobody_serves_rests_for_ten_minutes(
    states: LocalStates, clock: Clock
) -> None:
    fail(states, ANN, NotServed())

    clock.wait(599)
    assert not is_admitted(states, ANN, SPARE)
    clock.wait(1)
    assert is_admitted(states, ANN)


@pytest.mark.parametrize("error", [Gated(), Misconfigured()])
def test_what_must_be_mended_at_one_model_leaves_the_others_be(
    states: LocalStates, error: ProviderError
) -> None:
    fail(states, ANN, error)

    assert not is_admitted(states, ANN)
    assert is_admitted(states, BOB)


def test_three_open_models_open_their_provider(states: LocalStates, clock: Clock) -> None:
    for model in (ANN, BOB):
        _open(states, model)
    assert is_admitted(states, DAN)
    _open(states, CLEO)

    with pytest.raises(LeftAlone) as caught:
        states.admit(DAN, KEY)
    assert caught.value.scope == "provider"
    assert is_admitted(states, FAR)
    clock.wait(30)
    assert states.admit(DAN, KEY).is_probe


def test_three_open_models_do_not_open_a_provider_where_others_answer(states: LocalStates) -> None:
    for model in (ANN, BOB, CLEO):
        _open(states, model)
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
    _open(states, ANN)
    fail(states, BOB, RateLimited(retry_after_seconds=7))
    now = datetime.fromtimestamp(clock.now, UTC)

    read = states.read([ANN, BOB, CLEO])

    assert (read["stage:ann"].status, read["stage:ann"].code) == ("open", "cut")
    assert read["stage:ann"].until == now + timedelta(seconds=30)
    assert (read["stage:bob"].status, read["stage:bob"].code) == ("open", "rate_limited")
    assert read["stage:bob"].until == now + timedelta(seconds=7)
    assert (read["stage:cleo"].status, read["stage:cleo"].until) == ("closed", None)
    clock.wait(30)
    assert read_status(states, ANN) == "half_open"


def test_a_dead_key_is_read_as_open_without_an_end(states: LocalStates) -> None:
    fail(states, ANN, InvalidCredentials())

    state = states.read([BOB])["stage:bob"]

    assert (state.status, state.until, state.code) == ("open", None, "invalid_credentials")


def test_every_transition_is_logged_once_with_its_cause_and_no_secret(
    states: LocalStates, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    _open(states, ANN)
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
    assert f"key {KEY.id} is left alone (invalid_credentials)" in lines[3]
    assert [line.levelname for line in caplog.records] == ["WARNING", "INFO", "INFO", "ERROR"]
    assert not any(secret in caplog.text for secret in SECRETS)


def test_in_a_rehearsal_nothing_rests_for_long(clock: Clock) -> None:
    states = BoardStates(LocalBoards(clock), longest_rest_seconds=60)
    fail(states, ANN, InvalidCredentials())

    clock.wait(60)

    assert is_admitted(states, ANN)


def read_status(states: BoardStates, model: ModelRef) -> str:
    return states.read([model])[str(model)].status


def _open(states: BoardStates, model: ModelRef) -> None:
    fail(states, model, *[Cut()] * 5)
