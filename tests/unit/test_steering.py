"""What a person may do with a call under way: end its wait, have it leave a model."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from providers.calls import Progress, RetryScheduled
from providers.errors import Cancelled, Loading, NotServed, Overloaded, RateLimited, Skipped
from providers.protocol import Key
from providers.steering import Steering
from providers.switch import Switch
from tests.unit.playing import SECRET, Stage, saying

LONG = 30.0


def urging(stage: Stage, steering: Steering) -> list[datetime]:
    """Whoever is told of a wait ends it, as it begins."""
    ended: list[datetime] = []

    def end(progress: Progress) -> None:
        if isinstance(progress, RetryScheduled):
            ended.append(progress.resumes_at)
            steering.end_wait(progress.resumes_at)

    stage.on_progress = end
    return ended


def test_a_wait_that_is_ended_is_followed_by_the_next_attempt_at_once() -> None:
    stage = Stage(a=[[RateLimited(retry_after_seconds=8)], saying("So.")])
    call = stage.call("a")
    ended, began_at = urging(stage, call.steering), stage.clock.now

    assert stage.ask_call(call).text == "So."
    assert len(ended) == 1
    assert stage.clock.now == began_at
    assert stage.provider.asked == ["a", "a"]


def test_what_is_urged_is_asked_though_it_is_known_to_rest() -> None:
    """Its route rests for as long as the provider said, and nobody else is let through."""
    stage = Stage(a=[[RateLimited(retry_after_seconds=8)], saying("So.")], b=[saying("No.")])
    call = stage.call("a", "b")
    urging(stage, call.steering)

    assert stage.ask_call(call).text == "So."
    assert stage.provider.asked == ["a", "a"]
    assert stage.fallbacks == []


def test_an_urged_attempt_counts_as_any_other() -> None:
    refused = RateLimited(retry_after_seconds=8)
    stage = Stage(a=[[refused]], b=[saying("So.")])
    call = stage.call("a", "b")
    urging(stage, call.steering)

    assert stage.ask_call(call).text == "So."
    assert stage.provider.asked == ["a", "a", "a", "b"]
    assert [record.code for record in stage.records] == ["rate_limited"] * 3 + [""]


def test_who_waits_for_a_model_to_be_loaded_may_ask_it_now() -> None:
    stage = Stage(a=[[Loading(retry_after_seconds=20)], saying("So.")])
    call = stage.call("a", seconds=60)
    urging(stage, call.steering)
    began_at = stage.clock.now

    assert stage.ask_call(call).text == "So."
    assert stage.clock.now == began_at


def test_the_last_one_left_is_not_waited_for_either() -> None:
    stage = Stage(a=[saying("So.")], b=[[NotServed()]])
    passed = stage.commons.states.admit(stage.ref("a"), Key(SECRET))
    stage.commons.states.failed(passed, RateLimited(retry_after_seconds=15))
    call = stage.call("a", "b", seconds=20)
    urging(stage, call.steering)
    began_at = stage.clock.now

    assert stage.ask_call(call).text == "So."
    assert stage.clock.now == began_at
    assert stage.provider.asked == ["b", "a"]


def test_a_wait_is_told_with_how_often_its_model_is_asked() -> None:
    stage = Stage(a=[[Overloaded()], [RateLimited(retry_after_seconds=1)], saying("So.")])
    stage.ask("a")

    told = [each for each in stage.told if isinstance(each, RetryScheduled)]
    assert [(type(each.error), each.most_attempts) for each in told] == [
        (Overloaded, 2),
        (RateLimited, 3),
    ]


def test_a_skipped_model_is_left_for_the_next_one() -> None:
    stage = Stage(a=[saying("No.")], b=[saying("So.")])
    call = stage.call("a", "b")
    stage.on_progress = lambda _: call.steering.skip("stage:a")

    answer = stage.ask_call(call)

    assert answer.text == "So."
    assert stage.fallbacks == [("a", "b", "skipped")]
    assert "a was skipped" in answer.routing.reason
    first, second = stage.records
    assert (first.status, first.code) == ("cancelled", "skipped")
    assert second.status == "succeeded"
    assert stage.ledger.charged == ["b"]
    assert [name for name, _ in stage.ledger.settled] == ["a", "b"]  # what it held is let go


def test_a_skipped_model_is_no_worse_for_it() -> None:
    stage = Stage(a=[saying("So.")], b=[saying("So.")])
    for _ in range(6):
        call = stage.call("a", "b")
        stage.on_progress = partial(_skip, call.steering)
        stage.ask_call(call)

    stage.on_progress = lambda _: None
    assert stage.ask("a").text == "So."


def _skip(steering: Steering, _: Progress) -> None:
    steering.skip("stage:a")


def test_what_was_skipped_before_is_not_asked_and_what_comes_next_is_not_skipped_again() -> None:
    stage = Stage(a=[saying("No.")], b=[saying("So.")])
    call = stage.call("a", "b")
    for _ in range(3):
        call.steering.skip("stage:a")

    assert stage.ask_call(call).text == "So."
    assert stage.provider.asked == ["b"]
    assert stage.fallbacks == [("a", "b", "skipped")]
    assert [record.model.name for record in stage.records] == ["b"]


def test_skipping_ends_a_wait_and_the_model_is_not_waited_for_again() -> None:
    stage = Stage(a=[[RateLimited(retry_after_seconds=8)]], b=[[NotServed()]])
    call = stage.call("a", "b")
    began_at = stage.clock.now

    def skip(progress: Progress) -> None:
        if isinstance(progress, RetryScheduled):
            call.steering.skip("stage:a")

    stage.on_progress = skip
    with pytest.raises(NotServed):
        stage.ask_call(call)
    assert stage.clock.now == began_at
    assert stage.provider.asked == ["a", "b"]


def test_who_is_skipped_while_it_is_the_last_one_left_is_the_end() -> None:
    stage = Stage(a=[saying("No.")], b=[[NotServed()]])
    passed = stage.commons.states.admit(stage.ref("a"), Key(SECRET))
    stage.commons.states.failed(passed, RateLimited(retry_after_seconds=15))
    call = stage.call("a", "b")

    def skip(progress: Progress) -> None:
        if isinstance(progress, RetryScheduled):
            call.steering.skip("stage:a")

    stage.on_progress = skip
    began_at = stage.clock.now
    with pytest.raises(Skipped):
        stage.ask_call(call)
    assert stage.provider.asked == ["b"]
    assert stage.clock.now == began_at


def test_with_nobody_left_it_says_who_was_skipped() -> None:
    stage = Stage(a=[[NotServed()]], b=[saying("No.")])
    call = stage.call("a", "b")
    call.steering.skip("stage:b")

    with pytest.raises(Skipped, match=r"It was skipped\. Tried: .*a failed.*; .*b was skipped\."):
        stage.ask_call(call)


def test_stopping_is_not_taken_for_skipping() -> None:
    stage = Stage(a=[saying("No.")], b=[saying("No.")])
    call = stage.call("a", "b")

    def stop_and_skip(_: Progress) -> None:
        stage.switch.stop()
        call.steering.skip("stage:a")

    stage.on_progress = stop_and_skip

    with pytest.raises(Cancelled):
        stage.ask_call(call)
    assert [record.code for record in stage.records] == ["cancelled"]


def test_a_wait_is_meant_by_its_end_and_another_is_not_ended() -> None:
    steering, now = Steering(), datetime(2026, 3, 2, 14, 2, 0, 123_456, UTC)
    steering.end_wait(now.replace(microsecond=123_000))  # as it was told
    switch = Switch()

    assert steering.wait(now, switch, lambda own: own.wait(LONG))
    assert steering.wait(now, switch, lambda own: own.wait(LONG))
    later = now + timedelta(milliseconds=1)
    assert not steering.wait(later, switch, lambda own: own.wait(0.0))


def test_a_branch_leaves_nothing_behind() -> None:
    switch = Switch()
    with switch.branch() as branch:
        pass
    switch.cut()
    assert not branch.is_cut

    with switch.branch() as late:
        assert late.is_cut
        assert not late.is_cut_alone
