"""What may be submitted, and what is refused in words."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import Settings
from redis import Redis

from council import redis_clients
from council.models import Council, Deliberation
from tests.factories import make_council
from tests.integration.ways_in import (
    DELIBERATIONS,
    Answer,
    assert_refused,
    client_of,
    id_of,
    submit,
)

pytestmark = pytest.mark.django_db

KEY = "schluessel-geheim"
HIDDEN = "canary?"
QUERY = f"Warum ist das geheim, {HIDDEN}"

EMPTY = ("", "   ", "\n\t ")
TOO_LONG = ("x" * 32_001, "x" * 40_000)
NOT_TEXT = (42, 1.5, True, None, [HIDDEN], {"a": HIDDEN})
UNREADABLE = (f"{HIDDEN}\0", f"{HIDDEN}\ud800", f"\udfff{HIDDEN}")
BROKEN = (b"{", b"\xff\xfe\xfd", b'{"query": NaN}', b"[" * 100_000, b"9" * 5_000)


@pytest.fixture(autouse=True)
def council(settings: Settings) -> Council:
    settings.HF_TOKEN = "hf_canarykey"  # noqa: S105
    return make_council()


@pytest.fixture(autouse=True)
def _clean_log(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Whatever is sent: no error is logged, and neither query nor key is."""
    yield
    for record in caplog.get_records("call"):
        assert record.levelname != "ERROR", record.getMessage()
        told = f"{record.getMessage()} {record.exc_text} {record.__dict__}"
        assert [hidden for hidden in (HIDDEN, KEY, "canarykey") if hidden in told] == []


def send(client: Client, body: bytes | str, kind: str = "application/json") -> Answer:
    return client.post(DELIBERATIONS, body, content_type=kind)


def test_a_query_is_accepted_and_linked(client: Client) -> None:
    answer = submit(client, {"query": QUERY})

    assert answer.status_code == 202
    deliberation = Deliberation.objects.get()
    path = f"/api/deliberations/{deliberation.id}/"
    assert answer.json() == {
        "id": str(deliberation.id),
        "status": "queued",
        "council": "general",
        "strategy": "adaptive",
        "conversation": str(deliberation.conversation_id),
        "links": {
            "self": path,
            "events": f"{path}events/",
            "cancel": f"{path}cancel/",
            "socket": f"/ws/deliberations/{deliberation.id}/",
            "page": f"/d/{deliberation.id}",
        },
    }
    assert deliberation.query == QUERY


@pytest.mark.django_db(transaction=True)
def test_a_query_is_put_in_the_queue_once(client: Client, redis_store: Redis) -> None:
    submit(client, {"query": QUERY})
    assert redis_clients.queue_length() == 1


@pytest.mark.parametrize("query", ["x" * 32_000, "∀" * 32_000, "مرحبا 👋🏽", "<b>&\u2028\ta"])
def test_a_query_is_kept_to_the_letter(client: Client, query: str) -> None:
    assert submit(client, {"query": query}).status_code == 202
    assert Deliberation.objects.get().query == query


@pytest.mark.parametrize("query", [*EMPTY, *TOO_LONG, *NOT_TEXT, *UNREADABLE])
def test_what_is_no_query_is_refused_by_its_field(client: Client, query: object) -> None:
    error = assert_refused(send(client, json.dumps({"query": query})), 400, "invalid_request")
    assert list(error["fields"]) == ["query"]
    assert error["fields"]["query"] == [error["message"]]
    assert not Deliberation.objects.exists()


def test_a_submission_without_a_query_is_refused(client: Client) -> None:
    error = assert_refused(submit(client, {}), 400, "invalid_request")
    assert error["fields"] == {"query": ["Write a query."]}
    assert_refused(send(client, b""), 400, "invalid_request")


def test_a_query_too_long_is_told_the_limit(client: Client) -> None:
    error = assert_refused(submit(client, {"query": "x" * 32_001}), 400, "invalid_request")
    assert "32000" in error["message"]


