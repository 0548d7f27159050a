"""Whatever is asked below /api/, the answer is JSON of one shape."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from pytest_django import Settings

from council.models import Deliberation
from providers.redis_client import commands
from tests.factories import make_council, make_deliberation
from tests.integration.broken_urls import CAUSE
from tests.integration.ways_in import (
    DELIBERATIONS,
    address_of,
    assert_refused,
    client_of,
    submit,
)

pytestmark = pytest.mark.django_db

NOWHERE = "6f9619ff-8b86-4d01-b42d-00cf4fc964ff"


@pytest.mark.parametrize(
    "path",
    [
        "/api",
        "/api/",
        "/api/nothing/",
        "/api/deliberations",
        "/api/deliberations/not-a-uuid/",
        f"/api/deliberations/{NOWHERE}",
        f"/api/deliberations/{NOWHERE}/",
        f"/api/deliberations/{NOWHERE}/nothing/",
        "/api/%FF%FE/",
        "/api/deliberations/%00/",
        "/v1",
        "/v1/models",
        "/ws/deliberations/",
        "/static/nothing.js",
    ],
)
def test_an_address_that_nobody_serves_is_not_found(client: Client, path: str) -> None:
    assert_refused(client.get(path), 404, "not_found")


@pytest.mark.parametrize(
    ("what", "body", "misspelt"),
    [
        ("contest/", {"claim": "It is old.", "reasons": "It is new."}, "reasons"),
        ("synthesize/", {"chairs": "bob"}, "chairs"),
    ],
)
def test_a_field_that_is_misspelt_is_refused_by_its_name(
    ann: User, client: Client, what: str, body: dict[str, str], misspelt: str
) -> None:
    ended = make_deliberation(ann, make_council())
    Deliberation.objects.update(status=Deliberation.Status.DONE)
    path = address_of(ended, what)
    error = assert_refused(client.post(path, body, "application/json"), 400, "invalid_request")
    [(field, [told])] = error["fields"].items()
    assert field == misspelt
    assert told.startswith("There is no such field.")
    assert Deliberation.objects.count() == 1


@pytest.mark.parametrize("path", ["/api/deliberations", f"/api/deliberations/{NOWHERE}/cancel"])
def test_a_slash_left_out_of_a_post_is_no_redirect(client: Client, path: str) -> None:
    answer = client.post(path, {"query": "Why, canary?"}, content_type="application/json")
    assert_refused(answer, 404, "not_found")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("PUT", DELIBERATIONS),
        ("DELETE", f"{DELIBERATIONS}{NOWHERE}/"),
        ("GET", f"{DELIBERATIONS}{NOWHERE}/cancel/"),
        ("GET", f"{DELIBERATIONS}{NOWHERE}/members/ann/stop/"),
        ("POST", "/api/judges/"),
        ("POST", "/api/schema/"),
        ("POST", "/api/docs/"),
    ],
)
def test_another_method_is_not_allowed(ann: User, method: str, path: str) -> None:
    answer = client_of(ann).generic(method, path)
    assert_refused(answer, 405, "method_not_allowed")
    assert method not in answer.headers["Allow"]


def test_another_kind_of_answer_is_refused_in_json(client: Client) -> None:
    answer = client.get(DELIBERATIONS, headers={"Accept": "text/html"})
    assert_refused(answer, 406, "not_acceptable")


@pytest.mark.parametrize(
    "path",
    [
        DELIBERATIONS,
        f"{DELIBERATIONS}{NOWHERE}/",
        "/api/councils/",
        "/api/models/",
        "/api/providers/",
    ],
)
def test_who_is_not_signed_in_is_told_so(path: str) -> None:
    assert_refused(Client().get(path), 401, "not_authenticated")


@pytest.mark.parametrize("what", ["", "cancel/", "synthesize/", "members/ann/stop/"])
def test_who_is_not_signed_in_changes_nothing(what: str) -> None:
    path = f"{DELIBERATIONS}{NOWHERE}/{what}" if what else DELIBERATIONS
    assert_refused(Client().post(path), 401, "not_authenticated")


def test_a_session_without_its_csrf_token_changes_nothing(ann: User) -> None:
    make_council()
    refused = submit(client_of(ann, enforce_csrf_checks=True), {"query": "Why, canary?"})
    assert_refused(refused, 403, "permission_denied")


def test_a_foreign_host_is_refused_in_json(client: Client) -> None:
    answer = client.get(DELIBERATIONS, headers={"Host": "evil.example"})
    assert_refused(answer, 400, "invalid_request")


@pytest.mark.parametrize("path", ["/api/breaks/", "/api/breaks-plainly/"])
def test_what_breaks_is_told_to_the_log_and_not_to_the_client(
    client: Client, settings: Settings, caplog: pytest.LogCaptureFixture, path: str
) -> None:
    settings.ROOT_URLCONF = "tests.integration.broken_urls"
    answer = client.get(path)

    assert_refused(answer, 500, "internal_error")
    assert CAUSE not in answer.text
    assert "Traceback" not in answer.text
    assert CAUSE in caplog.text


@pytest.mark.parametrize("query", ["search=%00", "council=%00", "status=nothing", "status=%00"])
def test_a_filter_that_cannot_be_is_refused(client: Client, query: str) -> None:
    assert_refused(client.get(f"{DELIBERATIONS}?{query}"), 400, "invalid_request")


def test_a_choice_that_cannot_be_is_told_those_that_can(client: Client) -> None:
    error = assert_refused(client.get(f"{DELIBERATIONS}?status=canary"), 400, "invalid_request")
    assert error["fields"]["status"] == ["It is one of queued, running, done, failed, cancelled."]


@pytest.mark.parametrize("limit", ["0", "-1", "abc", "1.5", "9" * 5000])
@pytest.mark.parametrize("path", [DELIBERATIONS, "/api/conversations/", "/api/models/"])
def test_a_page_of_no_number_is_refused(client: Client, path: str, limit: str) -> None:
    error = assert_refused(client.get(f"{path}?limit={limit}"), 400, "invalid_request")
    assert error["fields"]["limit"] == ["It is a whole number from 1; a page has at most 200 rows."]


@pytest.mark.parametrize("cursor", ["nonsense", "cD1ub25zZW5zZQ==", "ö"])
def test_a_cursor_that_was_not_given_out_is_not_found(
    client: Client, ann: User, cursor: str
) -> None:
    make_deliberation(ann, make_council())
    assert_refused(client.get(f"{DELIBERATIONS}?cursor={cursor}"), 404, "not_found")


def test_a_field_nobody_knows_is_refused_by_name(client: Client) -> None:
    error = assert_refused(
        submit(client, {"query": "Why, canary?", "max_cost": "0.1"}), 400, "invalid_request"
    )

    assert "max_cost_usd" in error["fields"]["max_cost"][0]


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_while_the_database_is_away_it_says_when_to_come_again(client: Client) -> None:
    connection.ensure_connection()
    connection.connection.close()

    answer = client.get(DELIBERATIONS)

    connection.close()
    assert_refused(answer, 503, "internal_fault")
    assert answer.headers["Retry-After"] == "5"


@pytest.mark.usefixtures("_no_redis_kept")
def test_while_redis_is_away_it_says_so_too(ann: User, settings: Settings, tmp_path: Path) -> None:
    deliberation = make_deliberation(ann, make_council("general"))
    settings.REDIS_URL = f"unix://{tmp_path}/gone.sock"

    answer = client_of(ann).post(f"{DELIBERATIONS}{deliberation.id}/cancel/")

    assert_refused(answer, 503, "internal_fault")


@pytest.fixture
def _no_redis_kept() -> Iterator[None]:
    commands.cache_clear()
    yield
    commands.cache_clear()
