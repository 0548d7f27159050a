"""A deliberation's events over the WebSocket, and who is let in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import orjson
import pytest
from asgiref.sync import sync_to_async
from django.contrib.auth.models import User
from pytest_django import Settings
from redis import Redis
from websockets.exceptions import ConnectionClosedOK, InvalidStatus
from websockets.sync.client import connect

from council.models import Deliberation
from providers.redis_client import commands
from tests.factories import make_council, make_deliberation
from tests.integration.served import served
from tests.integration.sockets import REFUSED, Socket, cookie_of, frames_of, in_one_loop
from tests.integration.ways_in import Pen, write_whole_log

pytestmark = pytest.mark.django_db(transaction=True)

HERE = "http://testserver"
FOREIGN = (
    "http://evil.example",
    "http://testserver.evil.example",
    "http://testserver:3000",
    "null",
)
UNSERVED = (
    "/ws/deliberations/6f9619ff-8b86-4d01-b42d-00cf4fc964ff/",
    "/ws/deliberations/not-a-uuid/",
    "/ws/deliberations/",
    "/ws/nothing/",
    "/api/deliberations/",
)


@pytest.fixture
def deliberation(ann: User, redis_store: Redis) -> Deliberation:
    return make_deliberation(ann, make_council())


def path_of(deliberation: Deliberation, after: str = "") -> str:
    return f"/ws/deliberations/{deliberation.id}/" + (f"?after={after}" if after else "")


def knock(path: str, person: User | None, origin: str | None = HERE) -> Socket:
    """A browser's handshake; the cookies are those of the person."""
    headers = {"host": "testserver", "origin": origin}
    if person:
        headers["cookie"] = cookie_of(person)
    return Socket(path, {name: value for name, value in headers.items() if value})


def types_of(frames: list[dict[str, Any]] | None) -> list[str]:
    assert frames is not REFUSED
    return [frame["type"] for frame in frames]


def test_a_log_is_sent_under_its_epoch_and_closed_in_peace(
    ann: User, deliberation: Deliberation
) -> None:
    types = write_whole_log(deliberation)
    frames = frames_of(knock(path_of(deliberation), ann))
    assert frames is not REFUSED
    epoch, *events = frames
    assert epoch == {"type": "epoch", "epoch": 1}
    assert types_of(events) == types
    assert [event["seq"] for event in events] == [1, 2, 3]


def test_events_arrive_as_they_happen(ann: User, deliberation: Deliberation) -> None:
    pen = Pen(deliberation)
    socket = knock(path_of(deliberation), ann)

    async def talk() -> list[str]:
        await socket.is_accepted()
        seen = [await socket.frame() for _ in range(2)]
        await sync_to_async(pen.begin_opinion)("bob")
        seen.append(await socket.frame())
        await sync_to_async(pen.end)()
        seen.append(await socket.frame())
        assert (await socket.hear())["code"] == 1000
        return types_of(seen)

    assert in_one_loop(talk) == [
        "epoch",
        "deliberation.started",
        "opinion.started",
        "deliberation.cancelled",
    ]


def test_a_socket_goes_on_where_the_reader_was(ann: User, deliberation: Deliberation) -> None:
    write_whole_log(deliberation)
    for after in ("1:2", "1%3A2", "1%3a2", "2"):
        frames = frames_of(knock(path_of(deliberation, after), ann))
        assert types_of(frames) == ["epoch", "deliberation.cancelled"], after


def test_a_reader_of_another_epoch_is_sent_a_reset_and_everything(
    ann: User, deliberation: Deliberation
) -> None:
    types = write_whole_log(deliberation)
    frames = frames_of(knock(path_of(deliberation, "7:2"), ann))
    assert types_of(frames) == ["reset", "epoch", *types]


def test_two_tabs_see_the_same(ann: User, deliberation: Deliberation) -> None:
    write_whole_log(deliberation)
    first, second = (frames_of(knock(path_of(deliberation), ann)) for _ in range(2))
    assert first == second