@pytest.mark.parametrize("body", [*BROKEN, b"[]", b"null", b'"canary?"', b"7"])
def test_a_body_that_is_no_json_object_is_refused(client: Client, body: bytes) -> None:
    assert_refused(send(client, body), 400, "parse_error")


def test_a_body_over_the_limit_is_refused(client: Client, settings: Settings) -> None:
    body = json.dumps({"query": HIDDEN * settings.DATA_UPLOAD_MAX_MEMORY_SIZE})
    assert_refused(send(client, body), 413, "too_long")


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "nonsense"]
)
def test_a_body_of_another_type_is_refused(client: Client, kind: str) -> None:
    assert_refused(send(client, b'{"query": "canary?"}', kind), 415, "unsupported_media_type")


def test_an_unknown_council_is_not_found(client: Client) -> None:
    error = assert_refused(
        submit(client, {"query": QUERY, "council": "none"}), 404, "unknown_council"
    )
    assert error["fields"] == {"council": [error["message"]]}


def test_a_slip_in_a_marker_of_the_rehearsal_is_told_beside_the_query(
    client: Client, settings: Settings
) -> None:
    settings.REHEARSAL = True

    refused = submit(client, {"query": "Why, canary? [rehearse: *=stal:3] [rehearse: nan=429]"})

    error = assert_refused(refused, 400, "unknown_marker")
    assert error["fields"]["query"][0] == "'stal:3' is not a fault; the nearest is 'stall'."
    assert error["fields"]["query"][1].endswith("called 'nan'; the nearest is 'ann'.")


def test_somebody_elses_council_is_not_found(client: Client, ann: User, cy: User) -> None:
    make_council("of-cy", owner=cy)
    make_council("of-ann", owner=ann)
    refused = submit(client, {"query": QUERY, "council": "of-cy"})
    assert_refused(refused, 404, "unknown_council")
    assert submit(client, {"query": QUERY, "council": "of-ann"}).status_code == 202


def test_what_is_left_out_may_be_null_or_empty(client: Client) -> None:
    left_out = {"council": None, "strategy": None, "conversation": None, "max_cost_usd": None}
    assert submit(client, {"query": QUERY, **left_out}).status_code == 202
    assert submit(client, {"query": QUERY, "council": "", "strategy": ""}).status_code == 202


@pytest.mark.parametrize(
    ("given", "nano_usd"), [("0.50", 500_000_000), (0, 0), (0.000000001, 1), ("12", 12 * 10**9)]
)
def test_a_cap_on_the_cost_is_kept_with_the_deliberation(
    client: Client, given: object, nano_usd: int
) -> None:
    answer = submit(client, {"query": QUERY, "max_cost_usd": given})
    assert answer.status_code == 202
    assert Deliberation.objects.get(id=id_of(answer)).max_cost_nano_usd == nano_usd


@pytest.mark.parametrize("given", ["-0.01", "NaN", "Infinity", "much", "0.0000000001", "1e30", []])
def test_a_cap_that_is_no_amount_of_money_is_refused(client: Client, given: object) -> None:
    error = assert_refused(
        submit(client, {"query": QUERY, "max_cost_usd": given}), 400, "invalid_request"
    )
    assert list(error["fields"]) == ["max_cost_usd"]
    assert not Deliberation.objects.exists()


def test_the_same_key_with_another_cap_is_refused(client: Client) -> None:
    submit(client, {"query": QUERY, "max_cost_usd": "1"}, **{"Idempotency-Key": KEY})
    same = submit(client, {"query": QUERY, "max_cost_usd": "1.00"}, **{"Idempotency-Key": KEY})
    other = submit(client, {"query": QUERY, "max_cost_usd": "2"}, **{"Idempotency-Key": KEY})
    assert same.headers["Idempotency-Replayed"] == "true"
    assert_refused(other, 422, "idempotency_key_reused")


