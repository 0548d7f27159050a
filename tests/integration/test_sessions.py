"""Who I am; signing in by name and password, and out again."""

from __future__ import annotations

from typing import Any, Protocol

import pytest
import redis
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import Settings

from accounts.models import ApiKey
from tests.factories import make_api_key
from tests.integration.ways_in import Answer, assert_refused, bearer, client_of

ME, SESSION, ADMIN = "/api/me/", "/api/session/", "/admin/login/"
TRIES = 10  # a minute
PASSWORD = "a canary sings twice"  # noqa: S105  nobody's


class Page(Answer, Protocol):
    cookies: Any

    @property
    def text(self) -> str: ...


@pytest.fixture(autouse=True)
def _for_several(settings: Settings, db: None, redis_store: redis.Redis) -> None:
    settings.SINGLE_USER = False


@pytest.fixture
def browser() -> Client:
    """As it is after the page has been fetched."""
    client = Client(enforce_csrf_checks=True)
    client.get("/")
    return client


def sign_in(browser: Client, address: str = "127.0.0.1", said: str = "", **given: str) -> Answer:
    """From this address, whatever the header that is sent says of it."""
    headers = {"X-CSRFToken": browser.cookies["csrftoken"].value, "X-Forwarded-For": said}
    answer: Answer = browser.post(
        SESSION, given, content_type="application/json", headers=headers, REMOTE_ADDR=address
    )
    return answer


def test_nobody_has_no_name(browser: Client) -> None:
    assert browser.get(ME).json() == {"name": "", "is_staff": False, "is_single_user": False}


def test_a_person_signs_in_and_out(browser: Client) -> None:
    User.objects.create_user("ann", password=PASSWORD)
    answer = sign_in(browser, name="ann", password=PASSWORD)
    ann = {"name": "ann", "is_staff": False, "is_single_user": False}
    assert answer.json() == ann
    assert browser.get(ME).json() == ann
    token = browser.cookies["csrftoken"].value
    left = browser.delete(SESSION, headers={"X-CSRFToken": token})
    assert left.status_code == 204
    assert browser.get(ME).json()["name"] == ""
    assert_refused(browser.get("/api/deliberations/"), 401, "not_authenticated")


@pytest.mark.parametrize(
    "given",
    [
        {"name": "ann", "password": "another"},
        {"name": "cy", "password": PASSWORD},
        {"name": "bob", "password": PASSWORD},
    ],
)
def test_who_is_refused_is_not_told_why(browser: Client, given: dict[str, str]) -> None:
    User.objects.create_user("ann", password=PASSWORD)
    User.objects.create_user("bob", password=PASSWORD, is_active=False)
    refused = assert_refused(sign_in(browser, **given), 400, "sign_in_refused")
    assert PASSWORD not in str(refused)
    assert browser.get(ME).json()["name"] == ""


def test_another_site_can_sign_nobody_in_or_out(browser: Client, ann: User) -> None:
    body = {"name": "ann", "password": PASSWORD}
    unmarked = browser.post(SESSION, body, content_type="application/json")
    assert_refused(unmarked, 403, "permission_denied")
    signed_in = client_of(ann, enforce_csrf_checks=True)
    assert_refused(signed_in.delete(SESSION), 403, "permission_denied")
    assert signed_in.get(ME).json()["name"] == "ann"


def test_the_owner_of_the_machine_is_staff(settings: Settings) -> None:
    settings.SINGLE_USER = True
    me = Client().get(ME, headers={"Host": "localhost"}).json()
    assert me == {"name": "owner", "is_staff": True, "is_single_user": True}


def test_an_api_key_is_its_owner(ann: User) -> None:
    key = make_api_key(ann, ApiKey.Scope.READ)
    assert Client().get(ME, headers=bearer(key.text)).json()["name"] == "ann"
    assert_refused(Client().get(ME, headers=bearer("ac_wrong")), 401, "api_key_unreadable")


def test_a_name_is_not_tried_for_ever(browser: Client) -> None:
    User.objects.create_user("ann", password=PASSWORD)
    for _ in range(TRIES):
        assert_refused(sign_in(browser, name="ann", password="another"), 400, "sign_in_refused")
    refused = sign_in(browser, name=" Ann", password=PASSWORD)
    assert_refused(refused, 429, "too_many_sign_ins")
    assert 0 < int(refused.headers["Retry-After"]) <= 60
    assert "Try again in" in refused.json()["message"]
    assert browser.get(ME).json()["name"] == ""


def test_who_tries_one_name_keeps_nobody_else_out(browser: Client) -> None:
    User.objects.create_user("ann", password=PASSWORD)
    for _ in range(TRIES + 1):
        tried = sign_in(browser, "10.0.0.9", name="ann", password="another")
    assert tried.status_code == 429
    another = sign_in(browser, "10.0.0.9", name="bob", password="another")
    assert_refused(another, 400, "sign_in_refused")
    # A header says nothing of where one is; the address does.
    here = sign_in(browser, "10.0.0.9", "127.0.0.1", name="ann", password=PASSWORD)
    assert here.status_code == 429
    assert sign_in(browser, "10.0.0.8", name="ann", password=PASSWORD).status_code == 200


def test_the_form_of_the_admin_counts_together_with_it(browser: Client) -> None:
    User.objects.create_user("ann", password=PASSWORD, is_staff=True)
    for _ in range(TRIES // 2):
        sign_in(browser, name="ann", password="another")
        assert sign_in_at_admin("Ann", "another").status_code == 200
    assert_refused(sign_in(browser, name="ann", password=PASSWORD), 429, "too_many_sign_ins")

    refused = sign_in_at_admin("\uff41nn ", PASSWORD)  # which Django reads as ann
    assert refused.status_code == 429
    assert 0 < int(refused.headers["Retry-After"]) <= 60
    assert "This name was tried too often from your address. Try again in" in refused.text
    assert PASSWORD not in refused.text
    assert "sessionid" not in refused.cookies

    assert sign_in_at_admin("ann", PASSWORD, address="10.0.0.8").status_code == 302
    assert sign_in_at_admin("bob", "another").status_code == 200


def test_the_form_of_the_admin_without_a_name_counts_nothing() -> None:
    for _ in range(TRIES + 1):
        assert sign_in_at_admin("", "another").status_code == 200


def sign_in_at_admin(name: str, password: str, address: str = "127.0.0.1") -> Page:
    given = {"username": name, "password": password}
    page: Page = Client().post(ADMIN, given, REMOTE_ADDR=address)
    return page
