"""Whoever watches hears of alerts at once: in the API, and in a stream of events for staff."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import requests
from django.contrib.auth.models import User
from django.test import Client
from redis import Redis

from providers import process_commons
from providers.errors import RateLimited
from providers.events import MOST_KEPT, publish
from providers.models import Alert
from providers.protocol import Key, Usage
from tests.factories import make_api_key
from tests.integration.event_streams import Reader
from tests.integration.ledgers import ANN, make_claim, make_ledger, make_window, price, spend
from tests.integration.served import served, session_of
from tests.integration.watching import wait_until
from tests.integration.ways_in import assert_refused, bearer, client_of

pytestmark = pytest.mark.django_db(transaction=True)

EVENTS, ALERTS = "/api/providers/events/", "/api/providers/alerts/"
SECONDS = 10


@pytest.fixture(scope="module")
def server(redis_server: str, django_db_setup: None) -> Iterator[str]:
    with served() as address:
        yield address


@pytest.fixture
def staff(redis_store: Redis, transactional_db: None) -> User:
    return User.objects.create_user("dot", is_staff=True)


@pytest.fixture
def half_used(redis_store: Redis, transactional_db: None) -> None:
    """Half of a provider's day, and of a person's."""
    price(ANN, "1", "2")
    make_window("requests", "day", 2)
    make_window("requests", "day", 2, scope="person", scope_id="1")
    spend(make_ledger(), make_claim(), Usage(1, 1))


@contextmanager
def watching(server: str, person: User, after: str = "") -> Iterator[Reader]:
    """Since the first comment has come everything that happens is told."""
    with requests.get(
        f"http://{server}{EVENTS}",
        headers={"Accept": "text/event-stream", **({"Last-Event-ID": after} if after else {})},
        cookies=session_of(person),
        stream=True,
        timeout=SECONDS,
    ) as answer:
        yield Reader(answer)


def read(client: Client, path: str) -> Any:  # noqa: ANN401  whatever it answers
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.json()


def test_staff_hears_of_an_alert_as_the_list_tells_it(
    server: str, staff: User, half_used: None
) -> None:
    publish("circuit.changed", {"provider": "stage"})
    with watching(server, staff, after="0-0") as reader:
        assert reader.answer.headers["Content-Type"] == "text/event-stream"
        events = [reader.frame() for _ in range(3)]
    assert [event["event"] for event in events] == ["alert.raised"] * 2 + ["circuit.changed"]
    told = [event["data"] for event in events[:2]]
    assert [one.pop("type") for one in told] == ["alert.raised"] * 2
    assert sorted(told, key=lambda one: -one["id"]) == read(client_of(staff), ALERTS)["results"]


def test_a_reader_goes_on_where_they_were(server: str, staff: User) -> None:
    for number in range(3):
        publish("circuit.changed", {"number": number})
    with watching(server, staff, after="0-0") as reader:
        place = reader.frame()["id"]
    with watching(server, staff, after=place) as reader:
        assert reader.frame()["data"]["number"] == 1
        publish("circuit.changed", {"number": 3})
        assert [reader.frame()["data"]["number"] for _ in range(2)] == [2, 3]


def test_who_comes_for_the_first_time_hears_what_happens_from_then_on(
    server: str, staff: User, redis_store: Redis
) -> None:
    publish("circuit.changed", {"number": 0})
    wait_until(lambda: not is_followed(redis_store), "earlier readers to be gone")
    with watching(server, staff) as reader:
        wait_until(lambda: is_followed(redis_store), "the reader to wait")
        publish("circuit.changed", {"number": 1})
        assert reader.frame()["data"]["number"] == 1


def test_a_model_that_is_left_alone_is_an_event_with_its_cause(server: str, staff: User) -> None:
    states = process_commons.commons(is_rehearsal=False).states
    states.failed(states.admit(ANN, Key("hf_canarykey", "HF_TOKEN")), RateLimited())
    with watching(server, staff, after="0-0") as reader:
        event = reader.frame()
    assert event["event"] == "circuit.changed"
    told = event["data"]
    assert (told["provider"], told["model"], told["cause"]) == (
        "huggingface",
        "ann",
        "rate_limited",
    )
    assert (told["from"], told["to"]) == ("closed", "resting")
    assert told["until"] > told["at"]


def is_followed(redis: Redis) -> bool:
    return any(client["cmd"] == "xread" for client in redis.client_list())


def test_the_stream_keeps_the_last_of_many(redis_store: Redis) -> None:
    for number in range(MOST_KEPT * 2):
        publish("circuit.changed", {"number": number})
    assert MOST_KEPT <= redis_store.xlen("council:providers:events") < MOST_KEPT * 1.5


@pytest.mark.parametrize("path", [EVENTS, ALERTS])
def test_only_staff_reads_it(redis_store: Redis, ann: User, path: str) -> None:
    assert_refused(client_of(ann).get(path), 403, "permission_denied")
    assert_refused(Client().get(path), 401, "not_authenticated")
    key = bearer(make_api_key(ann).text)
    assert_refused(Client().get(path, headers=key), 403, "permission_denied")


def test_a_browser_that_accepts_events_alone_is_refused_in_json(ann: User) -> None:
    answer = client_of(ann).get(EVENTS, headers={"Accept": "text/event-stream"})
    assert_refused(answer, 403, "permission_denied")


def test_staff_reads_the_alerts_with_a_key(staff: User, half_used: None) -> None:
    key = bearer(make_api_key(staff).text)
    answer = Client().get(ALERTS, headers=key)
    assert [alert["scope"] for alert in answer.json()["results"]] == ["provider", "person"]


def test_a_place_that_is_none_is_refused(staff: User) -> None:
    answer = client_of(staff).get(EVENTS, headers={"Last-Event-ID": "x"})
    assert_refused(answer, 400, "invalid_request")


def test_everybody_sees_a_providers_alerts_and_nobody_anothers_window(
    ann: User, half_used: None
) -> None:
    [provider] = read(client_of(ann), "/api/providers/")["results"]
    assert [alert["scope"] for alert in provider["alerts"]] == ["provider"]
    Alert.objects.update(ends_at=Alert.objects.get(scope="person").raised_at)
    [provider] = read(client_of(ann), "/api/providers/")["results"]
    assert provider["alerts"] == []
