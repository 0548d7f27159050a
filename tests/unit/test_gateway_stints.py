"""A model's stint: with whichever key may be used, while it loads, and after a very short rest."""

from __future__ import annotations

import pytest

from providers.calls import AttemptStarted, Progress, RetryScheduled, TextReceived
from providers.errors import (
    Cancelled,
    CoolingDown,
    Cut,
    InvalidCredentials,
    Loading,
    NotServed,
    Overloaded,
    ProviderError,
    QuotaExhausted,
    RateLimited,
    TimedOut,
)
from providers.gateway.retry import POLL_SECONDS
from providers.gateway.stint import LOADING_SECONDS
from providers.protocol import Key
from tests.unit.playing import ONE, SECRET, THREE, TWO, Play, Stage, saying


def rested(stage: Stage, model: str, error: ProviderError, key: str = SECRET) -> None:
    passed = stage.commons.states.admit(stage.ref(model), Key(key))
    stage.commons.states.failed(passed, error)


def test_a_rest_of_a_moment_is_no_reason_to_leave_a_model() -> None:
    stage = Stage(a=[saying("So.")], b=[saying("No.")])
    rested(stage, "a", RateLimited(retry_after_seconds=0.25))

    assert stage.ask("a", "b").text == "So."
    assert stage.clock.waits == [0.25]
    assert not [told for told in stage.told if isinstance(told, RetryScheduled)]


def test_a_longer_one_is() -> None:
    stage = Stage(a=[saying("No.")], b=[saying("So.")])
    rested(stage, "a", RateLimited(retry_after_seconds=0.5))

    assert stage.ask("a", "b").text == "So."
    assert stage.clock.waits == []


def test_the_first_key_that_may_be_used_is() -> None:
    keys = [ONE, TWO, THREE]
    stage = Stage(keys=keys, a=[saying("So.")])
    rested(stage, "a", RateLimited(retry_after_seconds=60), ONE)
    rested(stage, "a", QuotaExhausted(), TWO)

    assert stage.ask("a").text == "So."
    assert stage.provider.calls[0][1] == Key(THREE)


def test_where_no_key_may_be_used_the_first_is_told() -> None:
    stage = Stage(keys=[ONE, TWO], a=[saying("No.")])
    rested(stage, "a", RateLimited(retry_after_seconds=60), ONE)
    rested(stage, "a", QuotaExhausted(), TWO)

    with pytest.raises(CoolingDown, match="it was asked too often"):
        stage.ask("a")


def test_another_key_does_not_help_where_the_model_itself_is_left_alone() -> None:
    stage = Stage(keys=[ONE, TWO], a=[saying("No.")], b=[saying("So.")])
    rested(stage, "a", NotServed(), ONE)

    assert stage.ask("a", "b").text == "So."


def test_when_every_key_was_asked_too_often_the_first_is_used_again() -> None:
    refused: list[Play] = [[RateLimited(retry_after_seconds=seconds)] for seconds in (2, 3)]
    stage = Stage(keys=[ONE, TWO], a=[*refused, saying("So.")])

    assert stage.ask("a").text == "So."
    used = [key.secret for _, key, _ in stage.provider.calls]
    assert used == [ONE, TWO, ONE]
    assert stage.clock.waits == [0, 3]


def test_another_key_is_used_without_waiting() -> None:
    stage = Stage(keys=[ONE, TWO], a=[[InvalidCredentials()], saying("So.")])

    stage.ask("a")

    assert stage.clock.waits == [0]


def test_a_model_is_asked_with_three_keys_and_no_more() -> None:
    keys = [f"{SECRET}{number}" for number in range(4)]
    stage = Stage(keys=keys, a=[[RateLimited(retry_after_seconds=60)]], b=[saying("So.")])

    assert stage.ask("a", "b").text == "So."
    assert stage.provider.asked == ["a", "a", "a", "b"]


def test_a_model_that_failed_again_and_again_is_not_waited_for() -> None:
    stage = Stage(a=[[Cut()]], b=[[NotServed()]])
    for _ in range(5):
        with pytest.raises(Cut):
            stage.ask("a")

    with pytest.raises(NotServed) as caught:
        stage.ask("a", "b", seconds=120)

    assert "free again" not in caught.value.message
    assert stage.clock.waits == []


def test_a_provider_that_does_not_exist_is_named() -> None:
    with pytest.raises(NotServed, match=r"^There is no provider named elsewhere\.$"):
        Stage().ask("elsewhere:a")


def test_who_is_stopped_before_it_begins_asks_nobody() -> None:
    stage = Stage(a=[saying("No.")])
    stage.switch.cut()

    with pytest.raises(Cancelled):
        stage.ask("a")

    assert stage.ledger.claims == []


def test_who_has_no_time_left_asks_nobody() -> None:
    stage = Stage(a=[saying("No.")], b=[saying("No.")])

    with pytest.raises(TimedOut):
        stage.ask("a", "b", seconds=0)

    assert stage.ledger.claims == []


