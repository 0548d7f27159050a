"""What a person tells a sitting council: heard at once, or first thing by whoever takes over."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from django.contrib.auth.models import User
from redis import Redis

from council import runner, services
from council.deliberation.events import DeliberationCancelled, SynthesisDelta, SynthesisStarted
from council.errors import AlreadyFinished, UnknownMember
from council.models import Deliberation
from tests.factories import make_council, make_deliberation
from tests.integration.interrupted import begun, calls, given, lose_worker
from tests.integration.rehearsal import Rehearsal
from tests.integration.watching import assert_whole, read_log, types_of, watching

pytestmark = pytest.mark.django_db(transaction=True)

CUT_SECONDS = 1.0
ROUNDS = 4

COMMANDS: list[Callable[..., None]] = [
    services.cancel_deliberation,
    services.synthesize_now,
    partial(services.stop_member, member="ann"),
]


@pytest.fixture
def deliberation(ann: User, upstream: Rehearsal) -> Deliberation:
    """All three must speak before it goes on."""
    return make_deliberation(ann, make_council(quorum=3), is_rehearsal=True)


def test_cancelling_ends_it_within_a_second_and_keeps_what_was_said(
    deliberation: Deliberation, upstream: Rehearsal, workers: ThreadPoolExecutor
) -> None:
    upstream.set_faults(ann=["stall"], bob=["hang"], cleo=["ok"])
    with watching(deliberation.id) as [watch]:
        working = workers.submit(runner.run, deliberation.id)
        watch.wait_for("opinion.delta", member="ann")
        watch.wait_for("opinion.started", member="bob")
        watch.wait_for("opinion.given", member="cleo")
        services.cancel_deliberation(deliberation=deliberation, by="ann")
        cancelled_at = time.monotonic()
        assert working.result() is runner.Ending.SETTLED
        seconds = time.monotonic() - cancelled_at
        events = watch.to_the_end()

    assert seconds < CUT_SECONDS
    assert_whole(events)
    assert (events[-1]["type"], events[-1]["by"]) == ("deliberation.cancelled", "ann")
    deliberation.refresh_from_db()
    assert (deliberation.status, deliberation.outcome) == ("cancelled", "none")
    rows = {row.member: row for row in deliberation.opinions.all()}
    assert {name: row.status for name, row in rows.items()} == {
        "ann": "stopped",
        "bob": "stopped",
        "cleo": "given",
    }
    said = [e["text"] for e in events if e["type"] == "opinion.delta" and e["member"] == "ann"]
    assert rows["ann"].text == "".join(said) != ""
    assert "chair" not in upstream.calls()


def test_cancelling_while_the_chair_speaks_numbers_every_event_once(
    ann: User, upstream: Rehearsal, workers: ThreadPoolExecutor
) -> None:
    upstream.set_faults(chair=["crawl:500*"])
    council = make_council()
    for _ in range(ROUNDS):
        deliberation = make_deliberation(ann, council, is_rehearsal=True)
        with watching(deliberation.id) as [watch]:
            working = workers.submit(runner.run, deliberation.id)
            watch.wait_for("synthesis.delta")
            services.cancel_deliberation(deliberation=deliberation, by="ann")
            assert working.result() is runner.Ending.SETTLED
            events = watch.to_the_end()
        assert_whole(events)
        assert events[-1]["type"] == "deliberation.cancelled"
        assert read_log(deliberation.id) == events


def test_the_last_words_before_the_end_are_in_the_log(deliberation: Deliberation) -> None:
    recorder = begun(deliberation)
    recorder.emit(SynthesisStarted("huggingface:chair", 1))
    for word in ("So ", "be ", "it."):
        recorder.emit(SynthesisDelta(word))
    recorder.end(DeliberationCancelled("ann"), status="cancelled")

    events = read_log(deliberation.id)
    assert_whole(events)
    said = [event["text"] for event in events if event["type"] == "synthesis.delta"]
    assert "".join(said) == "So be it."


def test_what_is_still_queued_is_cancelled_without_a_worker(
    deliberation: Deliberation, upstream: Rehearsal
) -> None:
    services.cancel_deliberation(deliberation=deliberation, by="ann")

    deliberation.refresh_from_db()
    assert (deliberation.status, deliberation.outcome) == ("cancelled", "none")
    events = read_log(deliberation.id)
    assert_whole(events)
    assert types_of(events) == ["deliberation.started", "deliberation.cancelled"]
    assert runner.run(deliberation.id) is runner.Ending.NOTHING_TO_DO
    assert calls(upstream) == {}


def test_stopping_one_member_keeps_its_text_and_lets_the_others_go_on(
    deliberation: Deliberation, upstream: Rehearsal, workers: ThreadPoolExecutor
) -> None:
    upstream.set_faults(bob=["stall"])
    with watching(deliberation.id) as [watch]:
        working = workers.submit(runner.run, deliberation.id)
        watch.wait_for("opinion.delta", member="bob")
        services.stop_member(deliberation=deliberation, member="bob", by="ann")
        stopped = watch.wait_for("opinion.stopped", member="bob")
        assert working.result() is runner.Ending.SETTLED
        assert_whole(watch.to_the_end())

    deliberation.refresh_from_db()
    assert stopped["by"] == "ann"
    assert stopped["text"] == deliberation.opinions.get(member="bob").text != ""
    given_by = set(deliberation.opinions.filter(status="given").values_list("member", flat=True))
    assert given_by == {"ann", "cleo"}
    assert deliberation.receipt is not None
    assert deliberation.receipt["missing"] == [{"member": "bob", "code": "stopped"}]


def test_stopping_the_chair_leaves_an_opinion_in_its_place(
    deliberation: Deliberation, upstream: Rehearsal, workers: ThreadPoolExecutor
) -> None:
    upstream.set_faults(chair=["hang"])
    with watching(deliberation.id) as [watch]:
        working = workers.submit(runner.run, deliberation.id)
        watch.wait_for("synthesis.started")
        services.stop_member(deliberation=deliberation, member="chair", by="ann")
        assert working.result() is runner.Ending.SETTLED

    deliberation.refresh_from_db()
    assert (deliberation.status, deliberation.outcome) == ("done", "degraded")
    assert deliberation.synthesis is not None
    assert deliberation.synthesis["chosen"] == "ann"


def test_synthesizing_now_goes_on_with_the_opinions_that_are_there(
    deliberation: Deliberation, upstream: Rehearsal, workers: ThreadPoolExecutor
) -> None:
    upstream.set_faults(bob=["hang"])
    with watching(deliberation.id) as [watch]:
        working = workers.submit(runner.run, deliberation.id)
        for member in ("ann", "cleo"):
            watch.wait_for("opinion.given", member=member)
        services.synthesize_now(deliberation=deliberation, by="ann")
        assert working.result() is runner.Ending.SETTLED
        events = watch.to_the_end()

    assert_whole(events)
    assert events[-1]["receipt"]["given"] == ["ann", "cleo"]
    assert events[-1]["receipt"]["missing"] == [{"member": "bob", "code": "deadline"}]
    deliberation.refresh_from_db()
    assert deliberation.synthesis is not None
    assert deliberation.synthesis["model"] == "huggingface:chair"


def test_what_was_told_before_the_start_is_heard_first(
    deliberation: Deliberation, upstream: Rehearsal
) -> None:
    services.stop_member(deliberation=deliberation, member="bob", by="ann")

    runner.run(deliberation.id)

    assert calls(upstream) == {"ann": 1, "cleo": 1}  # and two are no quorum for the chair
    assert deliberation.opinions.get(member="bob").status == "stopped"


def test_a_cancel_that_the_lost_worker_never_heard_is_heard_by_the_next(
    deliberation: Deliberation, upstream: Rehearsal
) -> None:
    begun(deliberation).emit(given("ann"))
    lose_worker(deliberation)
    deliberation.refresh_from_db()
    services.cancel_deliberation(deliberation=deliberation, by="ann")

    assert runner.run(deliberation.id) is runner.Ending.SETTLED

    deliberation.refresh_from_db()
    assert deliberation.status == "cancelled"
    assert deliberation.opinions.get(member="ann").status == "given"
    assert_whole(read_log(deliberation.id))
    assert calls(upstream) == {}


def test_a_command_given_while_nobody_could_listen_is_heard_when_they_listen_again(
    deliberation: Deliberation,
    upstream: Rehearsal,
    workers: ThreadPoolExecutor,
    redis_store: Redis,
) -> None:
    upstream.put_faults({"*": ["hang*"]})
    with watching(deliberation.id) as [watch]:
        working = workers.submit(runner.run, deliberation.id)
        watch.wait_for("opinion.started", member="bob")
        assert redis_store.client_kill_filter(_type="pubsub")
        services.cancel_deliberation(deliberation=deliberation, by="ann")
        assert working.result(timeout=5) is runner.Ending.SETTLED
        assert_whole(watch.to_the_end())

    deliberation.refresh_from_db()
    assert deliberation.status == "cancelled"


@pytest.mark.parametrize("command", COMMANDS)
def test_what_has_ended_takes_no_commands(
    deliberation: Deliberation, command: Callable[..., None], redis_store: Redis
) -> None:
    services.cancel_deliberation(deliberation=deliberation, by="ann")
    deliberation.refresh_from_db()
    before = redis_store.dbsize(), read_log(deliberation.id)

    with pytest.raises(AlreadyFinished):
        command(deliberation=deliberation, by="ann")

    assert (redis_store.dbsize(), read_log(deliberation.id)) == before


def test_nobody_can_stop_who_is_not_there(deliberation: Deliberation) -> None:
    with pytest.raises(UnknownMember):
        services.stop_member(deliberation=deliberation, member="cy", by="ann")
