"""A query follows another one; what belongs together is read together, and by nobody else."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import StateApps
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from council.models import Conversation, Council, Deliberation
from tests.factories import make_council, make_deliberation
from tests.integration.ways_in import assert_refused, client_of, id_of, submit

pytestmark = pytest.mark.django_db

CONVERSATIONS = "/api/conversations/"


@pytest.fixture(autouse=True)
def council(settings: Settings) -> Council:
    settings.REHEARSAL = True
    return make_council()


@pytest.fixture
def first(ann: User, council: Council) -> Deliberation:
    """Answered."""
    return answered(make_deliberation(ann, council, "Why is the sea salty, canary?"))


def answered(turn: Deliberation, text: str = "Rivers.") -> Deliberation:
    turn.status, turn.synthesis = Deliberation.Status.DONE, {"text": text}
    turn.save()
    return turn


def follow(client: Client, query: str = "And lakes?", **earlier: object) -> Deliberation:
    answer = submit(client, {"query": query, **earlier})
    assert answer.status_code == 202, answer.json()
    return Deliberation.objects.get(id=id_of(answer))


def path_of(conversation: Conversation) -> str:
    return f"{CONVERSATIONS}{conversation.id}/"


def read(client: Client, conversation: Conversation) -> dict[str, Any]:
    answer = client.get(path_of(conversation))
    assert answer.status_code == 200
    body: dict[str, Any] = answer.json()
    return body


def test_a_query_follows_the_newest_turn_of_its_conversation(
    client: Client, first: Deliberation
) -> None:
    second = follow(client, conversation=str(first.conversation_id))
    answered(second)
    third = follow(client, conversation=str(first.conversation_id))

    assert (second.follows, third.follows) == (first, second)
    assert third.conversation == first.conversation


def test_what_follows_the_same_turn_are_siblings(client: Client, first: Deliberation) -> None:
    one = follow(client, "And lakes?", follows=str(first.id))
    other = follow(client, "And lakes, then?", edits=str(one.id))
    root = follow(client, "Why is it so salty?", edits=str(first.id))

    assert (one.follows, other.follows, root.follows) == (first, first, None)
    turns = read(client, first.conversation)["turns"]
    assert [(turn["id"], turn["follows"]) for turn in turns] == [
        (str(first.id), None),
        (str(one.id), str(first.id)),
        (str(other.id), str(first.id)),
        (str(root.id), None),
    ]
    assert turns[0]["synthesis"] == "Rivers."
    assert turns[1]["synthesis"] is None


def test_a_query_that_comes_after_nothing_begins_a_conversation(client: Client) -> None:
    one, other = follow(client), follow(client)
    assert one.conversation != other.conversation


def test_a_follow_up_goes_to_the_council_that_was_asked_before(
    client: Client, ann: User, first: Deliberation
) -> None:
    creative = make_council("creative")
    before = answered(make_deliberation(ann, creative))

    assert follow(client, follows=str(before.id)).council == creative
    assert follow(client, follows=str(before.id), council="general").council == first.council


def test_nothing_follows_what_still_runs(client: Client, ann: User, council: Council) -> None:
    running = make_deliberation(ann, council)

    for earlier in ({"follows": running.id}, {"conversation": running.conversation_id}):
        error = assert_refused(
            submit(client, {"query": "And lakes?", **earlier}), 409, "still_running"
        )
        assert "wait for its end" in error["message"]
    assert follow(client, edits=str(running.id)).follows is None


def test_the_same_key_gives_the_same_follow_up_while_it_runs(
    client: Client, first: Deliberation
) -> None:
    body = {"query": "And lakes?", "conversation": str(first.conversation_id)}

    one, again = (submit(client, body, **{"Idempotency-Key": "k"}) for _ in range(2))

    assert id_of(one) == id_of(again)
    assert again.headers["Idempotency-Replayed"] == "true"
    other = submit(client, {**body, "conversation": None}, **{"Idempotency-Key": "k"})
    assert_refused(other, 422, "idempotency_key_reused")


def test_one_thing_that_comes_before_is_named_and_not_two(
    client: Client, first: Deliberation
) -> None:
    both = {"follows": str(first.id), "edits": str(first.id)}
    error = assert_refused(submit(client, {"query": "Why?", **both}), 400, "invalid_request")
    assert set(error["fields"]) == {"follows", "edits"}


def test_one_member_is_asked_alone(client: Client, first: Deliberation) -> None:
    answer = submit(client, {"query": "And you?", "follows": str(first.id), "to": "bob"})

    assert (answer.status_code, answer.json()["strategy"]) == (202, "one_voice")
    body = client.get(answer.json()["links"]["self"]).json()
    assert (body["to"], [member["member"] for member in body["members"]]) == ("bob", ["bob"])
    assert [turn["to"] for turn in read(client, first.conversation)["turns"]] == [None, "bob"]


@pytest.mark.parametrize("to", ["nobody", "chair", "dissenter"])
def test_who_is_not_there_is_not_asked(client: Client, first: Deliberation, to: str) -> None:
    refused = submit(client, {"query": "And you?", "follows": str(first.id), "to": to})
    assert list(assert_refused(refused, 404, "unknown_member")["fields"]) == ["to"]


def test_who_is_asked_alone_has_spoken_before_and_follows_no_strategy(
    client: Client, first: Deliberation
) -> None:
    at_once = submit(client, {"query": "And you?", "to": "bob"})
    assert list(assert_refused(at_once, 400, "invalid_request")["fields"]) == ["to"]

    body = {"query": "And you?", "to": "bob", "strategy": "vote", "follows": str(first.id)}
    with_strategy = submit(client, body)
    assert list(assert_refused(with_strategy, 400, "invalid_request")["fields"]) == ["strategy"]


@pytest.mark.parametrize("field", ["conversation", "follows", "edits"])
def test_nobody_goes_on_from_what_is_not_theirs(
    field: str, bob: User, cy: User, first: Deliberation
) -> None:
    named = first.conversation_id if field == "conversation" else first.id
    for stranger in (client_of(bob), client_of(cy)):
        for earlier in (named, uuid.uuid4()):
            refused = submit(stranger, {"query": "And lakes?", field: str(earlier)})
            assert list(assert_refused(refused, 404, "unknown_turn")["fields"]) == [field]
    assert_refused(submit(client_of(bob), {"query": "Why?", field: "7"}), 400, "invalid_request")
    assert Deliberation.objects.get() == first


def test_a_conversation_is_hers_alone(bob: User, cy: User, first: Deliberation) -> None:
    path = path_of(first.conversation)
    for stranger in (client_of(bob), client_of(cy)):
        assert stranger.get(CONVERSATIONS).json() == {"results": [], "next": None}
        assert_refused(stranger.get(path), 404, "not_found")
        assert_refused(stranger.delete(path), 404, "not_found")
        refused = stranger.patch(path, {"title": "Mine"}, content_type="application/json")
        assert_refused(refused, 404, "not_found")
    assert_refused(Client().get(path), 401, "not_authenticated")
    assert Conversation.objects.get().title == ""


def test_conversations_are_listed_by_their_newest_query_under_their_first(
    client: Client, ann: User, council: Council, first: Deliberation
) -> None:
    make_deliberation(ann, council, "What is *new*?")
    follow(client, edits=str(first.id))
    Conversation.objects.create(person=ann)  # its first turn was never stored

    page = client.get(f"{CONVERSATIONS}?limit=1").json()
    rest = client.get(page["next"]).json()

    titles = [entry["title"] for entry in (*page["results"], *rest["results"])]
    assert titles == ["Why is the sea salty, canary?", "What is *new*?"]
    assert rest["next"] is None


def test_a_conversation_is_called_as_its_person_calls_it(
    client: Client, first: Deliberation
) -> None:
    path = path_of(first.conversation)

    named = client.patch(path, {"title": "The sea"}, content_type="application/json")
    assert named.json()["title"] == "The sea"
    assert client.get(CONVERSATIONS).json()["results"][0]["title"] == "The sea"

    for wrong, field in (({"title": "x" * 121}, "title"), ({"title": "", "name": "Sea"}, "name")):
        refused = client.patch(path, wrong, content_type="application/json")
        assert list(assert_refused(refused, 400, "invalid_request")["fields"]) == [field]
    unnamed = client.patch(path, {"title": ""}, content_type="application/json")
    assert unnamed.json()["title"] == "Why is the sea salty, canary?"


def test_without_a_name_it_is_called_by_its_query_with_every_sign_of_it(
    client: Client, ann: User, council: Council
) -> None:
    asked = make_deliberation(ann, council, "Is  2*3*4 > 20_000,\ncanary?")
    assert read(client, asked.conversation)["title"] == "Is 2*3*4 > 20_000, canary?"


def test_a_conversation_is_deleted_with_its_turns_once_none_runs(
    client: Client, first: Deliberation
) -> None:
    second = follow(client, follows=str(first.id))
    path = path_of(first.conversation)

    assert_refused(client.delete(path), 409, "still_running")
    answered(second)

    assert client.delete(path).status_code == 204
    assert not Deliberation.objects.exists()
    assert_refused(client.get(path), 404, "not_found")


@pytest.mark.django_db(transaction=True)
def test_what_was_asked_before_there_were_conversations_has_one_each(ann: User) -> None:
    now = MigrationExecutor(connection).loader.graph.leaf_nodes()
    an_hour_ago = timezone.now() - timedelta(hours=1)
    try:
        before = _migrated_to([("council", "0015_conversations")])
        asked = before.get_model("council", "Deliberation").objects
        old = asked.create(asked_by_id=ann.pk, query="Why?", line_up={"council": "general"})
        asked.update(created_at=an_hour_ago)
    finally:
        _migrated_to(now)

    turn = Deliberation.objects.get()
    assert turn.id == turn.conversation_id == old.id
    assert (turn.conversation.person, turn.conversation.created_at) == (ann, an_hour_ago)


def _migrated_to(nodes: list[tuple[str, str]]) -> StateApps:
    executor = MigrationExecutor(connection)
    apps: StateApps = executor.migrate(nodes).apps
    return apps
