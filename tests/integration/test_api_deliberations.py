"""What a person reads and does about deliberations, and what a stranger cannot."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from redis import Redis

from council import runner
from council.models import Council, Deliberation
from tests.factories import make_council, make_deliberation
from tests.integration.rehearsal import Rehearsal
from tests.integration.ways_in import (
    DELIBERATIONS,
    Pen,
    address_of,
    assert_refused,
    client_of,
    write_whole_log,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def council(db: None) -> Council:
    return make_council()


def read(client: Client, path: str) -> dict[str, Any]:
    answer = client.get(path)
    assert answer.status_code == 200, answer.content
    body: dict[str, Any] = answer.json()
    return body


def queries(client: Client, filters: str = "") -> list[str]:
    return [row["query"] for row in read(client, f"{DELIBERATIONS}?{filters}")["results"]]


def statuses(body: dict[str, Any]) -> set[str]:
    return {opinion["status"] for opinion in body["opinions"]}


def test_a_queued_deliberation_waits(client: Client, ann: User, council: Council) -> None:
    body = read(client, address_of(make_deliberation(ann, council)))
    assert (body["status"], body["stage"], body["outcome"]) == ("queued", "queued", None)
    assert statuses(body) == {"waiting"}
    assert [member["member"] for member in body["members"]] == ["ann", "bob", "cleo"]
    assert body["chair"]["member"] == "chair"
    assert (body["synthesis"], body["receipt"], body["started_at"]) == (None, None, None)
    assert body["created_at"].endswith("Z")


def test_a_running_deliberation_gathers_opinions(
    client: Client, ann: User, council: Council, redis_store: Redis
) -> None:
    deliberation = make_deliberation(ann, council)
    Pen(deliberation).begin_opinion("ann")
    body = read(client, address_of(deliberation))
    assert (body["status"], body["stage"]) == ("running", "opinions")
    assert statuses(body) == {"speaking"}
    assert body["started_at"]


@pytest.mark.django_db(transaction=True)
def test_a_done_deliberation_is_told_whole(client: Client, ann: User, upstream: Rehearsal) -> None:
    deliberation = make_deliberation(ann, make_council())
    Deliberation.objects.update(is_rehearsal=True)
    runner.run(deliberation.id)

    body = read(client, address_of(deliberation))

    assert (body["status"], body["stage"], body["outcome"]) == ("done", "ended", "full")
    assert statuses(body) == {"given"}
    for opinion in body["opinions"]:
        assert opinion["text"]
        assert [attempt["status"] for attempt in opinion["attempts"]] == ["succeeded"]
    assert body["synthesis"]["text"]
    assert body["synthesis"]["model"] == "huggingface:chair"
    assert len(body["synthesis"]["attempts"]) == 1
    assert sorted(body["receipt"]["given"]) == ["ann", "bob", "cleo"]
    assert body["rehearsal"] is True
    [summary] = read(client, DELIBERATIONS)["results"]
    assert summary["synthesis_preview"].endswith("…")
    assert "**" in body["synthesis"]["text"]
    assert "**" not in summary["synthesis_preview"]


def test_a_cancelled_deliberation_has_no_synthesis(
    client: Client, ann: User, council: Council, redis_store: Redis
) -> None:
    deliberation = make_deliberation(ann, council)
    write_whole_log(deliberation)
    body = read(client, address_of(deliberation))
    assert (body["status"], body["stage"], body["outcome"]) == ("cancelled", "ended", "none")
    assert statuses(body) == {"stopped"}
    assert body["synthesis"] is None


def test_the_newest_come_first(client: Client, ann: User, council: Council) -> None:
    for query in ("first", "second", "third"):
        make_deliberation(ann, council, query)
    assert queries(client) == ["third", "second", "first"]


@pytest.mark.parametrize("limit", [1, 2, 4, 10])
def test_pages_miss_nobody_and_repeat_nobody(
    client: Client, ann: User, council: Council, limit: int
) -> None:
    at_once = timezone.now()
    for number in range(9):
        make_deliberation(ann, council, str(number))
    Deliberation.objects.filter(query__in="2345").update(created_at=at_once)
    Deliberation.objects.filter(query__in="01").update(created_at=at_once - timedelta(days=1))

    seen: list[str] = []
    path: str | None = f"{DELIBERATIONS}?limit={limit}"
    while path:
        body = read(client, path)
        assert len(body["results"]) <= limit
        seen += [row["query"] for row in body["results"]]
        path = body["next"]
    assert sorted(seen) == list("012345678")
    assert set(seen[-2:]) == set("01")


def test_a_page_has_50_unless_told_and_never_more_than_200(
    client: Client, ann: User, council: Council
) -> None:
    one = make_deliberation(ann, council)
    like = {"asked_by": ann, "conversation": one.conversation, "line_up": one.line_up}
    Deliberation.objects.bulk_create(Deliberation(**like, query="Why, canary?") for _ in range(200))
    assert len(queries(client)) == 50
    assert len(queries(client, "limit=1000")) == 200


def test_a_search_looks_into_queries_and_syntheses(
    client: Client, ann: User, council: Council
) -> None:
    make_deliberation(ann, council, "Why is the SEA salty, canary?")
    answered = make_deliberation(ann, council, "And the sky, canary?")
    Deliberation.objects.filter(pk=answered.pk).update(synthesis={"text": "Quite like the sea: ä"})
    make_deliberation(ann, council, "100 % sure?")

    assert queries(client, "search=sea") == [
        "And the sky, canary?",
        "Why is the SEA salty, canary?",
    ]
    assert queries(client, "search=ä") == ["And the sky, canary?"]
    assert queries(client, "search=%25") == ["100 % sure?"]
    assert queries(client, "search=nowhere") == []


def test_a_list_is_filtered_by_council_and_status(
    client: Client, ann: User, council: Council
) -> None:
    make_deliberation(ann, council, "general")
    make_deliberation(ann, make_council("other"), "other")
    Deliberation.objects.filter(query="other").update(status="failed")

    assert queries(client, "council=other") == ["other"]
    assert queries(client, "status=queued") == ["general"]
    assert queries(client, "status=queued&council=other") == []
    assert queries(client, "search=&council=&status=") == ["other", "general"]


def test_a_filter_is_kept_on_the_next_page(client: Client, ann: User, council: Council) -> None:
    for query in ("sea 1", "sky", "sea 2"):
        make_deliberation(ann, council, query)
    following = read(client, f"{DELIBERATIONS}?search=sea&limit=1")["next"]
    assert [row["query"] for row in read(client, following)["results"]] == ["sea 1"]


@pytest.mark.parametrize("of", ["bob", "cy"])
def test_what_ann_asked_is_hers_alone(ann: User, council: Council, of: str) -> None:
    deliberation = make_deliberation(ann, council)
    other = client_of(User.objects.create_user(of))

    assert_refused(other.get(address_of(deliberation)), 404, "not_found")
    for what in ("cancel/", "synthesize/", "members/ann/stop/"):
        assert_refused(other.post(address_of(deliberation, what)), 404, "not_found")
    assert queries(other) == []
    deliberation.refresh_from_db()
    assert deliberation.status == "queued"


def test_a_strangers_council_is_not_listed(ann: User, cy: User, council: Council) -> None:
    make_council("of-ann", owner=ann)
    slugs = {
        person.username: {
            row["slug"] for row in read(client_of(person), "/api/councils/")["results"]
        }
        for person in (ann, cy)
    }
    assert slugs == {"ann": {"general", "of-ann"}, "cy": {"general"}}


def test_what_is_queued_is_cancelled_at_once(
    client: Client, ann: User, council: Council, redis_store: Redis
) -> None:
    deliberation = make_deliberation(ann, council)
    answer = client.post(address_of(deliberation, "cancel/"))
    assert (answer.status_code, answer.json()["status"]) == (202, "cancelled")
    assert read(client, address_of(deliberation))["status"] == "cancelled"


def test_commands_to_a_running_council_are_taken(
    client: Client, ann: User, council: Council, redis_store: Redis
) -> None:
    deliberation = make_deliberation(ann, council)
    Pen(deliberation)
    for what in ("members/bob/stop/", "members/chair/stop/", "synthesize/", "cancel/"):
        answer = client.post(address_of(deliberation, what))
        assert (answer.status_code, answer.json()["status"]) == (202, "running")


def test_a_member_the_council_does_not_have_cannot_be_stopped(
    client: Client, ann: User, council: Council
) -> None:
    deliberation = make_deliberation(ann, council)
    answer = client.post(address_of(deliberation, "members/nobody/stop/"))
    assert_refused(answer, 404, "unknown_member")


@pytest.mark.parametrize("what", ["cancel/", "members/ann/stop/"])
def test_what_has_ended_takes_no_commands(
    client: Client, ann: User, council: Council, redis_store: Redis, what: str
) -> None:
    deliberation = make_deliberation(ann, council)
    write_whole_log(deliberation)
    assert_refused(client.post(address_of(deliberation, what)), 409, "already_finished")


def test_a_deliberation_outlives_its_council(client: Client, ann: User, council: Council) -> None:
    deliberation = make_deliberation(ann, council)
    council.delete()
    assert read(client, address_of(deliberation))["council"] == "general"
    assert queries(client, "council=general") == ["Why, canary?"]
