"""A deliberation's events over HTTP, from a real server."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest
import requests
from django.contrib.auth.models import User
from redis import Redis

from council.models import Deliberation
from tests.factories import make_council, make_deliberation
from tests.integration.event_streams import Reader
from tests.integration.served import served, session_of
from tests.integration.ways_in import (
    Pen,
    address_of,
    assert_refused,
    client_of,
    write_whole_log,
)

pytestmark = pytest.mark.django_db(transaction=True)

SECONDS = 10
NO_PLACES = ("x", "-1", "1:x", "1:2:3", "1:", ":1", "٣", "1_0", " 1", "9" * 30)
MORE_THAN_CONNECTIONS = 25  # the pool of PostgreSQL has 20


@pytest.fixture(scope="module")
def server(redis_server: str, django_db_setup: None) -> Iterator[str]:
    with served() as address:
        yield address


@pytest.fixture
def deliberation(ann: User, redis_store: Redis) -> Deliberation:
    return make_deliberation(ann, make_council())


@contextmanager
def reading(
    server: str, deliberation: Deliberation, person: User, after: str = "", **headers: str
) -> Iterator[Reader]:
    url = f"http://{server}{address_of(deliberation, 'events/')}"
    with requests.get(
        url,
        params={"after": after} if after else {},
        headers=headers,
        cookies=session_of(person),
        stream=True,
        timeout=SECONDS,
    ) as answer:
        yield Reader(answer)


def test_a_log_is_sent_whole_and_the_stream_ends(
    server: str, ann: User, deliberation: Deliberation
) -> None:
    types = write_whole_log(deliberation)
    with reading(server, deliberation, ann) as reader:
        assert reader.answer.headers["Content-Type"] == "text/event-stream"
        assert reader.answer.headers["Cache-Control"] == "no-cache"
        frames = reader.to_the_end()

    assert [frame["event"] for frame in frames] == types
    assert [frame["id"] for frame in frames] == ["1:1", "1:2", "1:3"]
    assert [frame["data"]["type"] for frame in frames] == types
    assert [frame["data"]["seq"] for frame in frames] == [1, 2, 3]


def test_events_arrive_as_they_happen(server: str, ann: User, deliberation: Deliberation) -> None:
    pen = Pen(deliberation)
    with reading(server, deliberation, ann) as reader:
        assert reader.frame()["event"] == "deliberation.started"
        pen.begin_opinion("bob")
        assert reader.frame()["data"]["member"] == "bob"
        pen.begin_opinion("cleo")
        assert reader.frame()["data"]["member"] == "cleo"
        pen.end()
        assert [frame["event"] for frame in reader.to_the_end()] == ["deliberation.cancelled"]


def test_a_reader_may_come_before_the_first_event(
    server: str, ann: User, deliberation: Deliberation
) -> None:
    with reading(server, deliberation, ann) as reader:
        types = write_whole_log(deliberation)
        assert [frame["event"] for frame in reader.to_the_end()] == types


def test_a_stream_begins_with_a_comment_so_that_proxies_let_it_through(
    server: str, ann: User, deliberation: Deliberation
) -> None:
    with reading(server, deliberation, ann) as reader:
        assert next(reader.answer.iter_content(1)) == b":"


@pytest.mark.parametrize("after", ["1:1", "1"])
def test_a_stream_goes_on_where_the_reader_was(
    server: str, ann: User, deliberation: Deliberation, after: str
) -> None:
    write_whole_log(deliberation)
    with reading(server, deliberation, ann, **{"Last-Event-ID": after}) as reader:
        assert [frame["id"] for frame in reader.to_the_end()] == ["1:2", "1:3"]
    with reading(server, deliberation, ann, after) as reader:
        assert [frame["id"] for frame in reader.to_the_end()] == ["1:2", "1:3"]


def test_what_a_browser_remembers_wins_over_the_address_it_began_with(
    server: str, ann: User, deliberation: Deliberation
) -> None:
    write_whole_log(deliberation)
    with reading(server, deliberation, ann, "1:1", **{"Last-Event-ID": "1:2"}) as reader:
        assert [frame["id"] for frame in reader.to_the_end()] == ["1:3"]


def test_nothing_follows_the_terminal_event(
    server: str, ann: User, deliberation: Deliberation
) -> None:
    write_whole_log(deliberation)
    with reading(server, deliberation, ann, "1:3") as reader:
        assert reader.to_the_end() == []


def test_a_reader_of_another_epoch_is_sent_a_reset_and_everything(
    server: str, ann: User, deliberation: Deliberation
) -> None:
    types = write_whole_log(deliberation)
    with reading(server, deliberation, ann, "7:2") as reader:
        reset, *frames = reader.to_the_end()
    assert reset == {"event": "reset", "data": {"type": "reset"}}
    assert [frame["event"] for frame in frames] == types


def test_an_ended_log_outlives_redis(
    server: str, ann: User, deliberation: Deliberation, redis_store: Redis
) -> None:
    types = write_whole_log(deliberation)
    redis_store.flushall()
    with reading(server, deliberation, ann) as reader:
        assert [frame["event"] for frame in reader.to_the_end()] == types


def test_readers_hold_no_connection_to_the_database(
    server: str, ann: User, deliberation: Deliberation
) -> None:
    with ExitStack() as stack:
        for _ in range(MORE_THAN_CONNECTIONS):
            stack.enter_context(reading(server, deliberation, ann))
        answer = requests.get(
            f"http://{server}{address_of(deliberation)}", cookies=session_of(ann), timeout=SECONDS
        )
        assert answer.status_code == 200


def test_after_must_be_a_place_in_a_log(ann: User, deliberation: Deliberation) -> None:
    client = client_of(ann)
    for after in NO_PLACES:
        answer = client.get(address_of(deliberation, "events/"), {"after": after})
        error = assert_refused(answer, 400, "invalid_request")
        assert list(error["fields"]) == ["after"], after


def test_a_stranger_reads_nothing(deliberation: Deliberation, bob: User, cy: User) -> None:
    for other in (bob, cy):
        answer = client_of(other).get(address_of(deliberation, "events/"))
        assert_refused(answer, 404, "not_found")


def test_who_is_not_signed_in_reads_nothing(server: str, deliberation: Deliberation) -> None:
    answer = requests.get(f"http://{server}{address_of(deliberation, 'events/')}", timeout=SECONDS)
    assert (answer.status_code, answer.json()["code"]) == (401, "not_authenticated")


def test_a_log_is_only_read(ann: User, deliberation: Deliberation) -> None:
    client = client_of(ann, enforce_csrf_checks=True)
    answer = client.post(address_of(deliberation, "events/"))
    assert_refused(answer, 405, "method_not_allowed")
