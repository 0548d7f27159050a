"""The sweep: what lost its worker or its place in the queue gets another, once."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier

import pytest
from celery.contrib.testing.worker import start_worker
from django.contrib.auth.models import User
from django.db import connection
from django.utils import timezone
from redis import Redis

from backend.celery import app
from council import lease, services, tasks
from council.models import Council, Deliberation, IdempotencyKey
from tests.factories import make_council, make_deliberation
from tests.integration.interrupted import begun, calls, given
from tests.integration.lone_worker import lone_worker
from tests.integration.queueing import enqueued
from tests.integration.rehearsal import Rehearsal
from tests.integration.watching import assert_whole, wait_until, watching

pytestmark = pytest.mark.django_db(transaction=True)

SWEEPS = 6


@pytest.fixture
def council(ann: User, redis_store: Redis) -> Council:
    return make_council()


@pytest.fixture
def celery_worker(upstream: Rehearsal) -> Iterator[None]:
    """A real one, with threads as in `up`."""
    with start_worker(app, pool="threads", concurrency=4, perform_ping_check=False):
        yield


def ago(seconds: float) -> datetime:
    return timezone.now() - timedelta(seconds=seconds)


def running_since(deliberation: Deliberation, seconds: float, *, lease_left: float) -> None:
    assert lease.claim(deliberation.id)
    Deliberation.objects.filter(id=deliberation.id).update(
        enqueued_at=ago(seconds), lease_expires_at=ago(-lease_left)
    )


def test_what_lost_its_worker_is_enqueued_again_and_nothing_else(
    ann: User, council: Council, redis_store: Redis
) -> None:
    lost, alive, ended = (make_deliberation(ann, council) for _ in range(3))
    running_since(lost, 30, lease_left=-1)
    running_since(alive, 30, lease_left=5)
    running_since(ended, 30, lease_left=-1)
    Deliberation.objects.filter(id=ended.id).update(status="done")

    tasks.sweep()
    tasks.sweep()

    assert enqueued(redis_store) == [str(lost.id)]


def test_however_many_sweep_at_once_it_is_enqueued_once(
    ann: User, council: Council, redis_store: Redis, workers: ThreadPoolExecutor
) -> None:
    lost = make_deliberation(ann, council)
    running_since(lost, 30, lease_left=-1)
    together = Barrier(SWEEPS)

    def sweep(_: int) -> None:
        together.wait()
        try:
            tasks.sweep()
        finally:
            connection.close()

    list(workers.map(sweep, range(SWEEPS)))

    assert enqueued(redis_store) == [str(lost.id)]


def test_what_was_forgotten_in_the_queue_is_enqueued_again(
    ann: User, council: Council, redis_store: Redis
) -> None:
    forgotten, fresh = (make_deliberation(ann, council) for _ in range(2))
    Deliberation.objects.filter(id=forgotten.id).update(enqueued_at=ago(61))

    tasks.sweep()
    tasks.sweep()

    assert enqueued(redis_store) == [str(forgotten.id)]
    fresh.refresh_from_db()
    assert fresh.status == "queued"


def test_who_only_waits_in_a_long_queue_is_not_forgotten(
    ann: User, council: Council, redis_store: Redis
) -> None:
    waiting = [make_deliberation(ann, council) for _ in range(2)]
    for deliberation in waiting:
        tasks.run_deliberation.delay(str(deliberation.id))
    Deliberation.objects.update(enqueued_at=ago(61))

    tasks.sweep()

    assert enqueued(redis_store) == sorted(str(deliberation.id) for deliberation in waiting)


def test_keys_are_kept_for_a_day(ann: User, council: Council) -> None:
    for hours, digest in ((23.9, "young"), (24.1, "old")):
        key = IdempotencyKey.objects.create(
            person=ann,
            key_digest=digest,
            body_digest="b",
            deliberation=make_deliberation(ann, council),
        )
        IdempotencyKey.objects.filter(pk=key.pk).update(created_at=ago(hours * 3600))

    tasks.sweep()

    assert [key.key_digest for key in IdempotencyKey.objects.all()] == ["young"]


def test_a_submitted_query_is_carried_through_by_a_celery_worker(
    ann: User, upstream: Rehearsal, celery_worker: None
) -> None:
    deliberation = services.submit_query(asked_by=ann, council=make_council(), query="Why, canary?")
    with watching(deliberation.id) as [watch]:
        assert_whole(watch.to_the_end())

    deliberation.refresh_from_db()
    assert (deliberation.status, deliberation.outcome) == ("done", "full")


def test_what_a_killed_worker_left_ends_by_itself_after_a_sweep(
    ann: User, upstream: Rehearsal, celery_worker: None
) -> None:
    upstream.set_faults(bob=["hang", "ok"])
    deliberation = make_deliberation(ann, make_council(quorum=3), is_rehearsal=True)
    Deliberation.objects.update(enqueued_at=ago(30))
    with watching(deliberation.id) as [watch]:
        with lone_worker(deliberation.id) as process:
            watch.wait_for("opinion.given", member="ann")
            watch.wait_for("opinion.given", member="cleo")
            watch.wait_for("opinion.started", member="bob")
            process.kill()
        wait_until(lambda: Deliberation.objects.abandoned().exists(), "the lease to expire")
        tasks.sweep()
        assert_whole(watch.to_the_end())

    assert calls(upstream) == {"ann": 1, "bob": 2, "cleo": 1, "chair": 1}


def test_a_worker_that_finds_a_live_lease_leaves_it_alone(
    ann: User, upstream: Rehearsal, celery_worker: None
) -> None:
    held = make_deliberation(ann, make_council(), is_rehearsal=True)
    recorder = begun(held)
    tasks.run_deliberation.delay(str(held.id))
    after = services.submit_query(asked_by=ann, council=make_council("other"), query="Why, canary?")
    with watching(after.id) as [watch]:
        watch.to_the_end()

    recorder.emit(given("ann"))
    held.refresh_from_db()
    assert (held.runs, held.lease_token) == (1, recorder.token)
