"""A person's own API keys over the API: made, told once, seen and revoked by who signed in."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from accounts.models import ApiKey
from accounts.services import revoke_api_key, rotate_api_key
from tests.factories import make_api_key
from tests.integration.ways_in import DELIBERATIONS, assert_refused, bearer, client_of

pytestmark = pytest.mark.django_db

KEYS = "/api/keys/"


@pytest.fixture
def browser(ann: User, settings: Settings) -> Client:
    settings.SINGLE_USER = False
    return client_of(ann)


def make(client: Client, body: object) -> Any:  # noqa: ANN401  Django's own answer
    return client.post(KEYS, body, content_type="application/json")


def names_in(client: Client) -> list[str]:
    return [key["name"] for key in client.get(KEYS).json()["results"]]


def test_a_key_that_was_made_opens_the_api_and_is_told_once(
    browser: Client, ann: User, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    answer = make(browser, {"name": " nightly "})

    assert (answer.status_code, answer.headers["Cache-Control"]) == (201, "no-store")
    row = ApiKey.objects.get()
    text = answer.json().pop("key")
    secret = text.rpartition("_")[2]
    assert text == f"ac_{row.public_id}_{secret}"
    assert (row.owner, row.name, row.scopes) == (ann, "nightly", ["ask", "read"])
    assert (row.expires_at, row.last_used_at) == (None, None)
    assert Client().get(DELIBERATIONS, headers=bearer(text)).status_code == 200

    told = browser.get(KEYS)
    [shown] = told.json()["results"]
    assert shown.pop("created_at").endswith("Z")
    assert shown.pop("last_used_at").endswith("Z")
    assert shown == {
        "id": row.public_id,
        "name": "nightly",
        "begins_with": f"ac_{row.public_id}_",
        "scopes": ["ask", "read"],
        "expires_at": None,
        "has_expired": False,
    }
    kept = str(list(ApiKey.objects.values()))
    assert all(secret not in place for place in (told.content.decode(), kept, caplog.text))


def test_a_key_may_do_less_and_end_by_itself(browser: Client) -> None:
    body = {"name": "dashboard", "scopes": ["read", "read"], "days": 90}
    told = make(browser, body).json()

    row = ApiKey.objects.get()
    assert told["scopes"] == row.scopes == ["read"]
    assert row.expires_at == row.created_at + timedelta(days=90)


UNUSABLE = [
    ({}, "name"),
    ({"name": "  "}, "name"),
    ({"name": "n" * 81}, "name"),
    ({"name": "a\0b"}, "name"),
    ({"name": "x", "scopes": []}, "scopes"),
    ({"name": "x", "scopes": ["admin"]}, "scopes"),
    ({"name": "x", "scopes": "read"}, "scopes"),
    ({"name": "x", "days": 0}, "days"),
    ({"name": "x", "days": 36_501}, "days"),
    ({"name": "x", "days": "soon"}, "days"),
    ({"name": "x", "owner": "cy"}, "owner"),
]


@pytest.mark.parametrize(("body", "field"), UNUSABLE)
def test_what_no_key_can_be_made_of_is_told_beside_its_field(
    browser: Client, body: object, field: str
) -> None:
    error = assert_refused(make(browser, body), 400, "invalid_request")
    assert next(iter(error["fields"])).partition(".")[0] == field
    assert not ApiKey.objects.exists()


def test_a_revoked_key_opens_nothing_and_is_no_longer_shown(browser: Client, ann: User) -> None:
    old = make_api_key(ann)
    key = rotate_api_key(key=old.row)
    assert browser.delete(f"{KEYS}{key.row.public_id}/").status_code == 204

    assert names_in(browser) == []
    for text in (key.text, old.text):
        refused = Client().get(DELIBERATIONS, headers=bearer(text))
        assert_refused(refused, 401, "api_key_revoked")
    assert browser.delete(f"{KEYS}{key.row.public_id}/").status_code == 204


def test_one_that_has_expired_is_shown_as_such_until_it_is_revoked(
    browser: Client, ann: User
) -> None:
    key = make_api_key(ann, lasts=timedelta(days=1))
    ApiKey.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    [shown] = browser.get(KEYS).json()["results"]
    assert shown["has_expired"]
    browser.delete(f"{KEYS}{key.row.public_id}/")
    assert names_in(browser) == []


def test_keys_are_paged_the_newest_first(browser: Client, ann: User) -> None:
    for name in ("first", "second", "third"):
        make_api_key(ann, name=name)
    page = browser.get(KEYS, {"limit": 2}).json()
    assert set(page) == {"results", "next"}
    rest = browser.get(page["next"]).json()
    names = [key["name"] for key in page["results"] + rest["results"]]
    assert names == ["third", "second", "first"]
    assert rest["next"] is None
    assert_refused(browser.get(KEYS, {"cursor": "cD1ub25l"}), 404, "not_found")


def test_nobody_sees_or_revokes_the_keys_of_others(
    browser: Client, ann: User, bob: User, cy: User
) -> None:
    key = make_api_key(ann)
    chief = User.objects.create_superuser("chief")
    for other in (bob, cy, chief):
        assert names_in(client_of(other)) == []
        refused = client_of(other).delete(f"{KEYS}{key.row.public_id}/")
        assert_refused(refused, 404, "not_found")
    assert_refused(browser.delete(f"{KEYS}{'0' * 12}/"), 404, "not_found")
    assert Client().get(DELIBERATIONS, headers=bearer(key.text)).status_code == 200


@pytest.fixture(params=[[ApiKey.Scope.READ], [ApiKey.Scope.ASK], list(ApiKey.Scope)])
def program(request: pytest.FixtureRequest, ann: User) -> Client:
    """It has a key of Ann's, and beside it her session: who sends a key asks by it alone."""
    client = client_of(ann)
    client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {make_api_key(ann, *request.param).text}"
    return client


def test_no_key_makes_sees_or_revokes_keys(program: Client) -> None:
    [key] = ApiKey.objects.all()
    for answer in (
        make(program, {"name": "child"}),
        program.get(KEYS),
        program.delete(f"{KEYS}{key.public_id}/"),
    ):
        assert "sign in" in assert_refused(answer, 403, "not_by_api_key")["message"]
    assert ApiKey.objects.filter(revoked_at=None).get() == key


def test_who_has_not_signed_in_or_comes_from_elsewhere_makes_none(ann: User) -> None:
    assert_refused(make(Client(), {"name": "x"}), 401, "not_authenticated")
    assert_refused(Client().get(KEYS), 401, "not_authenticated")
    forged = make(client_of(ann, enforce_csrf_checks=True), {"name": "x"})
    assert_refused(forged, 403, "permission_denied")
    revoked = make_api_key(ann)
    revoke_api_key(key=revoked.row)
    refused = client_of(ann).get(KEYS, headers=bearer(revoked.text))
    assert_refused(refused, 401, "api_key_revoked")


def test_on_a_machine_of_one_person_keys_are_the_owners(settings: Settings) -> None:
    settings.SINGLE_USER = True
    settings.ALLOWED_HOSTS = ["localhost"]
    here = Client(headers={"Host": "localhost:8000"})
    text = make(here, {"name": "laptop"}).json()["key"]
    assert ApiKey.objects.get().owner.get_username() == "owner"
    assert names_in(here) == ["laptop"]
    assert here.get("/api/me/", headers=bearer(text)).json()["name"] == "owner"
