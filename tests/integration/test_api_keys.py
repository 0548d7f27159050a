"""A program asks with an API key: as its person, within its scopes, and in no other way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings
from redis import Redis

from accounts.models import ApiKey
from accounts.services import NewKey, revoke_api_key, rotate_api_key
from council.models import Deliberation
from tests.factories import make_api_key, make_council, make_deliberation
from tests.integration.ways_in import (
    DELIBERATIONS,
    address_of,
    assert_refused,
    bearer,
    client_of,
    id_of,
    submit,
)

pytestmark = pytest.mark.django_db

READ, ASK = ApiKey.Scope.READ, ApiKey.Scope.ASK
QUERY = {"query": "Why, canary?"}
READABLE = (
    *(DELIBERATIONS, "/api/councils/", "/api/models/", "/api/providers/", "/api/usage/"),
    *("/api/schema/", "/api/docs/"),
)
NO_KEYS = (
    *("", "x", "ac_", "sk-proj-1234", "eyJhbGciOiJIUzI1NiJ9.e30.x", "ac_" + "0" * 12),
    *(f"ac_{'0' * 12}_{'0' * 31}", f"ac_{'0' * 12}_{'0' * 33}", f"ac_{'ö' * 12}_{'0' * 32}"),
    *(f"AC_{'0' * 12}_{'0' * 32}", f"ac_{'0' * 12}_{'0' * 32} x", f"ac_{'0' * 12}-{'0' * 32}"),
)


@pytest.fixture
def program(settings: Settings) -> Client:
    """Signed in as nobody, and strict about CSRF."""
    settings.HF_TOKEN = "hf_canarykey"  # noqa: S105
    make_council()
    return Client(raise_request_exception=False, enforce_csrf_checks=True)


@pytest.fixture
def key(ann: User) -> NewKey:
    return make_api_key(ann)


@pytest.fixture(autouse=True)
def _clean_log(caplog: pytest.LogCaptureFixture, key: NewKey) -> Iterator[None]:
    """Whatever becomes of it: no line of the log holds the key."""
    caplog.set_level("DEBUG")
    yield
    for record in caplog.get_records("call"):
        assert secret_of(key) not in f"{record.getMessage()} {record.exc_text}"


def secret_of(key: NewKey) -> str:
    return key.text.rpartition("_")[2]


def with_another_secret(key: NewKey) -> str:
    return f"ac_{key.row.public_id}_{'0' * 32}"


def test_a_program_asks_as_the_person_who_owns_the_key(
    program: Client, key: NewKey, ann: User
) -> None:
    answer = submit(program, QUERY, **bearer(key.text))

    assert answer.status_code == 202
    deliberation = Deliberation.objects.get(id=id_of(answer))
    assert (deliberation.asked_by, deliberation.api_key) == (ann, key.row)
    [shown] = program.get(DELIBERATIONS, headers=bearer(key.text)).json()["results"]
    assert shown["id"] == str(deliberation.id)
    assert client_of(ann).get(address_of(deliberation)).status_code == 200


def test_what_a_person_asks_by_hand_names_no_key(program: Client, key: NewKey, ann: User) -> None:
    answer = submit(client_of(ann), QUERY)
    assert Deliberation.objects.get(id=id_of(answer)).api_key is None


@pytest.mark.parametrize("path", READABLE)
def test_every_address_takes_a_key(
    program: Client, key: NewKey, path: str, redis_store: Redis
) -> None:
    assert program.get(path, headers=bearer(key.text)).status_code == 200


def test_the_stream_of_events_takes_a_key(program: Client, key: NewKey, ann: User) -> None:
    deliberation = make_deliberation(ann, make_council("other"))
    answer = program.get(address_of(deliberation, "events/"), headers=bearer(key.text))
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/event-stream")


NOTHING_SENT = {"nothing": "", "no fields": MULTIPART_CONTENT, "no JSON": "application/json"}


@pytest.mark.parametrize("kind", NOTHING_SENT.values(), ids=NOTHING_SENT.keys())
@pytest.mark.parametrize("what", ["cancel/", "synthesize/", "members/ann/stop/"])
def test_a_program_ends_and_hurries_what_its_person_asked(
    program: Client, key: NewKey, ann: User, redis_store: Redis, what: str, kind: str
) -> None:
    deliberation = make_deliberation(ann, make_council("other"))
    body = encode_multipart(BOUNDARY, {}) if kind == MULTIPART_CONTENT else b""
    answer = program.generic(
        "POST", address_of(deliberation, what), body, kind, headers=bearer(key.text)
    )
    assert answer.status_code == 202


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER", "Bearer "])
def test_the_scheme_is_read_as_http_has_it(program: Client, key: NewKey, scheme: str) -> None:
    headers = {"Authorization": f"{scheme} {key.text}"}
    assert program.get(DELIBERATIONS, headers=headers).status_code == 200


@pytest.mark.parametrize("text", NO_KEYS)
def test_what_is_no_key_is_refused_and_told_how_one_reads(program: Client, text: str) -> None:
    answer = program.get(DELIBERATIONS, headers=bearer(text))
    error = assert_refused(answer, 401, "api_key_unreadable")
    assert answer.headers["WWW-Authenticate"] == 'Bearer error="invalid_token"'
    assert "Bearer ac_" in error["message"]
    assert len(text) < 12 or text not in error["message"]


def test_an_unknown_id_and_a_wrong_secret_look_alike(program: Client, key: NewKey) -> None:
    unknown = f"ac_{'0' * 12}_{secret_of(key)}"
    told = []
    for text in (unknown, with_another_secret(key)):
        answer = submit(program, QUERY, **bearer(text))
        error = assert_refused(answer, 401, "api_key_unknown")
        assert secret_of(key) not in str(answer.json())
        told.append((error["message"], answer.headers["WWW-Authenticate"]))
    assert told[0] == told[1]
    assert not Deliberation.objects.exists()


def expire(key: NewKey) -> None:
    ApiKey.objects.filter(pk=key.row.pk).update(expires_at=timezone.now() - timedelta(seconds=1))


def revoke(key: NewKey) -> None:
    revoke_api_key(key=key.row)


def replace(key: NewKey) -> None:
    rotate_api_key(key=key.row)
    expire(key)


def deactivate(key: NewKey) -> None:
    User.objects.filter(pk=key.row.owner_id).update(is_active=False)


ENDS = [
    (expire, "api_key_expired"),
    (revoke, "api_key_revoked"),
    (replace, "api_key_replaced"),
    (deactivate, "person_inactive"),
]


@pytest.mark.parametrize(("end", "code"), ENDS)
def test_why_a_key_has_ended_is_told_to_who_has_its_secret_alone(
    program: Client, key: NewKey, end: Callable[[NewKey], None], code: str
) -> None:
    end(key)
    assert_refused(program.get(DELIBERATIONS, headers=bearer(key.text)), 401, code)
    guessed = program.get(DELIBERATIONS, headers=bearer(with_another_secret(key)))
    assert_refused(guessed, 401, "api_key_unknown")


def test_a_key_is_taken_until_its_last_moment(program: Client, ann: User) -> None:
    key = make_api_key(ann, lasts=timedelta(minutes=1))
    assert program.get(DELIBERATIONS, headers=bearer(key.text)).status_code == 200


@pytest.mark.parametrize("path", [DELIBERATIONS, "/api/usage/"])
def test_who_sends_no_key_is_told_how(program: Client, path: str) -> None:
    answer = program.get(path)
    error = assert_refused(answer, 401, "not_authenticated")
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert "Authorization: Bearer ac_" in error["message"]


@pytest.mark.parametrize("name", ["api_key", "access_token", "key", "authorization"])
def test_a_key_in_an_address_opens_nothing(program: Client, key: NewKey, name: str) -> None:
    assert_refused(program.get(DELIBERATIONS, {name: key.text}), 401, "not_authenticated")


def test_a_key_without_a_scope_is_told_which(program: Client, ann: User) -> None:
    reading, asking = make_api_key(ann, READ), make_api_key(ann, ASK)
    deliberation = make_deliberation(ann, make_council("other"))
    events = address_of(deliberation, "events/")
    for answer, scope in [
        (submit(program, QUERY, **bearer(reading.text)), "ask"),
        (program.post(address_of(deliberation, "cancel/"), headers=bearer(reading.text)), "ask"),
        (program.get(DELIBERATIONS, headers=bearer(asking.text)), "read"),
        (program.get(events, headers=bearer(asking.text)), "read"),
    ]:
        error = assert_refused(answer, 403, "missing_scope")
        assert f"“{scope}”" in error["message"]
        challenge = f'Bearer error="insufficient_scope", scope="{scope}"'
        assert answer.headers["WWW-Authenticate"] == challenge
    assert Deliberation.objects.count() == 1
    assert program.get(events, headers=bearer(reading.text)).status_code == 200
    assert submit(program, QUERY, **bearer(asking.text)).status_code == 202


def test_a_key_opens_what_is_its_persons_and_nothing_of_others(
    program: Client, ann: User, bob: User, cy: User
) -> None:
    """Ann asks, Bob shares the ready-made council with her, Cy is the stranger."""
    make_council("of-ann", owner=ann)
    hers = make_deliberation(ann, make_council("hers"))
    anns = bearer(make_api_key(ann).text)
    assert submit(program, {**QUERY, "council": "of-ann"}, **anns).status_code == 202
    for other in (bob, cy):
        others = bearer(make_api_key(other).text)
        assert submit(program, {**QUERY, "council": "general"}, **others).status_code == 202
        refused = submit(program, {**QUERY, "council": "of-ann"}, **others)
        assert_refused(refused, 404, "unknown_council")
        for what in ("", "events/"):
            assert_refused(program.get(address_of(hers, what), headers=others), 404, "not_found")
        for what in ("cancel/", "synthesize/", "members/ann/stop/"):
            refused = program.post(address_of(hers, what), headers=others)
            assert_refused(refused, 404, "not_found")
        [own] = program.get(DELIBERATIONS, headers=others).json()["results"]
        assert own["id"] != str(hers.id)


def test_a_key_is_not_helped_by_a_session_and_wins_over_it(
    program: Client, key: NewKey, ann: User, cy: User
) -> None:
    browser = client_of(cy)
    refused = browser.get(DELIBERATIONS, headers=bearer(with_another_secret(key)))
    assert_refused(refused, 401, "api_key_unknown")
    answer = submit(browser, QUERY, **bearer(key.text))
    assert Deliberation.objects.get(id=id_of(answer)).asked_by == ann


def test_a_key_does_not_open_the_admin(program: Client) -> None:
    chief = User.objects.create_superuser("chief")
    answer = program.get("/admin/", headers=bearer(make_api_key(chief).text))
    assert answer.status_code == 302


def test_another_scheme_is_not_ours(program: Client, ann: User) -> None:
    """As of a proxy with a password of its own."""
    answer = client_of(ann).get(DELIBERATIONS, headers={"Authorization": "Basic YTpi"})
    assert answer.status_code == 200


def asked_of_keys(queries: CaptureQueriesContext) -> list[str]:
    return [query["sql"] for query in queries if "accounts_apikey" in query["sql"]]


def test_without_a_key_no_query_is_made_for_one(program: Client, ann: User) -> None:
    browser = client_of(ann)
    with CaptureQueriesContext(connection) as queries:
        assert submit(browser, QUERY).status_code == 202
        assert program.get(DELIBERATIONS).status_code == 401
    assert len(queries) > 0
    assert asked_of_keys(queries) == []


def test_with_a_key_one_query_is_made_for_it_and_its_person(program: Client, key: NewKey) -> None:
    program.get(DELIBERATIONS, headers=bearer(key.text))  # its use is noted for a minute
    with CaptureQueriesContext(connection) as queries:
        assert submit(program, QUERY, **bearer(key.text)).status_code == 202
    [asked] = asked_of_keys(queries)
    assert asked.startswith("SELECT")
    assert [query["sql"] for query in queries if 'FROM "auth_user"' in query["sql"]] == []


def test_the_schema_tells_of_keys_and_of_sessions(program: Client, key: NewKey) -> None:
    schema = program.get("/api/schema/?format=json", headers=bearer(key.text)).json()
    scheme = schema["components"]["securitySchemes"]["api_key"]
    assert (scheme["type"], scheme["scheme"]) == ("http", "bearer")
    for call in (schema["paths"][DELIBERATIONS]["post"], schema["paths"][STREAM]["get"]):
        assert {"api_key": []} in call["security"]
        assert {"session": []} in call["security"]


STREAM = "/api/deliberations/{deliberation_id}/events/"
