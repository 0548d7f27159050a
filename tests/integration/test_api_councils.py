"""A person makes councils of their own, changes and asks them."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import Settings

from council.models import Council, Deliberation
from council.ready_made import LineUp, Place, sync_councils
from tests.factories import make_council
from tests.integration.ways_in import Answer, assert_refused, client_of, submit

pytestmark = pytest.mark.django_db

COUNCILS = "/api/councils/"
UNUSABLE = {"At most 2", "At most 12", "one chair", "Add a member", "huggingface:nobody", "once"}


@pytest.fixture(autouse=True)
def ready_made(settings: Settings) -> Council:
    settings.REHEARSAL = True
    return make_council()


def member(role: str, *models: str, is_chair: bool = False, task: str = "") -> dict[str, Any]:
    named = [f"huggingface:{model}" for model in models or ("ann",)]
    return {"role": role, "task": task, "is_chair": is_chair, "models": named}


def kitchen(**changed: object) -> dict[str, Any]:
    return {
        "name": "Kitchen cabinet",
        "description": "For what to cook.",
        "strategy": "panel",
        "quorum": 1,
        "deadline_seconds": 60,
        "members": [
            member("Cook", "ann", "bob", task="creative"),
            member("Chair", "chair", is_chair=True),
            member("Guest", "cleo"),
        ],
        **changed,
    }


def make(client: Client, body: object) -> Answer:
    return client.post(COUNCILS, body, content_type="application/json")


def change(client: Client, slug: str, body: object) -> Answer:
    return client.put(f"{COUNCILS}{slug}/", body, content_type="application/json")


@pytest.fixture
def own(client: Client) -> str:
    """Ann's; its slug."""
    made = make(client, kitchen())
    assert made.status_code == 201, made.json()
    return str(made.json()["slug"])


def test_what_is_made_is_listed_as_it_was_sent_with_the_chair_last(
    client: Client, own: str
) -> None:
    listed = client.get(COUNCILS).json()["results"]
    council = next(each for each in listed if each["slug"] == own)

    assert own.startswith("kitchen-cabinet-")
    assert (council["name"], council["strategy"], council["quorum"]) == (
        "Kitchen cabinet",
        "panel",
        1,
    )
    assert (council["deadline_seconds"], council["is_ready_made"]) == (60, False)
    assert [
        (each["member"], each["role"], each["task"], [m["name"] for m in each["models"]])
        for each in council["members"]
    ] == [
        ("cook", "Cook", "creative", ["huggingface:ann", "huggingface:bob"]),
        ("guest", "Guest", "", ["huggingface:cleo"]),
        ("chair", "Chair", "", ["huggingface:chair"]),
    ]
    assert client.get(f"{COUNCILS}{own}/").json() == council


def test_it_is_asked_like_any_other(client: Client, own: str) -> None:
    accepted = submit(client, {"query": "What to cook, canary?", "council": own})

    assert (accepted.status_code, accepted.json()["strategy"]) == (202, "panel")
    line_up = Deliberation.objects.get().line_up
    assert [each["slug"] for each in line_up["members"]] == ["cook", "guest"]


def test_two_of_one_name_are_two_councils(client: Client, own: str) -> None:
    assert make(client, kitchen()).json()["slug"] != own


def test_a_copy_of_a_ready_made_one_is_the_persons_own(client: Client) -> None:
    copied = client.get(f"{COUNCILS}general/").json()
    members = [
        {
            **{name: each[name] for name in ("role", "task", "is_chair")},
            "models": [model["name"] for model in each["models"]],
        }
        for each in copied["members"]
    ]

    made = make(client, {"name": copied["name"], "members": members}).json()

    assert (made["members"], made["is_ready_made"]) == (copied["members"], False)


def test_a_change_takes_the_place_of_all_that_was(client: Client, own: str) -> None:
    asked = submit(client, {"query": "What to cook, canary?", "council": own}).json()["id"]
    body = kitchen(
        name="Diner",
        strategy="quick",
        members=[member("Waiter", "bob"), member("Owner", "ann", is_chair=True)],
    )

    changed = change(client, own, body)

    assert (changed.status_code, changed.json()["slug"]) == (200, own)
    assert [each["member"] for each in changed.json()["members"]] == ["waiter", "chair"]
    assert (changed.json()["name"], changed.json()["strategy"]) == ("Diner", "quick")
    frozen = Deliberation.objects.get(id=asked).line_up["members"]
    assert [each["slug"] for each in frozen] == ["cook", "guest"]


def test_what_a_deleted_one_has_deliberated_stays(client: Client, own: str) -> None:
    asked = submit(client, {"query": "What to cook, canary?", "council": own}).json()["id"]

    assert client.delete(f"{COUNCILS}{own}/").status_code == 204

    assert client.get(f"{COUNCILS}{own}/").status_code == 404
    assert client.get(f"/api/deliberations/{asked}/").json()["council"] == own


