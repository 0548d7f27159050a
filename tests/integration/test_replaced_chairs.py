"""A member is put in the chair's place while its deliberation runs, and stays there whoever runs
it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from django.contrib.auth.models import User

from council import results, revisions, runner, services
from council.deliberation.events import ChairReplaced, SynthesisStarted
from council.deliberation.shown import MemberShown, ModelShown
from council.errors import NoChair, UnknownMember
from council.models import Deliberation
from tests.factories import make_council, make_deliberation
from tests.integration.interrupted import begun, calls, given, lose_worker, store_only
from tests.integration.lone_worker import lone_worker
from tests.integration.rehearsal import Rehearsal
from tests.integration.watching import assert_whole, read_log, types_of, watching
from tests.integration.ways_in import address_of, assert_refused, client_of

pytestmark = pytest.mark.django_db(transaction=True)

ANN_CHAIRS = ChairReplaced(
    "ann",
    MemberShown(
        "chair", "Chair", "reasoning", (ModelShown("huggingface:ann", "Ann", "huggingface"),)
    ),
    "ann",
    1,
)


@pytest.fixture
def deliberation(ann: User, upstream: Rehearsal) -> Deliberation:
    return make_deliberation(ann, make_council(quorum=3), is_rehearsal=True)


def test_a_chair_that_hangs_is_replaced(
    deliberation: Deliberation,
    ann: User,
    bob: User,
    upstream: Rehearsal,
    workers: ThreadPoolExecutor,
) -> None:
    upstream.put_faults({"chair@chair": ["hang"]})
    path = address_of(deliberation, "synthesize/")
    ask = partial(client_of(ann).post, path, {"chair": "ann"}, content_type="application/json")
    with watching(deliberation.id) as [watch]:
        working = workers.submit(runner.run, deliberation.id)
        watch.wait_for("synthesis.started")
        assert client_of(bob).post(path, {"chair": "ann"}).status_code == 404
        answer = ask()
        assert (answer.status_code, answer.json()["id"]) == (202, str(deliberation.id))
        assert working.result() is runner.Ending.SETTLED
        events = watch.to_the_end()

    assert_whole(events)
    [replaced] = [event for event in events if event["type"] == "chair.replaced"]
    assert (replaced["member"], replaced["by"], replaced["number"]) == ("ann", "ann", 1)
    assert replaced["chair"]["models"][0]["name"] == "huggingface:ann"
    assert types_of(events)[-2:] == ["synthesis.given", "deliberation.finished"]
    told = client_of(ann).get(address_of(deliberation)).json()
    assert (told["chaired_by"], told["outcome"]) == ("ann", "full")
    assert told["synthesis"]["model"] == "huggingface:ann"
    assert told["chair"]["models"] == replaced["chair"]["models"]
    assert_refused(
        client_of(ann).post(path, {"chair": "zoe"}, content_type="application/json"),
        404,
        "unknown_member",
    )


def test_what_the_lost_worker_never_heard_is_heard_by_the_next(
    deliberation: Deliberation, upstream: Rehearsal
) -> None:
    recorder = begun(deliberation)
    for member in ("ann", "bob", "cleo"):
        recorder.emit(given(member))
    recorder.emit(SynthesisStarted("huggingface:chair", 1))
    services.synthesize_now(deliberation=deliberation, by="ann", chair="bob")
    lose_worker(deliberation)

    runner.run(deliberation.id)

    events = read_log(deliberation.id)
    assert_whole(events)
    assert [e["member"] for e in events if e["type"] == "chair.replaced"] == ["bob"]
    assert calls(upstream) == {"bob": 1}


def test_who_had_taken_the_chair_keeps_it_when_the_worker_is_lost(
    deliberation: Deliberation, upstream: Rehearsal
) -> None:
    recorder = begun(deliberation)
    for member in ("ann", "bob", "cleo"):
        recorder.emit(given(member))
    services.synthesize_now(deliberation=deliberation, by="ann", chair="ann")
    store_only(recorder, ANN_CHAIRS)
    lose_worker(deliberation)

    runner.run(deliberation.id)

    events = read_log(deliberation.id)
    assert_whole(events)
    assert types_of(events).count("chair.replaced") == 1
    assert calls(upstream) == {"ann": 1}
    deliberation.refresh_from_db()
    assert results.chaired_by(deliberation) == ("ann",)


def test_a_log_that_is_rebuilt_tells_who_chairs(
    deliberation: Deliberation, upstream: Rehearsal
) -> None:
    recorder = begun(deliberation)
    recorder.emit(given("ann"))
    recorder.emit(ANN_CHAIRS)
    deliberation.refresh_from_db()

    told = list(results.events_of(deliberation))

    assert [type(event) for event in told][-1] is ChairReplaced
    assert told[-1] == ANN_CHAIRS
    assert told[0].chair.models[0].name == "huggingface:chair"  # type: ignore[union-attr]


def test_a_revision_keeps_who_chaired_at_last(
    deliberation: Deliberation, upstream: Rehearsal, workers: ThreadPoolExecutor
) -> None:
    upstream.put_faults({"chair@chair": ["hang"]})
    with watching(deliberation.id) as [watch]:
        working = workers.submit(runner.run, deliberation.id)
        watch.wait_for("synthesis.started", model="huggingface:chair")
        services.synthesize_now(deliberation=deliberation, by="ann", chair="ann")
        assert working.result() is runner.Ending.SETTLED
    deliberation.refresh_from_db()
    upstream.clear()

    revision = revisions.synthesize_again(deliberation=deliberation)
    runner.run(revision.id)

    assert calls(upstream) == {"ann": 1}
    assert revision.line_up["chaired_by"] == "ann"


def test_nobody_chairs_where_no_answer_is_written(ann: User, upstream: Rehearsal) -> None:
    council = make_council()
    terms = services.Terms(strategy="compare")
    deliberation = services.submit_query(asked_by=ann, council=council, query="Why?", terms=terms)

    with pytest.raises(NoChair):
        services.synthesize_now(deliberation=deliberation, by="ann", chair="ann")
    with pytest.raises(UnknownMember):
        services.synthesize_now(deliberation=deliberation, by="ann", chair="chair")
    services.synthesize_now(deliberation=deliberation, by="ann")


def test_who_is_put_there_twice_is_told_once_and_stopped_once(
    deliberation: Deliberation, upstream: Rehearsal, workers: ThreadPoolExecutor
) -> None:
    """Each command is carried out once, in order, however often all are delivered."""
    upstream.put_faults({"chair@chair": ["hang"], "chair@ann": ["hang"]})
    with watching(deliberation.id) as [watch]:
        working = workers.submit(runner.run, deliberation.id)
        watch.wait_for("synthesis.started", model="huggingface:chair")
        services.synthesize_now(deliberation=deliberation, by="ann", chair="ann")
        watch.wait_for("synthesis.started", model="huggingface:ann")
        services.synthesize_now(deliberation=deliberation, by="ann", chair="bob")
        assert working.result() is runner.Ending.SETTLED
        events = watch.to_the_end()

    assert_whole(events)
    chairs = [(e["member"], e["number"]) for e in events if e["type"] == "chair.replaced"]
    assert chairs == [("ann", 1), ("bob", 2)]
    assert events[-2]["model"] == "huggingface:bob"


def test_a_worker_killed_while_the_member_writes_leaves_the_chair_to_it(
    deliberation: Deliberation, upstream: Rehearsal
) -> None:
    upstream.put_faults({"chair@chair": ["hang"], "chair@ann": ["hang", "ok"]})
    with watching(deliberation.id) as [watch]:
        with lone_worker(deliberation.id) as worker:
            watch.wait_for("synthesis.started", model="huggingface:chair")
            services.synthesize_now(deliberation=deliberation, by="ann", chair="ann")
            watch.wait_for("synthesis.started", model="huggingface:ann")
            worker.kill()
            worker.wait()
        lose_worker(deliberation)
        assert runner.run(deliberation.id) is runner.Ending.SETTLED
        events = watch.to_the_end()

    assert_whole(events)
    assert [e["number"] for e in events if e["type"] == "chair.replaced"] == [1]
    assert events[-1]["outcome"] == "full"
    assert events[-2]["model"] == "huggingface:ann"
    assert calls(upstream)["chair"] == 1
