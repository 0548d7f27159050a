"""What the tests of the ways in share: signed-in clients, the shape of an error, written logs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol
from uuid import UUID

from django.contrib.auth.models import User
from django.test import Client

from council import lease
from council.deliberation.brief import Outcome
from council.deliberation.events import DeliberationCancelled, OpinionStarted
from council.models import Deliberation
from council.recorder import Recorder

DELIBERATIONS = "/api/deliberations/"


class Answer(Protocol):
    """What Django's client and REST framework's have in common."""

    status_code: int
    headers: Any

    @property
    def json(self) -> Callable[[], Any]: ...


def client_of(person: User, *, enforce_csrf_checks: bool = False) -> Client:
    """Signed in; what breaks is answered as it would be to anybody."""
    client = Client(raise_request_exception=False, enforce_csrf_checks=enforce_csrf_checks)
    client.force_login(person)
    return client


def submit(client: Client, body: object, **headers: str) -> Answer:
    return client.post(DELIBERATIONS, body, content_type="application/json", headers=headers)


def address_of(deliberation: Deliberation, what: str = "") -> str:
    return f"{DELIBERATIONS}{deliberation.id}/{what}"


def assert_refused(answer: Answer, status: int, code: str) -> dict[str, Any]:
    """The one shape of every error; returns it."""
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, "application/json")
    error: dict[str, Any] = answer.json()
    assert set(error) == {"code", "message", "fields", "request_id"}
    assert error["code"] == code
    assert isinstance(error["message"], str)
    assert error["message"]
    for texts in error["fields"].values():
        assert [type(text) for text in texts] == [str] * len(texts)
    assert error["request_id"] == answer.headers["X-Request-Id"]
    return error


def bearer(key: str) -> dict[str, str]:
    """The header of a program that asks with this key."""
    return {"Authorization": f"Bearer {key}"}


class Pen:
    """Writes a deliberation's log as its runner would, event by event."""

    def __init__(self, deliberation: Deliberation) -> None:
        held = lease.claim(deliberation.id)
        assert held
        deliberation.refresh_from_db()
        self.recorder = Recorder(held.deliberation, held.token)
        self.recorder.begin()

    def begin_opinion(self, member: str) -> None:
        self.recorder.emit(OpinionStarted(member, f"huggingface:{member}", 1))

    def end(self) -> None:
        self.recorder.end(
            DeliberationCancelled("ann"),
            status=Deliberation.Status.CANCELLED,
            outcome=Outcome.NONE,
        )


def write_whole_log(deliberation: Deliberation) -> list[str]:
    """Three events: the types of a log that has ended."""
    pen = Pen(deliberation)
    pen.begin_opinion("ann")
    pen.end()
    return ["deliberation.started", "opinion.started", "deliberation.cancelled"]


def id_of(answer: Answer) -> UUID:
    return UUID(answer.json()["id"])
