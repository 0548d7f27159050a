"""What a person was answered before is given to them again, where they asked for that."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest
from django.contrib.auth.models import User
from pytest_django import Settings
from redis import Redis

from council import runner, services
from council.models import Council, Deliberation
from providers.models import Attempt, Provider
from tests.factories import make_council, make_deliberation
from tests.integration.interrupted import calls
from tests.integration.lone_worker import lone_worker
from tests.integration.rehearsal import Rehearsal
from tests.integration.watching import assert_whole, read_log, types_of, watching
from tests.integration.ways_in import address_of, client_of
from tests.redis_contents import contents

pytestmark = pytest.mark.django_db(transaction=True)

EVERYBODY_ONCE = {"ann": 1, "bob": 1, "cleo": 1, "chair": 1}
NOTHING_USED = {"input_tokens": 0, "output_tokens": 0, "is_estimated": False}
CUT_SECONDS = 1.0


@pytest.fixture
def provider(upstream: Rehearsal, settings: Settings) -> Rehearsal:
    """The rehearsal upstream as if it were the real Hugging Face."""
    settings.REHEARSAL, settings.GRACE_SECONDS = False, 10.0
    settings.HF_TOKEN = "hf_canarykey"  # noqa: S105
    settings.HF_BASE_URL = upstream.url
    return upstream


@pytest.fixture
def council(provider: Rehearsal) -> Council:
    """All three must speak before it goes on."""
    return make_council(quorum=3)


def ask(
    person: User,
    council: Council,
    query: str = "Why, canary?",
    *,
    reuse_answers: bool = True,
    is_rehearsal: bool = False,
) -> Deliberation:
    deliberation = make_deliberation(person, council, query, is_rehearsal=is_rehearsal)
    Deliberation.objects.filter(id=deliberation.id).update(reuse_answers=reuse_answers)
    return deliberation


def carry_through(deliberation: Deliberation) -> Deliberation:
    runner.run(deliberation.id)
    deliberation.refresh_from_db()
    assert deliberation.outcome == "full"
    return deliberation


def texts_of(deliberation: Deliberation) -> dict[str, str]:
    given = {row.member: row.text for row in deliberation.opinions.all()}
    assert deliberation.synthesis
    return {**given, "chair": deliberation.synthesis["text"]}


def test_what_was_answered_before_is_given_again_and_nobody_is_asked(
    ann: User, council: Council, provider: Rehearsal
) -> None:
    first = carry_through(ask(ann, council))

    again = carry_through(ask(ann, council))

    assert calls(provider) == EVERYBODY_ONCE
    assert texts_of(again) == texts_of(first)
    assert not Attempt.objects.filter(trace_id=again.id).exists()
    receipt = again.receipt or {}
    assert (receipt["given"], receipt["attempts"]) == (["ann", "bob", "cleo"], 0)
    assert receipt["usage"] == NOTHING_USED
    assert (receipt["cost_usd"], receipt["is_complete"]) == ("0", True)


def test_it_is_told_as_any_answer_is_and_says_where_it_is_from(
    ann: User, council: Council, provider: Rehearsal
) -> None:
    carry_through(ask(ann, council))

    again = carry_through(ask(ann, council))

    events = read_log(again.id)
    assert_whole(events)
    for voice, text in texts_of(again).items():
        told = [event for event in events if is_of(event, voice)]
        started, *deltas, given = told
        kind, _ = started["type"].split(".")
        assert types_of(told) == [
            f"{kind}.started",
            *[f"{kind}.delta"] * len(deltas),
            f"{kind}.given",
        ]
        assert (started["model"], started["attempt"]) == (f"huggingface:{voice}", 0)
        assert "".join(delta["text"] for delta in deltas) == given["text"] == text
        assert (given["usage"], given["cost_usd"]) == (NOTHING_USED, "0")
        assert given["routing"]["reason"] == (
            f"The same was asked of {voice.title()} before, and the answer kept."
        )


def is_of(event: dict[str, Any], voice: str) -> bool:
    area = event["type"].split(".")[0]
    return event.get("member") == voice or (area == "synthesis" and voice == "chair")


def test_the_api_tells_the_same(ann: User, council: Council, provider: Rehearsal) -> None:
    carry_through(ask(ann, council))
    again = carry_through(ask(ann, council))
    client = client_of(ann)

    body = client.get(address_of(again)).json()

    assert body["reuse_answers"] is True
    for told in (*body["opinions"], body["synthesis"]):
        assert (told["attempts"], told["usage"], told["cost_usd"]) == ([], NOTHING_USED, "0")
        assert "the answer kept" in told["routing"]["reason"]
    usage = client.get("/api/usage/").json()
    assert usage["total"]["requests"] == 4
    assert (usage["cache"]["requests"], usage["cache"]["hits"]) == (8, 4)


def test_nothing_is_reused_unasked_nor_for_another_person_or_query(
    ann: User, cy: User, council: Council, provider: Rehearsal
) -> None:
    carry_through(ask(ann, council))

    carry_through(ask(ann, council, reuse_answers=False))
    carry_through(ask(cy, council))
    carry_through(ask(ann, council, "How, canary?"))

    assert set(calls(provider).values()) == {4}


def test_members_with_one_model_each_speak_for_themselves(
    ann: User, council: Council, provider: Rehearsal
) -> None:
    [model] = {place.language_model for place in council.members.get(slug="ann").places.all()}
    for member in council.members.filter(is_chair=False):
        member.places.update(language_model=model)

    carry_through(ask(ann, council))
    carry_through(ask(ann, council))

    assert calls(provider) == {"ann": 3, "chair": 1}


def test_two_at_once_ask_once_for_each_voice(
    ann: User, council: Council, provider: Rehearsal, workers: ThreadPoolExecutor
) -> None:
    provider.set_faults(**{name: ["slow:0.5"] for name in EVERYBODY_ONCE})
    ids = [ask(ann, council).id for _ in range(2)]

    assert list(workers.map(runner.run, ids)) == [runner.Ending.SETTLED] * 2

    first, second = (Deliberation.objects.get(id=each) for each in ids)
    assert calls(provider) == EVERYBODY_ONCE
    assert texts_of(first) == texts_of(second)
    assert Attempt.objects.count() == 4
    assert sum((each.receipt or {})["attempts"] for each in (first, second)) == 4


@pytest.mark.parametrize(
    ("command", "end"),
    [
        (partial(services.stop_member, member="ann"), "opinion.stopped"),
        (services.cancel_deliberation, "deliberation.cancelled"),
    ],
    ids=["stopped", "cancelled"],
)
def test_who_waits_for_anothers_answer_is_stopped_within_a_second(
    ann: User,
    council: Council,
    provider: Rehearsal,
    workers: ThreadPoolExecutor,
    command: Callable[..., None],
    end: str,
) -> None:
    provider.set_faults(ann=["mute"])
    first, second = ask(ann, council), ask(ann, council)
    with watching(first.id, second.id) as [leading, waiting]:
        running = [workers.submit(runner.run, first.id)]
        leading.wait_for("opinion.started", member="ann")
        running.append(workers.submit(runner.run, second.id))
        waiting.wait_for("opinion.given", member="cleo")
        waiting.wait_for("opinion.given", member="bob")
        began = time.monotonic()
        command(deliberation=second, by="ann")
        waiting.wait_for(end)
        seconds = time.monotonic() - began
        events = waiting.to_the_end()
        services.cancel_deliberation(deliberation=first, by="ann")
        for each in running:
            assert each.result() is runner.Ending.SETTLED

    assert seconds < CUT_SECONDS
    assert_whole(events)
    assert [event["text"] for event in events if event["type"] == "opinion.stopped"] == [""]
    assert calls(provider)["ann"] == 1


def test_when_who_asked_is_stopped_who_waits_asks_on_their_own(
    ann: User, council: Council, provider: Rehearsal, workers: ThreadPoolExecutor
) -> None:
    provider.set_faults(ann=["mute", "ok"])
    first, second = ask(ann, council), ask(ann, council)
    with watching(first.id, second.id) as [leading, waiting]:
        asking = workers.submit(runner.run, first.id)
        leading.wait_for("opinion.started", member="ann")
        following = workers.submit(runner.run, second.id)
        waiting.wait_for("opinion.given", member="cleo")
        services.stop_member(deliberation=first, member="ann", by="ann")
        asked = waiting.wait_for("opinion.started", member="ann")
        for each in (asking, following):
            assert each.result() is runner.Ending.SETTLED

    second.refresh_from_db()
    assert (second.outcome, asked["attempt"]) == ("full", 1)
    assert calls(provider)["ann"] == 2
    assert calls(provider)["cleo"] == 1


def test_when_the_worker_of_who_asked_is_killed_who_waits_asks_on_their_own(
    ann: User,
    council: Council,
    provider: Rehearsal,
    settings: Settings,
    workers: ThreadPoolExecutor,
) -> None:
    settings.ALLOWED_PROVIDER_HOSTS = ["127.0.0.1"]
    Provider.objects.update(adapter="ollama", base_url=provider.url)  # that of any process
    provider.set_faults(ann=["mute", "ok"])
    first, second = ask(ann, council), ask(ann, council)
    with watching(first.id, second.id) as [leading, waiting], lone_worker(first.id) as process:
        leading.wait_for("opinion.started", member="ann")
        leading.wait_for("opinion.given", member="cleo")
        following = workers.submit(runner.run, second.id)
        waiting.wait_for("opinion.given", member="cleo")
        assert calls(provider) == {"ann": 1, "bob": 1, "cleo": 1}
        process.kill()
        assert waiting.wait_for("opinion.started", member="ann")["attempt"] == 1
        assert following.result() is runner.Ending.SETTLED

    second.refresh_from_db()
    assert second.outcome == "full"
    assert calls(provider) == {**EVERYBODY_ONCE, "ann": 2}


def test_a_rehearsal_neither_fills_nor_reads_it(
    ann: User, council: Council, provider: Rehearsal, redis_store: Redis, settings: Settings
) -> None:
    settings.REHEARSAL_URL = provider.url
    for _ in range(2):
        carry_through(ask(ann, council, is_rehearsal=True))
    assert set(calls(provider).values()) == {2}
    assert redis_store.keys("council:cache:*") == []

    carry_through(ask(ann, council))
    carry_through(ask(ann, council, is_rehearsal=True))

    assert set(calls(provider).values()) == {4}


def test_redis_keeps_no_word_of_it_in_clear(
    ann: User, council: Council, provider: Rehearsal, redis_store: Redis
) -> None:
    deliberation = carry_through(ask(ann, council, "Why is the canary yellow?"))
    opinions = [text.splitlines()[0] for text in texts_of(deliberation).values()]

    kept = {name: contents(redis_store, name) for name in redis_store.scan_iter()}

    assert redis_store.hlen("council:cache:{answers}:answers") == 4
    for text in ("canary", *opinions):
        holding = [name for name, content in kept.items() if text in content]
        # A log holds its texts while it lives, and ten minutes more.
        assert [name for name in holding if b"council:log:" not in name] == []