def test_what_a_page_says_into_the_socket_changes_nothing(
    ann: User, deliberation: Deliberation
) -> None:
    pen = Pen(deliberation)
    socket = knock(path_of(deliberation), ann)

    async def talk() -> str:
        await socket.is_accepted()
        for _ in range(2):
            await socket.frame()
        await socket.say(type="websocket.receive", text="{}")
        await socket.say(type="websocket.receive", bytes=b"\xff")
        await sync_to_async(pen.end)()
        return str((await socket.frame())["type"])

    assert in_one_loop(talk) == "deliberation.cancelled"


def test_a_page_of_another_origin_is_refused(
    ann: User, deliberation: Deliberation, settings: Settings
) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    write_whole_log(deliberation)
    for origin in FOREIGN:
        assert frames_of(knock(path_of(deliberation), ann, origin)) is REFUSED, origin


def test_a_trusted_origin_and_a_program_without_one_are_let_in(
    ann: User, deliberation: Deliberation, settings: Settings
) -> None:
    settings.CSRF_TRUSTED_ORIGINS = ["https://council.example"]
    write_whole_log(deliberation)
    assert frames_of(knock(path_of(deliberation), ann, "https://council.example"))
    assert frames_of(knock(path_of(deliberation), ann, origin=None))


def test_a_stranger_is_refused(deliberation: Deliberation, bob: User, cy: User) -> None:
    write_whole_log(deliberation)
    for other in (bob, cy, None):
        assert frames_of(knock(path_of(deliberation), other)) is REFUSED


def test_an_address_that_nobody_serves_is_refused(ann: User, redis_store: Redis) -> None:
    for path in UNSERVED:
        assert frames_of(knock(path, ann)) is REFUSED, path


def test_after_must_be_a_place_in_a_log(ann: User, deliberation: Deliberation) -> None:
    write_whole_log(deliberation)
    for after in ("x", "-1", "1:x", "1:2:3", "1:", "%FF", "9" * 30):
        assert frames_of(knock(path_of(deliberation, after), ann)) is REFUSED, after


def test_without_redis_the_page_is_told_to_come_again(
    ann: User, deliberation: Deliberation, settings: Settings
) -> None:
    settings.REDIS_URL = "unix:///nowhere/redis.sock"
    socket = knock(path_of(deliberation), ann)

    async def talk() -> int:
        await socket.is_accepted()
        return int((await socket.hear())["code"])

    assert in_one_loop(talk) == 1011


def test_a_client_that_hangs_up_is_let_go(ann: User, deliberation: Deliberation) -> None:
    Pen(deliberation)
    socket = knock(path_of(deliberation), ann)

    async def talk() -> None:
        await socket.is_accepted()
        await socket.frame()
        await socket.hang_up()

    in_one_loop(talk)
    assert commands().pubsub_channels(f"*{deliberation.id}*") == []


@pytest.fixture
def server(deliberation: Deliberation) -> Iterator[str]:
    with served() as address:
        yield address


def test_a_real_client_reads_to_the_end(
    server: str, ann: User, cy: User, deliberation: Deliberation
) -> None:
    pen = Pen(deliberation)
    url = f"ws://{server}{path_of(deliberation)}"
    origin: Any = f"http://{server}"
    with connect(url, additional_headers={"Cookie": cookie_of(ann)}, origin=origin) as socket:
        seen = [orjson.loads(socket.recv(timeout=10))["type"] for _ in range(2)]
        pen.end()
        seen.append(orjson.loads(socket.recv(timeout=10))["type"])
        with pytest.raises(ConnectionClosedOK):
            socket.recv(timeout=10)
    assert seen == ["epoch", "deliberation.started", "deliberation.cancelled"]

    with pytest.raises(InvalidStatus) as refused:
        connect(url, additional_headers={"Cookie": cookie_of(cy)}, origin=origin)
    assert refused.value.response.status_code == 403
