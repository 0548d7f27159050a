"""API keys where REST framework does not stand: streams, sockets, and a machine of one person."""

from __future__ import annotations

import pytest
import requests
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import Settings
from redis import Redis

from accounts.models import ApiKey
from accounts.services import NewKey, revoke_api_key
from council.models import Deliberation
from tests.factories import make_api_key, make_council, make_deliberation
from tests.integration.served import served
from tests.integration.sockets import REFUSED, Socket, frames_of
from tests.integration.ways_in import (
    DELIBERATIONS,
    address_of,
    assert_refused,
    bearer,
    id_of,
    submit,
    write_whole_log,
)

pytestmark = pytest.mark.django_db(transaction=True)

HERE = {"Host": "localhost:8000"}
WRONG = f"ac_{'0' * 12}_{'0' * 32}"
SECONDS = 10


@pytest.fixture
def deliberation(ann: User, redis_store: Redis) -> Deliberation:
    """Of Ann, its log ended."""
    deliberation = make_deliberation(ann, make_council())
    write_whole_log(deliberation)
    return deliberation


@pytest.fixture
def single_user(settings: Settings) -> Client:
    """Of a machine that serves one person alone."""
    settings.SINGLE_USER = True
    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1"]
    settings.HF_TOKEN = "hf_canarykey"  # noqa: S105
    return Client(enforce_csrf_checks=True, headers=HERE)


def socket_with(deliberation: Deliberation, key: str, **headers: str) -> Socket:
    sent = {"host": "localhost:8000", "authorization": f"Bearer {key}", **headers}
    return Socket(f"/ws/deliberations/{deliberation.id}/", sent)


def test_a_stream_is_read_with_a_key_alone(ann: User, cy: User, deliberation: Deliberation) -> None:
    with served() as address:
        url = f"http://{address}{address_of(deliberation, 'events/')}"
        read = requests.get(url, headers=bearer(make_api_key(ann).text), timeout=SECONDS)
        strange = requests.get(url, headers=bearer(make_api_key(cy).text), timeout=SECONDS)
        wrong = requests.get(url, headers=bearer(WRONG), timeout=SECONDS)
    assert read.headers["Content-Type"] == "text/event-stream"
    assert read.text.count("event: ") == 3
    assert strange.status_code == 404
    assert (wrong.status_code, wrong.json()["code"]) == (401, "api_key_unknown")
    assert wrong.headers["WWW-Authenticate"] == 'Bearer error="invalid_token"'


def test_a_socket_is_its_keys_persons(
    ann: User, bob: User, cy: User, deliberation: Deliberation
) -> None:
    key = make_api_key(ann)
    assert len(frames_of(socket_with(deliberation, key.text)) or []) == 4
    for other in (make_api_key(bob).text, make_api_key(cy).text, WRONG, "", "x"):
        assert frames_of(socket_with(deliberation, other)) is REFUSED
    unable = make_api_key(ann, ApiKey.Scope.ASK)
    assert frames_of(socket_with(deliberation, unable.text)) is REFUSED
    foreign = socket_with(deliberation, key.text, origin="http://evil.example")
    assert frames_of(foreign) is REFUSED
    revoke_api_key(key=key.row)
    assert frames_of(socket_with(deliberation, key.text)) is REFUSED


def test_on_a_machine_of_one_person_a_wrong_key_is_refused_and_not_the_owners(
    single_user: Client, deliberation: Deliberation
) -> None:
    assert single_user.get(DELIBERATIONS).status_code == 200
    for answer in (
        single_user.get(DELIBERATIONS, headers=bearer(WRONG)),
        submit(single_user, {"query": "Why, canary?"}, **bearer(WRONG)),
        single_user.get(address_of(deliberation, "events/"), headers=bearer(WRONG)),
    ):
        assert_refused(answer, 401, "api_key_unknown")
    placeholder = single_user.get(DELIBERATIONS, headers=bearer("unused"))
    error = assert_refused(placeholder, 401, "api_key_unreadable")
    assert "ac_" in error["message"]
    assert Deliberation.objects.get() == deliberation


def test_on_a_machine_of_one_person_a_key_is_still_its_persons(
    single_user: Client, ann: User, deliberation: Deliberation
) -> None:
    key = make_api_key(ann)
    [shown] = single_user.get(DELIBERATIONS, headers=bearer(key.text)).json()["results"]
    assert shown["id"] == str(deliberation.id)
    answer = submit(single_user, {"query": "Why, canary?"}, **bearer(key.text))
    asked = Deliberation.objects.get(id=id_of(answer))
    assert (asked.asked_by, asked.api_key) == (ann, key.row)
    assert single_user.get(DELIBERATIONS).json()["results"] == []  # the owner's own


def test_on_a_machine_of_one_person_a_socket_with_a_wrong_key_is_refused(
    single_user: Client, ann: User, redis_store: Redis
) -> None:
    single_user.get(DELIBERATIONS)  # makes the owner
    owners = make_deliberation(User.objects.get(username="owner"), make_council())
    write_whole_log(owners)
    here = Socket(f"/ws/deliberations/{owners.id}/", {"host": "localhost:8000"})
    assert frames_of(here)
    assert frames_of(socket_with(owners, WRONG)) is REFUSED
    assert frames_of(socket_with(owners, make_api_key(ann).text)) is REFUSED
    own: NewKey = make_api_key(User.objects.get(username="owner"))
    assert frames_of(socket_with(owners, own.text))


def test_on_a_machine_of_one_person_a_key_lets_nobody_in_from_elsewhere(
    single_user: Client, ann: User
) -> None:
    headers = bearer(make_api_key(ann).text)
    refused = single_user.get(DELIBERATIONS, headers=headers, REMOTE_ADDR="192.168.1.7")
    assert_refused(refused, 403, "permission_denied")