def test_in_its_last_second_a_call_asks_once_more() -> None:
    stage = Stage(a=[[NotServed()]], b=[saying("So.")])

    assert stage.ask("a", "b", seconds=1).text == "So."


def test_the_first_attempts_count_for_the_budget_of_retries() -> None:
    stage = Stage(a=[saying("So.")])
    for _ in range(25):
        stage.ask("a")

    assert [stage.commons.budget.take() for _ in range(6)] == [True] * 5 + [False]


def test_a_hint_beyond_what_may_be_waited_for_ends_the_turn_of_the_last_one_too() -> None:
    stage = Stage(a=[[Overloaded(retry_after_seconds=16)], saying("No.")])

    with pytest.raises(Overloaded):
        stage.ask("a", seconds=20)

    assert stage.clock.waits == []


def test_a_model_that_is_being_loaded_is_asked_every_few_seconds() -> None:
    loading: Play = [Loading()]
    stage = Stage(a=[loading, loading, saying("So.")], b=[saying("No.")])

    assert stage.ask("a", "b", seconds=60).text == "So."
    assert stage.clock.waits[0] == POLL_SECONDS


def test_it_is_given_up_after_half_a_minute() -> None:
    stage = Stage(a=[saying("No.")], b=[saying("So.")])
    rested(stage, "a", Loading(retry_after_seconds=LOADING_SECONDS + 1))

    assert stage.ask("a", "b", seconds=120).text == "So."
    assert stage.clock.waits == []


def test_it_is_waited_for_as_long_as_ten_seconds_are_left_for_the_answer() -> None:
    stage = Stage(a=[[Loading(retry_after_seconds=10)], saying("So.")], b=[saying("No.")])

    assert stage.ask("a", "b", seconds=20).text == "So."
    assert stage.clock.waits == [10]


def test_who_comes_while_another_asks_whether_it_is_there_waits_for_that() -> None:
    stage = Stage(a=[saying("So.")], b=[saying("No.")])
    queue, started = stage.commons.loading, stage.clock.now
    queue.lead(stage.ref("a"))
    stage.clock.after(7, lambda: queue.done(stage.ref("a")))

    assert stage.ask("a", "b").text == "So."
    assert stage.clock.now == started + 7


@pytest.mark.parametrize(("seconds", "longest"), [(20, 10), (120, LOADING_SECONDS)])
def test_if_that_takes_too_long_the_next_model_is_asked(seconds: float, longest: float) -> None:
    stage = Stage(a=[saying("No.")], b=[saying("So.")])
    started = stage.clock.now
    stage.commons.loading.lead(stage.ref("a"))

    assert stage.ask("a", "b", seconds=seconds).text == "So."
    assert stage.clock.now == started + longest
    assert stage.fallbacks == [("a", "b", Loading.code)]


def test_the_others_go_on_as_soon_as_the_first_word_is_there() -> None:
    stage = Stage(a=[[Loading(retry_after_seconds=3)], saying("So it is.")])
    led: list[tuple[str, bool]] = []

    def look(progress: Progress) -> None:
        if isinstance(progress, AttemptStarted | TextReceived):
            kind = type(progress).__name__
            led.append((kind, stage.commons.loading.is_led(stage.ref("a"))))

    stage.on_progress = look
    stage.ask("a")

    words = [("TextReceived", False)] * 3
    assert led == [("AttemptStarted", False), ("AttemptStarted", True), *words]


@pytest.mark.parametrize("after", [Cut(), Loading(retry_after_seconds=60)], ids=["cut", "loading"])
def test_whoever_asked_lets_the_others_go_on_when_it_fails(after: ProviderError) -> None:
    stage = Stage(a=[[Loading(retry_after_seconds=3)], [after]], b=[saying("So.")])

    stage.ask("a", "b")

    assert not stage.commons.loading.is_led(stage.ref("a"))


def test_who_has_spoken_leaves_the_queue_to_whoever_comes_next() -> None:
    stage = Stage(a=[[Loading(retry_after_seconds=3)], saying("So it is.")])
    queue = stage.commons.loading

    def lead_next(progress: Progress) -> None:
        if isinstance(progress, TextReceived):
            queue.lead(stage.ref("a"))

    stage.on_progress = lead_next
    stage.ask("a")

    assert queue.is_led(stage.ref("a"))


@pytest.mark.parametrize(("loaded_after", "asked_after"), [(4, 4), (60, 10)])
def test_who_learns_of_it_when_another_has_begun_to_ask_waits_for_that(
    loaded_after: float, asked_after: float
) -> None:
    stage = Stage(a=[saying("So.")], b=[saying("So.")])
    rested(stage, "a", Loading(retry_after_seconds=3))
    queue, started = stage.commons.loading, stage.clock.now
    stage.clock.after(loaded_after, lambda: queue.done(stage.ref("a")))

    def lead(progress: Progress) -> None:
        if isinstance(progress, RetryScheduled):
            queue.lead(stage.ref("a"))

    stage.on_progress = lead

    assert str(stage.ask("a", "b").model) == ("stage:a" if loaded_after < 10 else "stage:b")
    assert stage.clock.now == started + asked_after
    assert stage.clock.waits == []
