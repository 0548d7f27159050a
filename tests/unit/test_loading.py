"""While a model is being loaded one asks whether it is there, and the others wait for that."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from providers.calls import AttemptStarted, Progress
from providers.errors import Cancelled, Loading
from providers.gateway.commons import Commons
from providers.gateway.loading import LoadingQueue
from providers.protocol import Deadline, Key, ModelRef, Switch
from tests.unit.playing import SECRET, Stage, saying

ANN = ModelRef("stage", "ann")
SOON = 5.0


def test_one_leads_and_who_follows_goes_on_when_it_is_done() -> None:
    queue = LoadingQueue()
    assert queue.lead(ANN)
    assert not queue.lead(ANN)

    with ThreadPoolExecutor() as pool:
        following = [pool.submit(queue.follow, ANN, SOON, Switch()) for _ in range(3)]
        time.sleep(0.05)
        queue.done(ANN)
        assert all(each.result(SOON) for each in following)

    assert queue.lead(ANN)


def test_who_follows_waits_no_longer_than_it_has_time() -> None:
    queue = LoadingQueue()
    queue.lead(ANN)

    assert not queue.follow(ANN, 0.01, Switch())


def test_who_follows_can_be_stopped() -> None:
    queue, switch = LoadingQueue(), Switch()
    queue.lead(ANN)
    threading.Timer(0.05, switch.cut).start()

    with pytest.raises(Cancelled):
        queue.follow(ANN, SOON, switch)


def test_of_a_hundred_who_want_a_model_that_is_loading_one_asks_for_it() -> None:
    commons = Commons()
    passed = commons.states.admit(ANN, Key(SECRET))
    commons.states.failed(passed, Loading(retry_after_seconds=0.3))
    stages = [Stage(commons=commons, ann=[saying("So.")]) for _ in range(100)]
    asked, loaded = threading.Semaphore(0), threading.Event()

    def ask(stage: Stage) -> str:
        def begin(progress: Progress) -> None:
            if isinstance(progress, AttemptStarted):
                asked.release()
                assert loaded.wait(SOON)

        stage.on_progress = begin
        return stage.ask("ann").text

    with ThreadPoolExecutor(100) as pool:
        answers = [pool.submit(ask, stage) for stage in stages]
        assert asked.acquire(timeout=SOON)
        assert not asked.acquire(timeout=0.3)
        loaded.set()
        assert {each.result(SOON) for each in answers} == {"So."}


def test_a_model_that_takes_longer_to_load_than_there_is_time_gives_way() -> None:
    stage = Stage(ann=[[Loading(retry_after_seconds=15)]], bob=[saying("So.")])

    answer = stage.ask("ann", "bob", deadline=Deadline.after(20))

    assert answer.text == "So."
    assert stage.provider.asked == ["ann", "bob"]
