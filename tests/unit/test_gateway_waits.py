"""What a call waits for where no other model is left: whatever is free again first, in time."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from providers.calls import FellBack, Progress, RetryScheduled
from providers.errors import (
    NotServed,
    Overloaded,
    RateLimited,
    WindowFull,
)
from providers.protocol import Key
from tests.unit.playing import SECRET, Stage, saying

ROOM = 5  # seconds that are left for the answer


def rested(stage: Stage, model: str, seconds: float) -> None:
    """It has been asked too often."""
    passed = stage.commons.states.admit(stage.ref(model), Key(SECRET))
    stage.commons.states.failed(passed, RateLimited(retry_after_seconds=seconds))


def test_the_last_one_left_is_waited_for_while_there_is_time() -> None:
    gone = NotServed()
    stage = Stage(a=[saying("So.")], b=[[gone]])
    rested(stage, "a", 15)
    before = datetime.now(UTC)

    answer = stage.ask("a", "b", seconds=15 + ROOM)

    assert answer.text == "So."
    assert stage.provider.asked == ["b", "a"]
    assert stage.clock.waits == [15]
    *_, fell_back, retry, _, _ = stage.told
    assert fell_back == FellBack(stage.ref("b"), stage.ref("a"), gone)
    assert isinstance(retry, RetryScheduled)
    assert (retry.model, retry.error) == (stage.ref("a"), gone)
    in_15_seconds = timedelta(seconds=15)
    assert before + in_15_seconds <= retry.resumes_at <= datetime.now(UTC) + in_15_seconds


def test_the_only_one_is_waited_for_and_falls_back_to_nobody() -> None:
    stage = Stage(a=[saying("So.")])
    rested(stage, "a", 15)

    assert stage.ask("a").text == "So."
    assert stage.fallbacks == []
    assert [told.model for told in stage.told if isinstance(told, RetryScheduled)] == [
        stage.ref("a")
    ]


def test_the_first_that_is_free_again_is_waited_for() -> None:
    stage = Stage(a=[saying("No.")], b=[saying("So.")])
    rested(stage, "a", 12)
    rested(stage, "b", 9)

    assert stage.ask("a", "b").text == "So."
    assert stage.clock.waits == [9]


def test_of_two_that_are_free_at_the_same_time_the_first_in_line_is_waited_for() -> None:
    stage = Stage(a=[saying("So.")], b=[saying("No.")])
    rested(stage, "a", 9)
    rested(stage, "b", 9)

    assert stage.ask("a", "b").text == "So."


def test_who_has_become_free_meanwhile_is_asked_at_once() -> None:
    stage = Stage(a=[saying("So.")], b=[[NotServed()]])
    rested(stage, "a", 2)
    stage.on_progress = lambda _: stage.clock.wait(3)

    assert stage.ask("a", "b").text == "So."
    assert stage.clock.waits == [0]


def test_with_too_little_time_to_answer_nobody_is_waited_for() -> None:
    stage = Stage(a=[saying("So.")], b=[[NotServed()]])
    rested(stage, "a", 15.5)

    with pytest.raises(NotServed):
        stage.ask("a", "b", seconds=15 + ROOM)

    assert stage.clock.waits == []


def test_a_model_that_has_had_its_attempts_is_waited_for_no_more() -> None:
    stage = Stage(a=[[RateLimited(retry_after_seconds=1)]] * 3 + [saying("No.")], b=[[NotServed()]])

    with pytest.raises(NotServed):
        stage.ask("a", "b")

    assert stage.provider.asked == ["a", "a", "a", "b"]


def test_who_has_had_its_attempts_keeps_nobody_from_being_waited_for() -> None:
    stage = Stage(a=[[RateLimited(retry_after_seconds=1)]], b=[saying("So.")])
    rested(stage, "b", 9)

    assert stage.ask("a", "b").text == "So."
    assert stage.provider.asked == ["a", "a", "a", "b"]


@pytest.mark.parametrize("others", [["a"], ["a", "b", "d"]], ids=["nobody else", "no more may be"])
def test_a_long_hint_of_the_last_model_is_waited_for(others: list[str]) -> None:
    gone = [NotServed()]
    full = Overloaded(retry_after_seconds=12)
    stage = Stage(a=[gone], b=[gone], c=[[full], saying("So.")], d=[saying("No.")])

    assert stage.ask(*others[:2], "c", *others[2:]).text == "So."
    assert stage.clock.waits == [12]


def test_a_silent_rate_limit_is_known_to_end_as_well() -> None:
    stage = Stage(a=[[RateLimited()], saying("So.")], b=[[NotServed()]])

    assert stage.ask("a", "b").text == "So."
    assert stage.clock.waits == [5]


@pytest.mark.parametrize(
    ("seconds", "waits"), [(40 + ROOM, [40]), (39 + ROOM, [])], ids=["enough", "too little"]
)
def test_the_last_model_is_waited_for_until_its_limit_is_reset(
    seconds: float, waits: list[float]
) -> None:
    stage = Stage(a=[])
    resets_at = datetime.fromtimestamp(stage.clock.now + 40, UTC)
    limited = RateLimited(retry_after_seconds=3, resets_at=resets_at)
    stage.provider.plays["a"] = [[limited], saying("So.")]

    with nullcontext() if waits else pytest.raises(RateLimited):
        stage.ask("a", seconds=seconds)

    assert stage.clock.waits == waits


@pytest.mark.parametrize(("reset", "seconds"), [(40, 100), (8, 7.5 + ROOM)])
def test_with_others_left_nobody_is_waited_for_until_a_far_reset(
    reset: float, seconds: float
) -> None:
    stage = Stage(b=[saying("So.")])
    resets_at = datetime.fromtimestamp(stage.clock.now + reset, UTC)
    stage.provider.plays["a"] = [[RateLimited(retry_after_seconds=3, resets_at=resets_at)]]

    assert stage.ask("a", "b", seconds=seconds).text == "So."
    assert stage.clock.waits == []


def test_who_was_not_asked_leaves_room_for_another() -> None:
    gone = [NotServed()]
    full = WindowFull(retry_after_seconds=12)
    stage = Stage(refusals={"c": full}, a=[gone], b=[gone], c=[saying("No.")], d=[saying("So.")])

    assert stage.ask("a", "b", "c", "d").text == "So."
    assert stage.clock.waits == []


def test_a_long_hint_is_not_waited_for_while_another_may_be_asked() -> None:
    stage = Stage(a=[[Overloaded(retry_after_seconds=12)]], b=[saying("So.")])

    assert stage.ask("a", "b").text == "So."
    assert stage.clock.waits == []


def test_a_window_of_ours_that_frees_in_time_is_waited_for() -> None:
    full = WindowFull("The minute's 60 requests are used up.", retry_after_seconds=12)
    stage = Stage(refusals={"a": full}, a=[saying("So.")], b=[[NotServed()]])
    while stage.commons.budget.take():
        pass

    def free(progress: Progress) -> None:
        if isinstance(progress, FellBack):
            stage.ledger.refusals.clear()

    stage.on_progress = free

    assert stage.ask("a", "b").text == "So."
    assert stage.provider.asked == ["b", "a"]
    assert stage.clock.waits == [12]


def test_where_time_is_too_short_the_error_tells_who_is_free_when() -> None:
    stage = Stage(a=[[RateLimited(retry_after_seconds=60)]], b=[[NotServed()]])

    with pytest.raises(NotServed, match=r"stage:a is free again in 60 s") as caught:
        stage.ask("a", "b")

    assert caught.value.retry_after_seconds == 60
    assert caught.value.resets_at is not None


@pytest.mark.parametrize(
    ("seconds", "asked"), [(60, ["a", "a"]), (60.1, ["a", "b"])], ids=["bearable", "too long"]
)
def test_a_call_that_nobody_waits_for_waits_longer_before_another_is_asked(
    seconds: float, asked: list[str]
) -> None:
    stage = Stage(a=[[RateLimited(retry_after_seconds=seconds)], saying("So.")], b=[saying("No.")])

    stage.ask_call(replace(stage.call("a", "b", seconds=300), longest_hint_seconds=60))

    assert stage.provider.asked == asked


def test_a_call_somebody_waits_for_asks_another_after_ten_seconds() -> None:
    stage = Stage(a=[[RateLimited(retry_after_seconds=10.1)]], b=[saying("So.")])

    assert stage.ask("a", "b", seconds=300).text == "So."
    assert stage.provider.asked == ["a", "b"]
