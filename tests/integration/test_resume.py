"""Another worker goes on from what an interrupted one has stored, and from what Redis still has."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.auth.models import User
from redis import Redis

from council import lease, runner
from council.deliberation.events import DeliberationCancelled
from council.event_log.reader import Reset
from council.models import Deliberation
from tests.factories import make_council, make_deliberation
from tests.integration.interrupted import (
    begun,
    calls,
    given,
    lose_worker,
    store_only,
    synthesis,
    wait_until_logged,
)
from tests.integration.rehearsal import Rehearsal
from tests.integration.watching import assert_whole, read_log, types_of, watching

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def deliberation(ann: User, upstream: Rehearsal) -> Deliberation:
    """All three must speak before it goes on."""
    return make_deliberation(ann, make_council(quorum=3), is_rehearsal=True)


def test_an_opinion_stored_but_not_in_the_log_is_appended_once(
    deliberation: Deliberation, upstream: Rehearsal
) -> None:
    recorder = begun(deliberation)
    recorder.emit(given("ann"))
    store_only(recorder, given("bob"))
    lose_worker(deliberation)

    runner.run(deliberation.id)

    events = read_log(deliberation.id)
    assert_whole(events)
    members = [event["member"] for event in events if event["type"] == "opinion.given"]
    assert members == ["ann", "bob", "cleo"]
    assert calls(upstream) == {"cleo": 1, "chair": 1}


def test_after_the_synthesis_was_stored_nobody_is_asked_again(
    deliberation: Deliberation, upstream: Rehearsal
) -> None:
    recorder = begun(deliberation)
    for member in ("ann", "bob", "cleo"):
        recorder.emit(given(member))
    store_only(recorder, synthesis())
    lose_worker(deliberation)

    runner.run(deliberation.id)

    events = read_log(deliberation.id)
    assert_whole(events)
    assert types_of(events)[-2:] == ["synthesis.given", "deliberation.finished"]
    assert types_of(events).count("synthesis.given") == 1
    assert calls(upstream) == {}
    deliberation.refresh_from_db()
    assert (deliberation.status, deliberation.outcome) == ("done", "full")


def test_who_was_still_speaking_when_worker_and_synthesis_were_done_is_late(
    deliberation: Deliberation, upstream: Rehearsal
) -> None:
    recorder = begun(deliberation)
    for member in ("ann", "bob"):
        recorder.emit(given(member))
    recorder.emit(synthesis("degraded"))
    lose_worker(deliberation)

    runner.run(deliberation.id)

    deliberation.refresh_from_db()
    assert (deliberation.status, deliberation.outcome) == ("done", "degraded")
    assert deliberation.opinions.get(member="cleo").code == "deadline"
    events = read_log(deliberation.id)
    assert_whole(events)
    assert events[-1]["receipt"]["missing"] == [{"member": "cleo", "code": "deadline"}]


def test_a_worker_lost_before_its_first_event_costs_nothing(
    deliberation: Deliberation, upstream: Rehearsal
) -> None:
    assert lease.claim(deliberation.id)
    lose_worker(deliberation)

    runner.run(deliberation.id)

    assert_whole(read_log(deliberation.id))
    deliberation.refresh_from_db()
    assert deliberation.outcome == "full"


def test_when_redis_forgets_in_the_middle_the_log_is_rebuilt_from_one(
    deliberation: Deliberation,
    upstream: Rehearsal,
    workers: ThreadPoolExecutor,
    redis_store: Redis,
) -> None:
    upstream.set_faults(bob=["crawl:30"])
    with watching(deliberation.id) as [watch]:
        working = workers.submit(runner.run, deliberation.id)
        watch.wait_for("opinion.given", member="ann")
        watch.wait_for("opinion.given", member="cleo")
        watch.wait_for("opinion.delta", member="bob")
        redis_store.flushall()
        assert working.result() is runner.Ending.SETTLED
        events = watch.to_the_end()

    deliberation.refresh_from_db()
    assert (deliberation.status, deliberation.outcome) == ("done", "full")
    assert deliberation.epoch == 2
    assert [type(frame) for frame in watch.frames].count(Reset) == 1
    assert_whole(events)
    assert read_log(deliberation.id) == events
    bob = [e for e in events if e.get("member") == "bob"]
    said = "".join(event["text"] for event in bob if event["type"] == "opinion.delta")
    assert said.strip() == bob[-1]["text"] == deliberation.opinions.get(member="bob").text


def test_when_redis_forgets_just_before_the_end_the_reader_reads_on_from_the_row(
    deliberation: Deliberation, redis_store: Redis
) -> None:
    recorder = begun(deliberation)
    with watching(deliberation.id) as [watch]:
        watch.wait_for("deliberation.started")
        redis_store.flushall()
        began = time.monotonic()
        recorder.emit(given("ann"))
        recorder.end(DeliberationCancelled("ann"), status="cancelled", outcome="none")
        events = watch.to_the_end()

    assert time.monotonic() - began < 5  # it was told, and did not look by itself
    assert_whole(events)
    assert types_of(events)[1:] == ["opinion.given", "deliberation.cancelled"]


def test_when_redis_forgets_with_the_worker_the_rows_make_the_log_anew(
    deliberation: Deliberation, upstream: Rehearsal, redis_store: Redis
) -> None:
    recorder = begun(deliberation)
    recorder.emit(given("ann"))
    wait_until_logged(recorder, 2)
    redis_store.flushall()
    lose_worker(deliberation)

    runner.run(deliberation.id)

    deliberation.refresh_from_db()
    assert (deliberation.epoch, deliberation.outcome) == (2, "full")
    events = read_log(deliberation.id)
    assert_whole(events)
    assert types_of(events)[:3] == ["deliberation.started", "opinion.started", "opinion.given"]
    assert calls(upstream) == {"bob": 1, "cleo": 1, "chair": 1}


def test_a_log_left_behind_by_an_older_database_gives_way(
    deliberation: Deliberation, upstream: Rehearsal
) -> None:
    runner.run(deliberation.id)
    restored = Deliberation.objects.filter(id=deliberation.id)
    deliberation.opinions.all().delete()
    restored.update(
        status="queued", outcome="", synthesis=None, event_log=None, runs=0, ended_at=None
    )

    assert runner.run(deliberation.id) is runner.Ending.SETTLED

    deliberation.refresh_from_db()
    assert (deliberation.epoch, deliberation.outcome) == (2, "full")
    assert_whole(read_log(deliberation.id))


def test_what_loses_its_worker_again_and_again_is_given_up_with_its_log_whole(
    deliberation: Deliberation, upstream: Rehearsal
) -> None:
    recorder = begun(deliberation)
    recorder.emit(given("ann"))
    lose_worker(deliberation)
    Deliberation.objects.filter(id=deliberation.id).update(runs=runner.MOST_RUNS)

    with watching(deliberation.id) as [watch]:
        watch.wait_for("opinion.given", member="ann")
        assert runner.run(deliberation.id) is runner.Ending.SETTLED
        events = watch.to_the_end()

    deliberation.refresh_from_db()
    assert (deliberation.status, deliberation.code) == ("failed", "run_too_often")
    assert_whole(events)
    assert "opinion.given" in types_of(events)
    assert read_log(deliberation.id) == events
    assert calls(upstream) == {}
