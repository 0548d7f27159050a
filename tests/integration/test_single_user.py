"""SINGLE_USER: this machine is the owner's, and no other gets in."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import Settings
from redis import Redis

from backend.single_user import has_anybody_to_sign_in, owner
from tests.factories import make_council, make_deliberation
from tests.integration.sockets import REFUSED, Socket, cookie_of, frames_of
from tests.integration.ways_in import (
    DELIBERATIONS,
    Answer,
    assert_refused,
    client_of,
    submit,
    write_whole_log,
)

pytestmark = pytest.mark.django_db

HERE = {"Host": "localhost:8000"}
OWN_PAGES: list[dict[str, str]] = [
    {},
    {"Origin": "http://localhost:8000"},
    {"Sec-Fetch-Site": "same-origin"},
    {"Sec-Fetch-Site": "none"},
    {"Origin": "http://localhost:8000", "Sec-Fetch-Site": "same-origin"},
]
FOREIGN_PAGES: list[dict[str, str]] = [
    {"Origin": "https://evil.example"},
    {"Origin": "http://localhost:3000"},
    {"Origin": "http://localhost"},
    {"Origin": "null"},
    {"Origin": "http://[::1"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Origin": "http://localhost:8000", "Sec-Fetch-Site": "cross-site"},
]


@pytest.fixture
def client(settings: Settings) -> Client:
    """Signed in as nobody, and strict about CSRF."""
    settings.SINGLE_USER = True
    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
    settings.HF_TOKEN = "hf_canarykey"  # noqa: S105
    return Client(enforce_csrf_checks=True, headers=HERE)


def ask(client: Client, **headers: str) -> Answer:
    make_council()
    return submit(client, {"query": "Why, canary?"}, **headers)


def test_the_owner_is_made_at_the_first_request(client: Client) -> None:
    assert ask(client).status_code == 202
    [owner] = User.objects.all()
    assert (owner.username, owner.is_staff, owner.is_superuser) == ("owner", True, True)
    assert not owner.has_usable_password()
    assert client.get(DELIBERATIONS).json()["results"]
    assert User.objects.count() == 1


def test_the_admin_is_the_owners(client: Client) -> None:
    page = client.get("/admin/")
    assert page.status_code == 200
    assert "owner" in page.text


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:8000", "[::1]:8000"])
def test_every_name_of_this_machine_is_served(client: Client, host: str) -> None:
    assert client.get(DELIBERATIONS, headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("peer", ["127.0.0.1", "127.8.9.10", "::1"])
def test_every_address_of_this_machine_is_served(client: Client, peer: str) -> None:
    assert client.get(DELIBERATIONS, REMOTE_ADDR=peer).status_code == 200


@pytest.mark.parametrize("path", [DELIBERATIONS, "/admin/", "/", "/api/nothing/"])
@pytest.mark.parametrize("peer", ["192.168.1.7", "::ffff:10.0.0.1", "2001:db8::1", ""])
def test_another_machine_is_refused_and_told_why(client: Client, path: str, peer: str) -> None:
    error = assert_refused(client.get(path, REMOTE_ADDR=peer), 403, "permission_denied")
    assert "SINGLE_USER=off" in error["message"]
    assert not User.objects.exists()


@pytest.mark.parametrize(
    "host", ["evil.example", "192.168.1.7:8000", "127.0.0.1.evil.example", "localhost.evil", "[::1"]
)
def test_another_name_is_refused_and_told_why(
    client: Client, settings: Settings, host: str
) -> None:
    """Else a page could have its own name point here and read what this machine may read."""
    for allowed in (settings.ALLOWED_HOSTS, ["*"]):
        settings.ALLOWED_HOSTS = allowed
        refused = client.get(DELIBERATIONS, headers={"Host": host})
        error = assert_refused(refused, 403, "permission_denied")
        assert "SINGLE_USER=off" in error["message"]


@pytest.mark.parametrize(
    "header", ["Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Anything"]
)
def test_what_came_through_a_proxy_is_refused_and_told_why(client: Client, header: str) -> None:
    refused = client.get(DELIBERATIONS, headers={header: "127.0.0.1"})
    error = assert_refused(refused, 403, "permission_denied")
    assert "SINGLE_USER=off" in error["message"]


@pytest.mark.parametrize("headers", OWN_PAGES)
def test_own_pages_and_programs_need_neither_token_nor_key(
    client: Client, headers: dict[str, str]
) -> None:
    assert ask(client, **headers).status_code == 202


@pytest.mark.parametrize("headers", FOREIGN_PAGES)
def test_a_page_of_another_site_changes_nothing(client: Client, headers: dict[str, str]) -> None:
    assert_refused(ask(client, **headers), 403, "permission_denied")
    deliberation = make_deliberation(User.objects.create_user("owner"), make_council("other"))
    refused = client.post(f"{DELIBERATIONS}{deliberation.id}/cancel/", headers=headers)
    assert_refused(refused, 403, "permission_denied")


def test_a_link_from_another_site_opens_the_page(client: Client) -> None:
    answer = client.get(DELIBERATIONS, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 200


def test_switched_off_it_asks_for_a_session_and_a_token(
    client: Client, settings: Settings, ann: User
) -> None:
    settings.SINGLE_USER = False
    assert_refused(client.get(DELIBERATIONS), 401, "not_authenticated")
    assert_refused(client.post(DELIBERATIONS), 401, "not_authenticated")
    assert client.get("/admin/").status_code == 302

    browser = client_of(ann, enforce_csrf_checks=True)
    assert browser.get(DELIBERATIONS, headers=HERE).status_code == 200
    assert_refused(ask(browser, **HERE), 403, "permission_denied")
    token = browser.get("/", headers=HERE).cookies["csrftoken"].value
    sent = submit(browser, {"query": "Why, canary?"}, **HERE, **{"X-CSRFToken": token})
    assert sent.status_code == 202


def test_a_session_of_somebody_else_is_still_the_owners(client: Client, ann: User) -> None:
    client.force_login(ann)
    make_deliberation(ann, make_council())
    assert client.get(DELIBERATIONS).json()["results"] == []


def test_whoever_has_a_password_can_sign_in_and_the_owner_has_none(ann: User) -> None:
    owner()
    ann.set_unusable_password()
    ann.save()
    assert not has_anybody_to_sign_in()
    ann.set_password("a-password")
    ann.save()
    assert has_anybody_to_sign_in()
    User.objects.filter(pk=ann.pk).update(is_active=False)
    assert not has_anybody_to_sign_in()


@pytest.mark.django_db(transaction=True)
def test_a_socket_is_the_owners_from_here_alone(client: Client, redis_store: Redis) -> None:
    client.get(DELIBERATIONS)
    deliberation = make_deliberation(User.objects.get(username="owner"), make_council())
    write_whole_log(deliberation)
    path = f"/ws/deliberations/{deliberation.id}/"

    for headers in OWN_PAGES:
        assert frames_of(Socket(path, {**lower(HERE), **lower(headers)})), headers
    for headers in FOREIGN_PAGES:
        assert frames_of(Socket(path, {**lower(HERE), **lower(headers)})) is REFUSED, headers
    assert frames_of(Socket(path, lower(HERE), peer="192.168.1.7")) is REFUSED
    assert frames_of(Socket(path, {"host": "evil.example"})) is REFUSED
    assert frames_of(Socket(path, {"host": "[::1"})) is REFUSED
    assert frames_of(Socket(path, {**lower(HERE), "x-forwarded-for": "127.0.0.1"})) is REFUSED


@pytest.mark.django_db(transaction=True)
def test_a_socket_shows_the_owner_nothing_of_others(
    client: Client, ann: User, redis_store: Redis
) -> None:
    deliberation = make_deliberation(ann, make_council())
    headers = {**lower(HERE), "cookie": cookie_of(ann)}
    assert frames_of(Socket(f"/ws/deliberations/{deliberation.id}/", headers)) is REFUSED


def lower(headers: dict[str, str]) -> dict[str, str]:
    """As servers pass them on."""
    return {name.lower(): value for name, value in headers.items()}
