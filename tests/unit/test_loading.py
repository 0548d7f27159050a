"""While a model is being loaded one asks whether it is there, and the others wait for that."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from providers.calls import AttemptStarted, Progress, RetryScheduled
from providers.errors import Cancelled, CoolingDown, Loading
from providers.gateway.loading import LoadingQueue
from providers.protocol import Key, ModelRef
from providers.switch import Switch
from tests.unit.clock import Clock, ClockSwitch
from tests.unit.playing import SECRET, Stage, saying

ANN, BOB = ModelRef("stage", "ann"), ModelRef("stage", "bob")
SOON = 5.0


class FollowedSwitch(ClockSwitch):
    """Whoever waits for a time waits until so many have come to wait for another."""

    def __init__(self, clock: Clock, followers: int) -> None:
        super().__init__(clock)
        self.following: list[threading.Event] = []
        self._followers = followers
        self._changed = threading.Condition()

    def wait(self, seconds: float) -> None:
        self.wait_for_followers()
        super().wait(seconds)

    def wait_for(self, event: threading.Event, seconds: float) -> bool:
        with self._changed:
            self.following.append(event)
            self._changed.notify_all()
        came = Switch.wait_for(self, event, seconds)
        self.following.remove(event)
        return came

    def _child(self) -> Switch:
        child = FollowedSwitch(self._clock, self._followers)
        child.following, child._changed = self.following, self._changed
        return child

    def wait_for_followers(self) -> None:
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.following) == self._followers, SOON)


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_one_leads_and_who_follows_goes_on_when_it_is_done(clock: Clock) -> None:
    queue, switch = LoadingQueue(), FollowedSwitch(clock, 3)
    assert queue.lead(ANN)
    assert not queue.lead(ANN)

    with ThreadPoolExecutor() as pool:
        following = [pool.submit(queue.follow, ANN, SOON, switch) for _ in range(3)]
        switch.wait_for_followers()
        queue.done(ANN)
        assert all(each.result(SOON) for each in following)

    assert queue.lead(ANN)


def test_each_model_has_a_queue_of_its_own(clock: Clock) -> None:
    queue = LoadingQueue()
    queue.lead(ANN)

    assert queue.is_led(ANN)
    assert not queue.is_led(BOB)
    assert queue.lead(BOB)
    for _ in range(2):
        queue.done(BOB)
    assert queue.is_led(ANN)
    assert queue.follow(BOB, SOON, ClockSwitch(clock))


def test_who_follows_waits_no_longer_than_it_has_time(clock: Clock) -> None:
    queue = LoadingQueue()
    queue.lead(ANN)
    clock.after(SOON + 1, lambda: queue.done(ANN))
    started = clock.now

    assert not queue.follow(ANN, SOON, ClockSwitch(clock))
    assert clock.now == started + SOON


def test_who_follows_can_be_stopped(clock: Clock) -> None:
    queue, switch = LoadingQueue(), ClockSwitch(clock)
    queue.lead(ANN)
    clock.after(1, switch.cut)

    with pytest.raises(Cancelled):
        queue.follow(ANN, SOON, switch)


def test_of_a_hundred_who_want_a_model_that_is_loading_one_asks_for_it() -> None:
    stage = Stage(ann=[saying("So.")])
    stage.switch = switch = FollowedSwitch(stage.clock, 99)
    passed = stage.commons.states.admit(ANN, Key(SECRET))
    stage.commons.states.failed(passed, Loading(retry_after_seconds=3))
    following: list[int] = []

    def count(progress: Progress) -> None:
        if isinstance(progress, AttemptStarted):
            following.append(len(switch.following))

    stage.on_progress = count

    with ThreadPoolExecutor(100) as pool:
        answers = [pool.submit(stage.ask, "ann") for _ in range(100)]
        assert {each.result(SOON).text for each in answers} == {"So."}

    assert len(following) == 100
    assert following[0] == 99
    assert stage.clock.waits == [3]


def test_while_another_worker_asks_whether_it_is_loaded_nobody_else_does() -> None:
    stage = Stage(ann=[saying("So.")])
    states, started = stage.commons.states, stage.clock.now
    states.failed(states.admit(ANN, Key(SECRET)), Loading(retry_after_seconds=3))
    stage.clock.wait(3)
    asking = states.admit(ANN, Key(SECRET))  # as another worker does
    stage.clock.after(4, lambda: states.began(asking))

    assert stage.ask("ann").text == "So."
    assert stage.provider.asked == ["ann"]
    assert 7 <= stage.clock.now - started <= 7.5
    assert not any(isinstance(told, RetryScheduled) for told in stage.told)


def test_who_is_waited_for_in_vain_is_told_once() -> None:
    stage = Stage(ann=[saying("So.")])
    states, started = stage.commons.states, stage.clock.now
    states.failed(states.admit(ANN, Key(SECRET)), Loading(retry_after_seconds=3))
    stage.clock.wait(3)
    states.admit(ANN, Key(SECRET))

    with pytest.raises(CoolingDown) as caught:
        stage.ask("ann", seconds=20)

    assert caught.value.message == (
        "stage:ann is left alone until that has come back: another call is trying it out."
    )
    assert stage.clock.now - started == 3 + 10
    assert stage.told == []


def test_a_model_that_takes_longer_to_load_than_there_is_time_gives_way() -> None:
    stage = Stage(ann=[[Loading(retry_after_seconds=15)]], bob=[saying("So.")])

    answer = stage.ask("ann", "bob", seconds=20)

    assert answer.text == "So."
    assert stage.provider.asked == ["ann", "bob"]
    assert stage.clock.waits == []
