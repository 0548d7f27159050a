"""Conversations are searched, filtered and paged, each by the newest of its queries that fits."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from council.models import Conversation, Council, Deliberation, Opinion
from council.sharing import revoke, share
from tests.factories import make_council, make_deliberation
from tests.integration.ways_in import assert_refused, client_of

pytestmark = pytest.mark.django_db

CONVERSATIONS = "/api/conversations/"
DONE, FAILED, CANCELLED = (
    Deliberation.Status.DONE,
    Deliberation.Status.FAILED,
    Deliberation.Status.CANCELLED,
)


@pytest.fixture
def council(db: None) -> Council:
    return make_council()


def make_turn(
    asked_by: User, council: Council, query: str, *, text: str = "", **fields: object
) -> Deliberation:
    """Done and whole, unless the fields say otherwise."""
    turn = make_deliberation(asked_by, council, query)
    synthesis = {"text": text} if text else None
    values: dict[str, Any] = {"status": DONE, "outcome": "full", "synthesis": synthesis, **fields}
    Deliberation.objects.filter(pk=turn.pk).update(**values)
    turn.refresh_from_db()
    return turn


def listed(client: Client, **filters: str | int) -> list[dict[str, Any]]:
    answer = client.get(CONVERSATIONS, filters)
    assert answer.status_code == 200, answer.content
    results: list[dict[str, Any]] = answer.json()["results"]
    return results


def queries(client: Client, **filters: str | int) -> list[str]:
    return [entry["newest"]["query"] for entry in listed(client, **filters)]


@pytest.fixture
def sea(ann: User, council: Council) -> Conversation:
    """Three queries: answered, failed, answered."""
    first = make_turn(ann, council, "Why is the SEA salty?", text="Rivers carry **salt**.")
    like: dict[str, Any] = {"follows": first, "conversation": first.conversation}
    make_turn(ann, council, "And lakes?", status=FAILED, outcome="none", **like)
    make_turn(ann, council, "And ponds?", text="Few are.", **like)
    return first.conversation


def test_a_conversation_is_told_by_its_newest_query(client: Client, sea: Conversation) -> None:
    [entry] = listed(client)

    assert (entry["id"], entry["title"]) == (str(sea.id), "Why is the SEA salty?")
    assert entry["queries"] == 3
    newest = entry["newest"]
    assert (newest["query"], newest["synthesis_preview"]) == ("And ponds?", "Few are.")
    assert (newest["outcome"], newest["status"]) == ("full", "done")


def test_an_answer_that_was_contested_is_no_second_query(
    client: Client, ann: User, council: Council
) -> None:
    first = make_turn(ann, council, "Why?", text="Because.")
    make_turn(ann, council, "Why?", revises=first, conversation=first.conversation)

    [entry] = listed(client)
    assert entry["queries"] == 1


def test_what_has_an_open_link_is_told_and_found(
    client: Client, sea: Conversation, ann: User, council: Council
) -> None:
    make_turn(ann, council, "Kept?")
    assert listed(client, shared="true") == []
    first = sea.turns.get(query="Why is the SEA salty?")
    share(deliberation=first, with_opinions=False)

    [entry] = listed(client, shared="true")
    assert (entry["newest"]["id"], entry["newest"]["is_shared"]) == (str(first.id), True)
    assert [entry["newest"]["is_shared"] for entry in listed(client)] == [False, False]
    turns = client.get(f"{CONVERSATIONS}{sea.id}/").json()["turns"]
    assert [turn["is_shared"] for turn in turns] == [True, False, False]
    revoke(deliberation=first)
    assert listed(client, shared="true") == []
    assert_refused(client.get(CONVERSATIONS, {"shared": "perhaps"}), 400, "invalid_request")


def test_who_searches_is_shown_the_query_that_fits(client: Client, sea: Conversation) -> None:
    [entry] = listed(client, search="salt rivers")

    assert entry["newest"]["query"] == "Why is the SEA salty?"
    assert entry["newest"]["synthesis_preview"] == "Rivers carry salt."
    assert entry["queries"] == 3
    assert queries(client, search="sea lakes") == []


def test_who_searches_is_shown_where_a_long_answer_says_it(
    client: Client, ann: User, council: Council
) -> None:
    make_turn(ann, council, "The shore?", text=f"{'The sea is *wide*. ' * 30}A Lighthouse stands.")
    make_turn(ann, council, "岸?", text=f"{'海' * 300}灯台")

    [entry] = listed(client, search="lighthouse SHORE")
    told = entry["newest"]["synthesis_preview"]
    assert told.startswith("… ")
    assert told.endswith("sea is wide. A Lighthouse stands.")
    [entry] = listed(client, search="灯台")
    assert entry["newest"]["synthesis_preview"] == "… 灯台"
    [entry] = listed(client, search="岸")
    assert entry["newest"]["synthesis_preview"] == f"{'海' * 199}…"


def test_a_search_knows_the_cases_of_letters_and_no_patterns(
    client: Client, ann: User, council: Council
) -> None:
    for query in (
        "Was heißt ÜBERMUT?",
        "Un océan, ÉCLUSE?",
        "100 % sure?",
        "under_score",
        'A "q"?',
    ):
        make_turn(ann, council, query)

    assert queries(client, search="übermut") == ["Was heißt ÜBERMUT?"]
    assert queries(client, search="écluse") == ["Un océan, ÉCLUSE?"]
    assert queries(client, search="%") == ["100 % sure?"]
    assert queries(client, search="r_s") == ["under_score"]
    assert queries(client, search='"Q"') == ['A "q"?']


def test_a_search_looks_into_what_a_person_calls_it(client: Client, sea: Conversation) -> None:
    Conversation.objects.update(title="Oceans")
    assert queries(client, search="oceans") == ["And ponds?"]
    assert queries(client, search="oceans lakes") == ["And lakes?"]


def test_conversations_are_filtered_by_what_a_query_came_to(
    client: Client, ann: User, council: Council, sea: Conversation
) -> None:
    make_turn(ann, council, "Less?", outcome="degraded")
    make_turn(ann, council, "Alone?", outcome="single")
    make_turn(ann, council, "Stopped?", status=CANCELLED, outcome="none")
    make_deliberation(ann, council, "Queued?")
    make_turn(ann, council, "Running?", status="running", outcome="")

    assert queries(client, outcome="full") == ["And ponds?"]
    assert queries(client, outcome="degraded") == ["Less?"]
    assert queries(client, outcome="single") == ["Alone?"]
    assert queries(client, outcome="none") == ["Stopped?", "And lakes?"]
    assert queries(client, outcome="running") == ["Running?", "Queued?"]
    assert queries(client, outcome="failed") == ["And lakes?"]
    assert queries(client, outcome="cancelled") == ["Stopped?"]
    refused = client.get(CONVERSATIONS, {"outcome": "done"})
    assert list(assert_refused(refused, 400, "invalid_request")["fields"]) == ["outcome"]
    refused = client.get(CONVERSATIONS, {"search": "x" * 201})
    assert list(assert_refused(refused, 400, "invalid_request")["fields"]) == ["search"]


def test_one_query_has_to_fit_all_filters(
    client: Client, ann: User, council: Council, sea: Conversation
) -> None:
    make_turn(ann, make_council("creative"), "A poem of lakes?", text="Lo.")

    assert queries(client, council="creative") == ["A poem of lakes?"]
    assert queries(client, council="creative", outcome="failed") == []
    assert queries(client, search="lakes", outcome="failed") == ["And lakes?"]
    assert queries(client, search="ponds", outcome="failed") == []


def test_opinions_side_by_side_are_counted_in_the_first_round(
    client: Client, ann: User, council: Council
) -> None:
    turn = make_turn(ann, council, "A haiku?")
    for member, round_, status in (
        ("ann", 1, "given"),
        ("ann", 2, "given"),
        ("bob", 1, "given"),
        ("cleo", 1, "failed"),
    ):
        Opinion.objects.create(deliberation=turn, member=member, round=round_, status=status)

    [entry] = listed(client)
    assert entry["newest"]["opinions_given"] == 2
    assert entry["newest"]["synthesis_preview"] == ""


@pytest.mark.parametrize("limit", [1, 3, 10])
def test_pages_miss_no_conversation_and_repeat_none(
    client: Client, ann: User, council: Council, limit: int
) -> None:
    turns = [make_turn(ann, council, str(number)) for number in range(8)]
    at_once = timezone.now()
    Deliberation.objects.filter(query__in="2345").update(created_at=at_once)
    Deliberation.objects.filter(query="0").update(created_at=at_once - timedelta(days=1))
    make_turn(ann, council, "0 again", conversation=turns[0].conversation)

    seen: list[str] = []
    path: str | None = f"{CONVERSATIONS}?limit={limit}"
    while path:
        body = client.get(path).json()
        assert len(body["results"]) <= limit
        seen += [entry["newest"]["query"] for entry in body["results"]]
        path = body["next"]
    assert sorted(seen) == ["0 again", *"1234567"]
    assert seen[0] == "0 again"


def test_a_page_takes_as_many_statements_however_long_it_is(
    client: Client, ann: User, council: Council, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.get(CONVERSATIONS)
    for number in range(60):
        make_turn(ann, council, str(number), text="So.")

    with django_assert_num_queries(6):  # session and person; groups, rows, queries, turns
        assert len(listed(client, search="so", council="general")) == 50
    with django_assert_num_queries(6):
        assert len(listed(client, limit=1000)) == 60


def test_a_history_is_hers_alone(bob: User, cy: User, sea: Conversation) -> None:
    for stranger in (client_of(bob), client_of(cy)):
        assert listed(stranger) == []
        assert listed(stranger, search="sea", outcome="full") == []
    assert_refused(Client().get(CONVERSATIONS), 401, "not_authenticated")
