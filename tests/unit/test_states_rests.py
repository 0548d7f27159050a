"""What rests after which refusal, and for how long: the route, the model or the key."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from providers.cooldowns.boards import LocalStates
from providers.cooldowns.protocol import LeftAlone
from providers.errors import (
    Cancelled,
    CoolingDown,
    Cut,
    Gated,
    InvalidCredentials,
    Loading,
    Misconfigured,
    NotServed,
    ProviderError,
    QuotaExhausted,
    RateLimited,
    UpstreamFault,
)
from providers.protocol import Key
from tests.unit.clock import Clock
from tests.unit.resting import ANN, BOB, FAR, KEY, SPARE, fail, is_admitted, open_model


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def states(clock: Clock) -> LocalStates:
    return LocalStates(clock)


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


def test_a_silent_rate_limit_rests_twice_as_long_each_time_until_a_success(
    states: LocalStates, clock: Clock
) -> None:
    seconds = []
    for _ in range(6):
        seconds.append(states.failed(states.admit(ANN, KEY), RateLimited()))
        clock.wait(seconds[-1])

    assert seconds == [5, 10, 20, 40, 60, 60]
    states.succeeded(states.admit(ANN, KEY))
    assert states.failed(states.admit(ANN, KEY), RateLimited()) == 5


def test_a_model_that_is_loading_rests_for_every_key(states: LocalStates) -> None:
    fail(states, ANN, Loading(retry_after_seconds=20))

    assert not is_admitted(states, ANN, SPARE)
    assert is_admitted(states, BOB)


def test_whether_a_model_is_loaded_one_call_finds_out_in_each_interval(
    states: LocalStates, clock: Clock
) -> None:
    fail(states, ANN, Loading(retry_after_seconds=5))

    for _ in range(3):
        clock.wait(5)
        asking = states.admit(ANN, KEY)
        with pytest.raises(LeftAlone, match="another call is trying it out") as caught:
            states.admit(ANN, SPARE)
        assert (caught.value.because, caught.value.retry_after_seconds) == ("loading", 0.5)
        assert states.failed(asking, Loading(retry_after_seconds=5)) == 5

    clock.wait(5)
    asking = states.admit(ANN, KEY)
    states.began(asking)
    assert is_admitted(states, ANN, SPARE)
    states.succeeded(asking)
    assert states.look("stage")[0] == {}


@pytest.mark.parametrize("error", [None, Cut(), UpstreamFault(), RateLimited(), Cancelled()])
def test_who_has_not_found_out_leaves_it_to_another(
    states: LocalStates, clock: Clock, error: ProviderError | None
) -> None:
    fail(states, ANN, Loading(retry_after_seconds=5))
    clock.wait(5)

    asking = states.admit(ANN, KEY)
    if error is None:
        states.returned(asking)
    else:
        states.failed(asking, error)

    assert is_admitted(states, ANN, SPARE)


def test_who_never_comes_back_holds_up_the_others_for_half_a_minute(
    states: LocalStates, clock: Clock
) -> None:
    fail(states, ANN, Loading(retry_after_seconds=5))
    clock.wait(5)
    states.admit(ANN, KEY)

    clock.wait(29)
    assert not is_admitted(states, ANN)
    clock.wait(1)
    assert is_admitted(states, ANN)


def test_a_failure_tells_how_long_the_route_is_left_alone(states: LocalStates) -> None:
    assert states.failed(states.admit(ANN, KEY), RateLimited(retry_after_seconds=7)) == 7
    assert states.failed(states.admit(BOB, KEY), UpstreamFault()) == 0


def test_a_used_up_key_is_out_for_every_model_until_its_quota_is_reset(
    states: LocalStates, clock: Clock
) -> None:
    resets_at = datetime.fromtimestamp(clock.now, UTC) + timedelta(days=20)
    fail(states, ANN, QuotaExhausted(resets_at=resets_at))

    with pytest.raises(LeftAlone, match="until 01 February 1970, 13:46 UTC: its allowance is used"):
        states.admit(BOB, KEY)
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
    assert is_admitted(states, BOB, Key("hf_canarykeyedited"))
    states.accept("stage", KEY)
    assert is_admitted(states, BOB)


def test_a_spent_key_stays_spent_though_it_is_accepted_and_is_used_again_once_tested(
    states: LocalStates,
) -> None:
    fail(states, ANN, QuotaExhausted())
    states.accept("stage", KEY)
    assert not is_admitted(states, ANN)

    states.mend(ANN, KEY)

    assert is_admitted(states, ANN)
    assert is_admitted(states, BOB)


def test_without_a_key_a_refusal_is_forgotten_when_the_provider_lets_us_in(
    states: LocalStates,
) -> None:
    fail(states, ANN, InvalidCredentials(), key=Key())

    states.accept("stage", Key())

    assert is_admitted(states, ANN, Key())


def test_a_key_that_is_no_longer_in_use_says_nothing_of_a_model(states: LocalStates) -> None:
    fail(states, ANN, QuotaExhausted())
    model, edited = str(ANN), Key("hf_canarykeyedited")

    assert states.read([ANN], {"stage": [KEY]})[model].status == "open"
    assert states.read([ANN], {"stage": [KEY, edited]})[model].status == "closed"
    assert states.read([ANN], {"stage": [edited]})[model].status == "closed"


def test_where_no_key_is_in_use_none_says_anything_of_a_model(states: LocalStates) -> None:
    fail(states, ANN, InvalidCredentials())

    assert states.read([ANN], {"stage": ()})["stage:ann"].status == "closed"
    assert states.read([ANN], {})["stage:ann"].status == "closed"


def test_a_model_that_nobody_serves_rests_for_ten_minutes(
    states: LocalStates, clock: Clock
) -> None:
    fail(states, ANN, NotServed())

    clock.wait(599)
    assert not is_admitted(states, ANN, SPARE)
    clock.wait(1)
    assert is_admitted(states, ANN)


def test_a_wrong_address_leaves_the_whole_provider_alone(states: LocalStates) -> None:
    fail(states, ANN, Misconfigured())

    assert not is_admitted(states, BOB)
    assert is_admitted(states, FAR)


def test_a_licence_that_is_not_accepted_leaves_the_other_models_be(states: LocalStates) -> None:
    fail(states, ANN, Gated())

    assert not is_admitted(states, ANN)
    assert is_admitted(states, BOB)


@pytest.mark.parametrize(
    ("error", "scope", "message"),
    [
        (
            InvalidCredentials(),
            "key",
            "stage is left alone until it is mended: its key is not accepted.",
        ),
        (
            Misconfigured(),
            "provider",
            "stage is left alone until 12 January 1970, 14:01 UTC: "
            "its address or certificate is wrong.",
        ),
        (
            Loading(retry_after_seconds=30),
            "model",
            "Ann is left alone for 30 s more: it is being loaded.",
        ),
        (
            RateLimited(retry_after_seconds=600),
            "key",
            "Ann is left alone for 600 s more: it was asked too often.",
        ),
    ],
)
def test_who_is_turned_away_hears_who_is_left_alone_how_long_and_why(
    states: LocalStates, error: ProviderError, scope: str, message: str
) -> None:
    fail(states, ANN, error)

    with pytest.raises(LeftAlone) as caught:
        states.admit(ANN, KEY)

    assert (caught.value.scope, caught.value.message) == (scope, message)
    assert caught.value.because == error.code


def test_a_model_without_a_name_for_people_is_told_by_its_own(
    states: LocalStates, clock: Clock
) -> None:
    fail(states, FAR, RateLimited(retry_after_seconds=7))

    with pytest.raises(LeftAlone, match=r"^other:ann is left alone for 7 s more") as caught:
        states.admit(FAR, KEY)

    assert caught.value.resets_at == datetime.fromtimestamp(clock.now + 7, UTC)


def test_while_it_is_tried_out_that_is_what_is_told(states: LocalStates, clock: Clock) -> None:
    open_model(states, ANN)
    clock.wait(30)
    states.admit(ANN, KEY)

    with pytest.raises(LeftAlone) as caught:
        states.admit(ANN, KEY)

    assert caught.value.message == (
        "Ann is left alone until that has come back: another call is trying it out."
    )
    assert caught.value.scope == "model"
