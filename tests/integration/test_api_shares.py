"""A deliberation is shared by a link: off until it is made, gone when it is revoked, and no more is
told than it was made for."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.test import Client
from pytest_django import Settings

from accounts.models import ApiKey
from council.models import Council, Deliberation, Opinion, Share
from tests.factories import make_api_key, make_council, make_deliberation
from tests.integration.ways_in import Answer, address_of, assert_refused, bearer, client_of

pytestmark = pytest.mark.django_db

TOLD = {
    "query",
    "status",
    "outcome",
    "rehearsal",
    "ended_at",
    "synthesis",
    "dissent",
    "models",
    "opinions",
}
NEVER = ("'id'", "conversation", "cost", "usage", "general", "secret title")


@pytest.fixture(autouse=True)
def nobody_read_yet(redis_server: str) -> None:
    cache.clear()


@pytest.fixture
def council(db: None) -> Council:
    return make_council()


@pytest.fixture
def ended(ann: User, council: Council) -> Deliberation:
    deliberation = make_deliberation(ann, council, "Why is the sea salty?")
    deliberation.conversation.title = "secret title"
    deliberation.conversation.save()
    Deliberation.objects.filter(pk=deliberation.pk).update(
        status="done",
        outcome="full",
        synthesis={
            "text": "Rivers.",
            "model": "huggingface:chair",
            "chosen": None,
            "is_partial": False,
            "dissent": [{"members": ["bob"], "claim": "It is rain.", "against": "It is not."}],
        },
    )
    Opinion.objects.create(deliberation=deliberation, member="bob", status="failed", code="gated")
    Opinion.objects.create(
        deliberation=deliberation,
        member="ann",
        status="given",
        text="Salt.",
        model="huggingface:ann",
    )
    deliberation.refresh_from_db()
    return deliberation


def share(client: Client, deliberation: Deliberation, **wishes: object) -> dict[str, Any]:
    path = address_of(deliberation, "share/")
    answer = client.put(path, wishes, content_type="application/json")
    assert answer.status_code == 200, answer.content
    body: dict[str, Any] = answer.json()
    return body


def token_in(link: dict[str, Any]) -> str:
    page: str = link["page"]
    assert page.startswith("/s/")
    return page.removeprefix("/s/")


def read(token: str) -> Answer:
    """As somebody who is not signed in."""
    return Client(raise_request_exception=False).get(f"/api/shared/{token}/")


def test_nothing_is_shared_until_it_is(client: Client, ended: Deliberation) -> None:
    told = client.get(address_of(ended, "share/")).json()
    assert (told["is_shared"], told["page"], told["created_at"]) == (False, None, None)
    assert_refused(read("A" * 32), 404, "not_found")


def test_a_link_shows_the_answer_and_no_opinions(client: Client, ended: Deliberation) -> None:
    link = share(client, ended)
    answer = read(token_in(link))

    assert answer.status_code == 200
    told = answer.json()
    assert set(told) == TOLD
    assert told["query"] == "Why is the sea salty?"
    assert told["synthesis"] == {"text": "Rivers.", "is_partial": False, "chosen_role": None}
    assert told["dissent"] == [{"roles": ["Bob"], "claim": "It is rain.", "against": "It is not."}]
    assert told["models"] == [
        {"role": "Ann", "model": "huggingface:ann", "model_label": "Ann"},
        {"role": "Chair", "model": "huggingface:chair", "model_label": "Chair"},
    ]
    assert told["opinions"] is None
    for word in (*NEVER, str(ended.id), str(ended.conversation_id), "Salt."):
        assert word not in str(told)


def test_a_link_shows_the_opinions_where_that_is_wished_in_the_order_of_the_members(
    client: Client, ended: Deliberation
) -> None:
    link = share(client, ended, with_opinions=True)
    opinions = read(token_in(link)).json()["opinions"]
    assert [(each["member"], each["role"], each["status"], each["text"]) for each in opinions] == [
        ("ann", "Ann", "given", "Salt."),
        ("bob", "Bob", "failed", ""),
    ]

    same = share(client, ended, with_opinions=False)
    assert same["page"] == link["page"]
    assert read(token_in(link)).json()["opinions"] is None


def test_a_link_is_told_again_and_its_token_is_kept_nowhere(
    client: Client, ended: Deliberation
) -> None:
    link = share(client, ended)
    token = token_in(link)

    assert client.get(address_of(ended, "share/")).json() == link
    assert len(base64.urlsafe_b64decode(token)) * 8 >= 128
    kept = " ".join(map(str, Share.objects.values_list().get()))
    assert token not in kept
    assert base64.urlsafe_b64decode(token).hex() not in kept


def test_a_revoked_link_is_gone_and_a_new_one_is_another(
    client: Client, ended: Deliberation
) -> None:
    first = token_in(share(client, ended))

    for _ in range(2):
        revoked = client.delete(address_of(ended, "share/"))
        assert (revoked.status_code, revoked.json()["is_shared"]) == (200, False)
        assert_refused(read(first), 404, "not_found")
    second = token_in(share(client, ended))
    assert second != first
    assert_refused(read(first), 404, "not_found")
    assert read(second).status_code == 200


def test_a_link_goes_with_its_deliberation(client: Client, ended: Deliberation) -> None:
    token = token_in(share(client, ended))
    client.delete(f"/api/conversations/{ended.conversation_id}/")
    assert_refused(read(token), 404, "not_found")
    assert not Share.objects.exists()


def test_a_link_outlives_its_pepper_but_can_be_told_no_more(
    client: Client, ended: Deliberation, settings: Settings
) -> None:
    settings.ENCRYPTION_KEYS = ["old"]
    token = token_in(share(client, ended))
    settings.ENCRYPTION_KEYS = ["new", "old"]
    assert token_in(client.get(address_of(ended, "share/")).json()) == token

    settings.ENCRYPTION_KEYS = ["new"]
    told = client.get(address_of(ended, "share/")).json()
    assert (told["is_shared"], told["page"]) == (True, None)
    assert read(token).status_code == 200


def test_what_still_runs_is_not_shared(client: Client, ann: User, council: Council) -> None:
    path = address_of(make_deliberation(ann, council), "share/")
    refused = client.put(path, {}, content_type="application/json")
    assert_refused(refused, 409, "not_finished")
    misspelt = client.put(path, {"opinions": True}, content_type="application/json")
    assert_refused(misspelt, 400, "invalid_request")


def test_links_are_hers_to_make_and_to_revoke(
    ann: User, bob: User, cy: User, ended: Deliberation
) -> None:
    token = token_in(share(client_of(ann), ended))
    path = address_of(ended, "share/")
    for stranger in (client_of(bob), client_of(cy)):
        assert_refused(stranger.get(path), 404, "not_found")
        assert_refused(stranger.put(path, {}, content_type="application/json"), 404, "not_found")
        assert_refused(stranger.delete(path), 404, "not_found")
        assert stranger.get(f"/api/shared/{token}/").status_code == 200
    assert_refused(Client().get(path), 401, "not_authenticated")
    reading = bearer(make_api_key(ann, ApiKey.Scope.READ).text)
    assert_refused(Client().delete(path, headers=reading), 403, "missing_scope")
    assert Share.objects.count() == 1


@pytest.mark.parametrize("token", ["A" * 32, "a", "-" * 200])
def test_neither_a_link_nor_its_absence_is_kept_by_anybody(
    client: Client, ended: Deliberation, token: str
) -> None:
    for path in (
        f"/api/shared/{token}/",
        share(client, ended)["page"].replace("/s/", "/api/shared/") + "/",
    ):
        answer = Client().get(path)
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
        assert answer.cookies == {}


def test_links_are_read_at_sixty_a_minute_from_one_address(
    client: Client, ended: Deliberation
) -> None:
    token = token_in(share(client, ended))
    path = f"/api/shared/{token}/"
    statuses = [Client().get(path).status_code for _ in range(61)]
    assert statuses == [200] * 60 + [429]

    refused = Client().get(path, headers={"X-Forwarded-For": "10.0.0.9"})
    assert_refused(refused, 429, "throttled")
    assert 0 < int(refused.headers["Retry-After"]) <= 60
    assert refused.headers["Cache-Control"] == "no-store"
    assert token not in refused.content.decode()


def test_the_page_of_a_link_says_by_its_status_whether_it_is_open(
    client: Client, ended: Deliberation, settings: Settings, tmp_path: Path
) -> None:
    (tmp_path / "index.html").write_text("<html></html>")
    [templates] = settings.TEMPLATES
    settings.TEMPLATES = [{**templates, "DIRS": [tmp_path]}]
    page = share(client, ended)["page"]
    assert Client().get(page).status_code == 200
    client.delete(address_of(ended, "share/"))
    assert Client().get(page).status_code == 404
    assert Client().get("/s/").status_code == 404
    assert Client().get("/s/a/b").status_code == 404


def test_the_page_of_a_link_tells_nobody_where_it_was_read(settings: Settings) -> None:
    settings.SINGLE_USER = False
    answer = Client().get("/s/" + "A" * 32)
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.cookies == {}


def test_where_one_person_is_served_a_link_opens_on_this_machine_only(
    client: Client, ended: Deliberation, settings: Settings
) -> None:
    settings.SINGLE_USER = False
    link = share(client, ended)
    assert link["is_only_here"] is False

    settings.SINGLE_USER = True
    path = f"/api/shared/{token_in(link)}/"
    assert Client().get(path, headers={"Host": "localhost"}).status_code == 200
    assert_refused(Client().get(path, REMOTE_ADDR="10.0.0.7"), 403, "permission_denied")


@pytest.mark.django_db(transaction=True)
def test_links_can_be_migrated_away_and_back() -> None:
    now = MigrationExecutor(connection).loader.graph.leaf_nodes()
    before = [("council", "0022_kept_by_the_name_of_its_event")]
    try:
        apps = MigrationExecutor(connection).migrate(before).apps
        with pytest.raises(LookupError):
            apps.get_model("council", "Share")
        assert "council_share" not in connection.introspection.table_names()
    finally:
        MigrationExecutor(connection).migrate(now)
    assert "council_share" in connection.introspection.table_names()
