"""Reviews are stored, told, read again, and not asked for twice."""

from __future__ import annotations

import json
from collections import Counter

import pytest
from django.contrib.auth.models import User
from django.test import Client
from redis import Redis

from council import results, runner
from council.deliberation.events import ReviewFailed, ReviewGiven
from council.deliberation.shown import UsageShown
from council.event_log.writer import encode
from council.models import Council, Deliberation
from providers.models import Attempt
from tests.factories import make_council, make_deliberation
from tests.integration.interrupted import (
    begun,
    calls,
    given,
    lose_worker,
    store_only,
    wait_until_logged,
)
from tests.integration.rehearsal import Rehearsal
from tests.integration.watching import assert_whole, read_log, types_of
from tests.integration.ways_in import id_of, submit

pytestmark = pytest.mark.django_db(transaction=True)

QUERY = "Why is the sea salty?"
MEMBERS = ("ann", "bob", "cleo")
SHOWN = {"ann": ("bob", "cleo"), "bob": ("cleo", "ann"), "cleo": ("bob", "ann")}


@pytest.fixture(autouse=True)
def council(upstream: Rehearsal) -> Council:
    return make_council(quorum=3)


@pytest.fixture
def deliberation(ann: User, council: Council) -> Deliberation:
    council.strategy = Council.Strategy.PEER_REVIEW
    return make_deliberation(ann, council, query=QUERY, is_rehearsal=True)


def reviewed(member: str) -> ReviewGiven:
    """It likes best what it saw first."""
    return ReviewGiven(
        member=member,
        shown=SHOWN[member],
        ranking=tuple((author,) for author in SHOWN[member]),
        reason="The first errs in nothing.",
        has_abstained=False,
        model=f"huggingface:{member}",
        usage=UsageShown(30, 9, is_estimated=False),
        cost_usd=None,
        seconds=0.5,
    )


@pytest.mark.parametrize("strategy", ["peer_review", "best_of"])
def test_what_members_say_of_one_another_stands_on_the_deliberation(
    client: Client, strategy: str
) -> None:
    id_ = id_of(submit(client, {"query": QUERY, "strategy": strategy}))
    runner.run(id_)

    told = client.get(f"/api/deliberations/{id_}/").json()
    first = [review for review in told["reviews"] if review["round"] == 1]
    assert sorted(review["member"] for review in first) == list(MEMBERS)
    for review in first:
        others = sorted({*MEMBERS} - {review["member"]})
        assert (review["status"], sorted(review["shown"])) == ("given", others)
        assert sorted(author for place in review["ranking"] for author in place) == others
        assert "rehearsal" in review["reason"]
        assert [attempt["status"] for attempt in review["attempts"]] == ["succeeded"]
    assert {each["member"] for each in told["standings"]["standings"]} == set(MEMBERS)
    best = told["standings"]["standings"][0]["member"]
    assert told["synthesis"]["chosen"] == (best if strategy == "best_of" else None)
    assert told["receipt"]["attempts"] == Attempt.objects.filter(trace_id=id_).count()
    assert all(len(opinion["attempts"]) == 1 for opinion in told["opinions"])


def test_the_rows_make_the_log_anew(client: Client) -> None:
    id_ = id_of(submit(client, {"query": QUERY, "strategy": "peer_review"}))
    runner.run(id_)

    told = {"review.given", "review.failed", "standings.found"}
    made = results.events_of(Deliberation.objects.get(id=id_))
    rebuilt = [json.loads(encode(event, 0, "")) for event in made if event.type in told]
    logged = [event for event in read_log(id_) if event["type"] in told]
    assert len(logged) >= 4
    assert rebuilt == [{**event, "seq": 0, "at": ""} for event in logged]


def test_after_a_worker_was_lost_in_the_reviews_only_the_rest_is_asked(
    deliberation: Deliberation, upstream: Rehearsal
) -> None:
    recorder = begun(deliberation)
    for member in MEMBERS:
        recorder.emit(given(member))
    recorder.emit(reviewed("ann"))
    message = "It ends in no ranking of what it was shown, and counts as absent."
    store_only(recorder, ReviewFailed("bob", "unreadable_ballot", message))
    lose_worker(deliberation)

    runner.run(deliberation.id)

    events = read_log(deliberation.id)
    assert_whole(events)
    settled = [e for e in events if e["type"] in ("review.given", "review.failed")]
    assert [e["member"] for e in settled if e["round"] == 1] == ["ann", "bob", "cleo"]
    turned = Counter(deliberation.reviews.filter(round=2).values_list("member", flat=True))
    assert calls(upstream) == Counter(cleo=1, chair=1) + turned
    assert types_of(events).count("standings.found") == 1
    deliberation.refresh_from_db()
    assert (deliberation.outcome, deliberation.reviews.get(member="bob", round=1).code) == (
        "full",
        "unreadable_ballot",
    )


def test_when_redis_forgets_with_the_worker_nobody_judges_again(
    deliberation: Deliberation, upstream: Rehearsal, redis_store: Redis
) -> None:
    recorder = begun(deliberation)
    for member in MEMBERS:
        recorder.emit(given(member))
    for member in MEMBERS:
        recorder.emit(ReviewFailed(member, "deadline", "The council went on without this review."))
    wait_until_logged(recorder, 7)
    redis_store.flushall()
    lose_worker(deliberation)

    runner.run(deliberation.id)

    events = read_log(deliberation.id)
    assert_whole(events)
    assert types_of(events).count("review.failed") == 3
    assert "standings.found" not in types_of(events)
    assert calls(upstream) == {"chair": 1}