@pytest.mark.parametrize("wish", ["allow_paid", "reuse_answers"])
@pytest.mark.parametrize("is_the_councils", [True, False])
def test_what_a_submission_says_of_it_wins_over_the_council(
    client: Client,
    council: Council,
    wish: str,
    is_the_councils: bool,  # noqa: FBT001
) -> None:
    Council.objects.filter(pk=council.pk).update(**{wish: is_the_councils})
    for said, kept in ((True, True), (False, False), (None, is_the_councils)):
        answer = submit(client, {"query": QUERY, wish: said})
        assert answer.status_code == 202
        assert getattr(Deliberation.objects.get(id=id_of(answer)), wish) is kept
        assert client.get(answer.json()["links"]["self"]).json()[wish] is kept
    left_out = submit(client, {"query": QUERY})
    assert getattr(Deliberation.objects.get(id=id_of(left_out)), wish) is is_the_councils
    [told] = client.get("/api/councils/").json()["results"]
    assert told[wish] is is_the_councils


@pytest.mark.parametrize("wish", ["allow_paid", "reuse_answers"])
@pytest.mark.parametrize("said", ["perhaps", 7, [], {"a": True}])
def test_what_is_neither_true_nor_false_is_refused(client: Client, wish: str, said: object) -> None:
    refused = submit(client, {"query": QUERY, wish: said})
    error = assert_refused(refused, 400, "invalid_request")
    assert error["fields"] == {wish: ["Send true or false."]}
    assert not Deliberation.objects.exists()


@pytest.mark.parametrize("wish", ["allow_paid", "reuse_answers"])
def test_the_same_key_with_another_wish_is_refused(client: Client, wish: str) -> None:
    for said, status in ((True, 202), (True, 202), (False, 422), (None, 422)):
        answer = submit(client, {"query": QUERY, wish: said}, **{"Idempotency-Key": KEY})
        assert answer.status_code == status


def test_a_council_whose_models_are_all_out_of_reach_cannot_be_asked(
    client: Client, settings: Settings
) -> None:
    settings.HF_TOKEN = ""
    assert_refused(submit(client, {"query": QUERY}), 409, "council_incomplete")


def test_the_same_key_and_body_again_give_the_same_deliberation(client: Client) -> None:
    first = submit(client, {"query": QUERY}, **{"Idempotency-Key": KEY})
    again = submit(client, {"query": QUERY}, **{"Idempotency-Key": KEY})

    assert (first.status_code, again.status_code) == (202, 202)
    assert id_of(again) == id_of(first)
    assert "Idempotency-Replayed" not in first.headers
    assert again.headers["Idempotency-Replayed"] == "true"
    assert Deliberation.objects.count() == 1


def test_the_same_key_with_another_body_is_refused(client: Client) -> None:
    make_council("other")
    submit(client, {"query": QUERY}, **{"Idempotency-Key": KEY})
    for body in ({"query": "Another, canary?"}, {"query": QUERY, "council": "other"}):
        refused = submit(client, body, **{"Idempotency-Key": KEY})
        assert_refused(refused, 422, "idempotency_key_reused")
    assert Deliberation.objects.count() == 1


def test_a_key_is_its_persons_own(client: Client, cy: User) -> None:
    first = submit(client, {"query": QUERY}, **{"Idempotency-Key": KEY})
    strangers = submit(client_of(cy), {"query": QUERY}, **{"Idempotency-Key": KEY})
    assert strangers.status_code == 202
    assert id_of(strangers) != id_of(first)


def test_a_refused_submission_leaves_its_key_free(client: Client) -> None:
    submit(client, {"query": ""}, **{"Idempotency-Key": KEY})
    answer = submit(client, {"query": QUERY}, **{"Idempotency-Key": KEY})
    assert (answer.status_code, "Idempotency-Replayed" in answer.headers) == (202, False)


def test_a_key_has_at_most_128_characters(client: Client) -> None:
    refused = submit(client, {"query": QUERY}, **{"Idempotency-Key": "k" * 129})
    assert_refused(refused, 400, "invalid_request")
    fitting = submit(client, {"query": QUERY}, **{"Idempotency-Key": "k" * 128})
    assert fitting.status_code == 202


def test_without_a_key_every_submission_is_a_new_one(client: Client) -> None:
    assert id_of(submit(client, {"query": QUERY})) != id_of(submit(client, {"query": QUERY}))