@pytest.mark.parametrize(
    ("changed", "field", "says"),
    [
        ({"name": " "}, "name", "Give the council a name."),
        ({"name": "x" * 81}, "name", "80"),
        ({"strategy": "duel"}, "strategy", "one of adaptive, "),
        ({"quorum": 3}, "quorum", "At most 2"),
        ({"quorum": 0}, "quorum", "At least 1."),
        ({"quorum": "many"}, "quorum", "Write a number."),
        ({"quorum": None}, "quorum", "Write a number."),
        ({"deadline_seconds": None}, "deadline_seconds", "Write a number of seconds."),
        ({"deadline_seconds": 9}, "deadline_seconds", "At least 10 seconds."),
        ({"deadline_seconds": 1801}, "deadline_seconds", "At most 1800 seconds."),
        ({"members": []}, "members", "one chair"),
        ({"members": [member("Cook")]}, "members", "one chair"),
        ({"members": [member("Chair", is_chair=True)]}, "members", "Add a member"),
        (
            {"members": [member("Cook"), *[member("Chair", is_chair=True)] * 2]},
            "members",
            "one chair",
        ),
        (
            {"members": [*[member("Cook")] * 13, member("Chair", is_chair=True)]},
            "members",
            "At most 12",
        ),
        ({"members": [member(""), member("Chair", is_chair=True)]}, "members.0.role", "a role"),
        (
            {"members": [member("Cook"), {**member("C", is_chair=True), "models": []}]},
            "members.1.models",
            "Name a model",
        ),
        (
            {"members": [member("Cook", "nobody"), member("Chair", is_chair=True)]},
            "members.0.models",
            "huggingface:nobody",
        ),
        (
            {"members": [member("Cook", "ann", "ann"), member("Chair", is_chair=True)]},
            "members.0.models",
            "once",
        ),
        ({"colour": "red"}, "colour", "no such field"),
    ],
)
def test_what_is_wrong_is_told_at_its_field_and_nothing_is_kept(
    client: Client, changed: dict[str, object], field: str, says: str
) -> None:
    refused = make(client, kitchen(**changed))

    code = "unusable_line_up" if says in UNUSABLE else "invalid_request"
    error = assert_refused(refused, 400, code)
    assert says in " ".join(error["fields"][field])
    assert Council.objects.count() == 1


def test_a_change_that_is_refused_changes_nothing(client: Client, own: str) -> None:
    before = client.get(f"{COUNCILS}{own}/").json()

    assert_refused(change(client, own, kitchen(quorum=9)), 400, "unusable_line_up")

    assert client.get(f"{COUNCILS}{own}/").json() == before


def test_members_with_one_role_and_with_the_names_of_others_keep_names_of_their_own(
    client: Client,
) -> None:
    roles = ["Cook", "Cook", "Chair", "Dissenter", "评论家"]
    members = [*map(member, roles), member("评论家", is_chair=True)]

    made = make(client, kitchen(members=members)).json()

    names = [each["member"] for each in made["members"]]
    assert names == ["cook", "cook-2", "chair-2", "dissenter-2", "member", "chair"]


def test_nobody_sees_changes_asks_or_deletes_the_council_of_another(
    own: str, bob: User, cy: User
) -> None:
    for person in (bob, cy):
        other = client_of(person)
        assert own not in [each["slug"] for each in other.get(COUNCILS).json()["results"]]
        assert_refused(other.get(f"{COUNCILS}{own}/"), 404, "not_found")
        assert_refused(other.get(f"{COUNCILS}{own}/estimates/"), 404, "not_found")
        assert_refused(change(other, own, kitchen()), 404, "not_found")
        assert_refused(other.delete(f"{COUNCILS}{own}/"), 404, "not_found")
        assert_refused(submit(other, {"query": "Why?", "council": own}), 404, "unknown_council")
    assert Council.objects.filter(slug=own).exists()


def test_a_ready_made_one_is_everybodys_to_ask_and_nobodys_to_change(
    ann: User, bob: User, ready_made: Council
) -> None:
    for person in (ann, bob):
        client = client_of(person)
        assert client.get(f"{COUNCILS}general/").json()["is_ready_made"] is True
        refused = assert_refused(change(client, "general", kitchen()), 403, "ready_made")
        assert "copy it" in refused["message"]
        assert_refused(client.delete(f"{COUNCILS}general/"), 403, "ready_made")
    ready_made.refresh_from_db()
    assert ready_made.name == "General"


def test_who_has_not_signed_in_makes_none(db: None) -> None:
    assert make(Client(), kitchen()).status_code in (401, 403)
    assert Council.objects.count() == 1


def test_what_is_shipped_is_listed_before_what_is_ones_own(client: Client) -> None:
    make(client, kitchen(name="Aardvarks"))

    names = [each["name"] for each in client.get(COUNCILS).json()["results"]]
    assert names == ["General", "Aardvarks"]


def test_what_is_shipped_later_finds_its_name_free(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(client, kitchen(name="Later"))
    places = [Place(slug, slug, "", ("huggingface:ann",)) for slug in ("a", "chair")]
    later = LineUp("later", "Later", "", (places[0],), places[1])
    monkeypatch.setattr("council.ready_made.READY_MADE", (later,))

    assert sync_councils() == ["council later"]
