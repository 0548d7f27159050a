"""Try again now, skip a model: heard at once, once, and by whoever takes over."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from django.contrib.auth.models import User
from django.test import Client

from council import commands, nudges, runner, services
from council.deliberation.events import OpinionRetrying, OpinionStarted
from council.errors import AlreadyFinished, NothingToSkip, NothingWaits, UnknownMember
from council.models import Deliberation
from providers.models import Attempt
from tests.factories import add_fallback, make_council, make_deliberation
from tests.integration.interrupted import begun, calls, lose_worker, wait_until_logged
from tests.integration.rehearsal import Rehearsal
from tests.integration.watching import assert_whole, read_log, watching

pytestmark = pytest.mark.django_db(transaction=True)

SOON = 4.0
SKIPPED = "It was skipped."


@pytest.fixture
def deliberation(ann: User, upstream: Rehearsal) -> Deliberation:
    """All three must speak; Ann's place has a second model."""
    council = add_fallback(make_council(quorum=3), "ann", "ann2", "huggingface")
    return make_deliberation(ann, council, is_rehearsal=True)


def test_trying_now_ends_the_wait_for_the_provider(
    deliberation: Deliberation, upstream: Rehearsal, workers: ThreadPoolExecutor
) -> None:
    upstream.set_faults(ann=["429:9", "ok"])
    with watching(deliberation.id) as [watch]:
        working = workers.submit(runner.run, deliberation.id)
        retrying = watch.wait_for("opinion.retrying", member="ann")
        told_at = time.monotonic()
        nudges.retry_now(deliberation=deliberation, member="ann", by="ann")
        watch.wait_for("opinion.delta", member="ann")
        seconds = time.monotonic() - told_at
        assert working.result() is runner.Ending.SETTLED
        events = watch.to_the_end()

    assert seconds < SOON
    assert retrying["most_attempts"] == 3
    assert_whole(events)
    assert calls(upstream)["ann"] == 2
    assert "ann2" not in calls(upstream)
    codes = Attempt.objects.filter(voice="ann").order_by("number").values_list("code", flat=True)
    assert list(codes) == ["rate_limited", ""]


def test_skipping_goes_to_the_next_model_and_tells_who_wanted_that(
    deliberation: Deliberation, upstream: Rehearsal, workers: ThreadPoolExecutor
) -> None:
    upstream.set_faults(ann=["stall"], ann2=["ok"])
    with watching(deliberation.id) as [watch]:
        working = workers.submit(runner.run, deliberation.id)
        watch.wait_for("opinion.delta", member="ann")
        nudges.skip_model(deliberation=deliberation, member="ann", by="ann")
        fell_back = watch.wait_for("opinion.fell_back", member="ann")
        # What came before is heard again with every command.
        commands.give(deliberation.id, "skip", by="ann", member="bob", meant="huggingface:nobody")
        assert working.result() is runner.Ending.SETTLED
        events = watch.to_the_end()

    assert_whole(events)
    assert fell_back["to_model"] == "huggingface:ann2"
    assert (fell_back["code"], fell_back["message"]) == ("skipped", SKIPPED)
    row = deliberation.opinions.get(member="ann")
    assert (row.status, row.model) == ("given", "huggingface:ann2")
    first, second = Attempt.objects.filter(voice="ann").order_by("number")
    assert (first.status, first.code) == ("cancelled", "skipped")
    assert (second.status, second.code) == ("succeeded", "")
    assert [e["member"] for e in events if e["type"] == "opinion.fell_back"] == ["ann"]


def test_who_has_no_other_model_passes(
    deliberation: Deliberation, upstream: Rehearsal, workers: ThreadPoolExecutor
) -> None:
    upstream.set_faults(bob=["hang"])
    with watching(deliberation.id) as [watch]:
        working = workers.submit(runner.run, deliberation.id)
        watch.wait_for("opinion.started", member="bob")
        nudges.skip_model(deliberation=deliberation, member="bob", by="ann")
        failed = watch.wait_for("opinion.failed", member="bob")
        assert working.result() is runner.Ending.SETTLED

    assert failed["code"] == "no_model_left"
    assert failed["message"] == f"No model is left: {SKIPPED}"


def test_a_skip_that_the_lost_worker_never_heard_is_heard_by_the_next_and_once(
    deliberation: Deliberation, upstream: Rehearsal
) -> None:
    recorder = begun(deliberation)
    recorder.emit(OpinionStarted("ann", "huggingface:ann", 1))
    wait_until_logged(recorder, 2)
    nudges.skip_model(deliberation=deliberation, member="ann", by="ann")
    lose_worker(deliberation)

    assert runner.run(deliberation.id) is runner.Ending.SETTLED

    assert "ann" not in calls(upstream)
    assert calls(upstream)["ann2"] == 1
    row = deliberation.opinions.get(member="ann")
    assert (row.status, row.model) == ("given", "huggingface:ann2")
    events = read_log(deliberation.id)
    assert_whole(events)
    assert [e["code"] for e in events if e["type"] == "opinion.fell_back"] == ["skipped"]


