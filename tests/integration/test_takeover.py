"""A worker is killed, frozen or told to let go: another goes on from what is stored."""

from __future__ import annotations

import signal

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from council import runner
from council.event_log.reader import Reset
from council.models import Deliberation
from tests.factories import make_council, make_deliberation
from tests.integration.interrupted import calls
from tests.integration.lone_worker import lone_worker
from tests.integration.rehearsal import Rehearsal
from tests.integration.watching import assert_whole, read_log, wait_until, watching

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def deliberation(ann: User, upstream: Rehearsal) -> Deliberation:
    """All three must speak before it goes on."""
    return make_deliberation(ann, make_council(quorum=3), is_rehearsal=True)


def is_abandoned(deliberation: Deliberation) -> bool:
    return Deliberation.objects.abandoned().filter(id=deliberation.id).exists()


def test_after_a_worker_was_killed_only_those_who_had_not_spoken_are_asked_again(
    deliberation: Deliberation, upstream: Rehearsal
) -> None:
    upstream.set_faults(bob=["hang", "ok"])
    with watching(deliberation.id) as [watch]:
        with lone_worker(deliberation.id) as process:
            watch.wait_for("opinion.given", member="ann")
            watch.wait_for("opinion.given", member="cleo")
            watch.wait_for("opinion.started", member="bob")
            process.kill()
            process.wait()
            kept = {row.member: row.text for row in deliberation.opinions.all()}
            wait_until(lambda: is_abandoned(deliberation), "the lease to expire")
        assert runner.run(deliberation.id) is runner.Ending.SETTLED
        events = watch.to_the_end()

    deliberation.refresh_from_db()
    assert (deliberation.status, deliberation.outcome) == ("done", "full")
    assert (deliberation.runs, deliberation.epoch) == (2, 1)
    assert calls(upstream) == {"ann": 1, "bob": 2, "cleo": 1, "chair": 1}
    assert kept.keys() == {"ann", "cleo"}
    assert kept.items() <= {row.member: row.text for row in deliberation.opinions.all()}.items()
    assert_whole(events)
    assert Reset not in {type(frame) for frame in watch.frames}
    assert read_log(deliberation.id) == events


def test_a_frozen_worker_that_wakes_up_after_the_takeover_writes_nothing_more(
    deliberation: Deliberation, upstream: Rehearsal
) -> None:
    upstream.set_faults(bob=["slow:1", "ok"])
    with watching(deliberation.id) as [watch], lone_worker(deliberation.id) as process:
        watch.wait_for("opinion.given", member="ann")
        watch.wait_for("opinion.given", member="cleo")
        watch.wait_for("opinion.started", member="bob")
        process.send_signal(signal.SIGSTOP)
        wait_until(lambda: is_abandoned(deliberation), "the lease to expire")
        assert runner.run(deliberation.id) is runner.Ending.SETTLED
        events = watch.to_the_end()
        wait_until(lambda: upstream.calls()["bob"]["in_flight"] == 0, "the answer of the first bob")
        before = Deliberation.objects.values().get(), list(deliberation.opinions.values())

        process.send_signal(signal.SIGCONT)
        assert process.wait(timeout=10) == 0

    assert (Deliberation.objects.values().get(), list(deliberation.opinions.values())) == before
    assert read_log(deliberation.id) == events
    assert_whole(events)


def test_a_worker_told_to_let_go_leaves_the_deliberation_to_the_next_at_once(
    deliberation: Deliberation, upstream: Rehearsal
) -> None:
    upstream.set_faults(bob=["stall", "ok"])
    with watching(deliberation.id) as [watch]:
        with lone_worker(deliberation.id) as process:
            watch.wait_for("opinion.given", member="ann")
            watch.wait_for("opinion.given", member="cleo")
            watch.wait_for("opinion.delta", member="bob")
            process.terminate()
            assert process.wait(timeout=5) == 0
        assert is_abandoned(deliberation)
        assert not deliberation.opinions.filter(member="bob").exists()
        assert runner.run(deliberation.id) is runner.Ending.SETTLED
        assert_whole(watch.to_the_end())

    deliberation.refresh_from_db()
    assert deliberation.outcome == "full"
    assert calls(upstream) == {"ann": 1, "bob": 2, "cleo": 1, "chair": 1}


def test_a_lease_is_kept_for_as_long_as_its_worker_lives(
    deliberation: Deliberation, upstream: Rehearsal
) -> None:
    upstream.set_faults(bob=["slow:1.5"])
    with watching(deliberation.id) as [watch], lone_worker(deliberation.id) as process:
        watch.wait_for("opinion.started", member="bob")
        before = Deliberation.objects.get().lease_expires_at
        assert before is not None
        watch.wait_for("opinion.given", member="bob")
        assert timezone.now() > before
        watch.to_the_end()
        assert process.wait(timeout=5) == 0

    deliberation.refresh_from_db()
    assert (deliberation.runs, deliberation.outcome) == (1, "full")