def test_a_try_that_the_lost_worker_never_heard_ends_no_other_wait(
    deliberation: Deliberation, upstream: Rehearsal
) -> None:
    upstream.set_faults(ann=["429:1", "ok"])
    recorder = begun(deliberation)
    refused = ("huggingface:ann", "rate_limited", "Asked too often.", "2026-03-02T14:02:02.500Z")
    recorder.emit(OpinionRetrying("ann", *refused))
    wait_until_logged(recorder, 2)
    nudges.retry_now(deliberation=deliberation, member="ann", by="ann")
    lose_worker(deliberation)

    assert runner.run(deliberation.id) is runner.Ending.SETTLED

    first, second = upstream.arrivals()["ann"]
    assert second - first >= 1
    assert_whole(read_log(deliberation.id))


def test_before_it_has_begun_the_first_model_of_a_member_can_be_skipped(
    deliberation: Deliberation, upstream: Rehearsal
) -> None:
    nudges.skip_model(deliberation=deliberation, member="ann", by="ann")

    runner.run(deliberation.id)

    assert "ann" not in calls(upstream)
    assert deliberation.opinions.get(member="ann").model == "huggingface:ann2"


def test_only_what_is_still_asked_can_be_skipped(
    deliberation: Deliberation, upstream: Rehearsal, workers: ThreadPoolExecutor
) -> None:
    upstream.set_faults(ann=["hang"], ann2=["ok"], cleo=["hang"])
    skip = partial(nudges.skip_model, deliberation=deliberation, by="ann")
    with watching(deliberation.id) as [watch]:
        working = workers.submit(runner.run, deliberation.id)
        watch.wait_for("opinion.started", member="ann")
        watch.wait_for("opinion.given", member="bob")
        with pytest.raises(NothingToSkip):
            skip(member="ann", model="huggingface:ann2")
        with pytest.raises(NothingToSkip):
            skip(member="bob")
        with pytest.raises(NothingToSkip):
            skip(member="chair")
        for member in ("ann", "bob", "chair"):
            with pytest.raises(NothingWaits):
                nudges.retry_now(deliberation=deliberation, member=member, by="ann")
        skip(member="ann", model="huggingface:ann")
        watch.wait_for("opinion.given", member="ann")
        services.cancel_deliberation(deliberation=deliberation, by="ann")
        assert working.result() is runner.Ending.SETTLED


def test_the_chair_is_skipped_and_urged_alike(
    ann: User, upstream: Rehearsal, workers: ThreadPoolExecutor
) -> None:
    council = add_fallback(make_council(), "chair", "chair2", "huggingface")
    deliberation = make_deliberation(ann, council, is_rehearsal=True)
    upstream.set_faults(chair=["429:9", "hang"], chair2=["ok"])
    with watching(deliberation.id) as [watch]:
        working = workers.submit(runner.run, deliberation.id)
        watch.wait_for("synthesis.retrying")
        nudges.retry_now(deliberation=deliberation, member="chair", by="ann")
        watch.wait_for("synthesis.started", attempt=2)
        nudges.skip_model(deliberation=deliberation, member="chair", by="ann")
        watch.wait_for("synthesis.delta")
        assert working.result() is runner.Ending.SETTLED

    deliberation.refresh_from_db()
    assert deliberation.synthesis is not None
    assert deliberation.synthesis["model"] == "huggingface:chair2"


@pytest.mark.parametrize("nudge", [nudges.retry_now, nudges.skip_model])
def test_who_is_not_there_and_what_has_ended_takes_none(
    deliberation: Deliberation, nudge: Callable[..., None]
) -> None:
    with pytest.raises(UnknownMember):
        nudge(deliberation=deliberation, member="cy", by="ann")
    services.cancel_deliberation(deliberation=deliberation, by="ann")
    deliberation.refresh_from_db()
    with pytest.raises(AlreadyFinished):
        nudge(deliberation=deliberation, member="ann", by="ann")


@pytest.mark.parametrize("name", ["retry-now", "skip"])
def test_the_calls_answer_their_owner_only(
    deliberation: Deliberation, name: str, ann: User, cy: User
) -> None:
    path = f"/api/deliberations/{deliberation.id}/members"
    mine, strangers = Client(), Client()
    mine.force_login(ann)
    strangers.force_login(cy)

    assert strangers.post(f"{path}/ann/{name}/").status_code == 404
    refused = mine.post(f"{path}/nobody/{name}/", content_type="application/json")
    assert refused.json()["code"] == "unknown_member"
    answer = mine.post(f"{path}/ann/{name}/", content_type="application/json")
    if name == "skip":
        assert answer.status_code == 202
        other = mine.post(f"{path}/ann/skip/", {"model": "a:b"}, content_type="application/json")
        assert (other.status_code, other.json()["code"]) == (409, "nothing_to_skip")
        odd = mine.post(f"{path}/ann/skip/", {"modle": "a:b"}, content_type="application/json")
        assert odd.status_code == 400
    else:
        assert (answer.status_code, answer.json()["code"]) == (409, "nothing_waits")
