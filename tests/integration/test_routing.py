"""How an answer came about is stored with it, and told again by the API and a rebuilt log."""

from __future__ import annotations

import zlib
from dataclasses import replace
from importlib import import_module

import orjson
import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.test import Client

from council import results
from council.deliberation.events import Event, OpinionStarted
from council.deliberation.shown import AskedShown, RoutingShown
from council.event_log import store
from council.models import Deliberation
from tests.factories import make_council, make_deliberation
from tests.integration.interrupted import begun, given, synthesis
from tests.integration.rehearsal import Rehearsal

pytestmark = pytest.mark.django_db(transaction=True)

ROUTING = RoutingShown(
    (
        AskedShown("huggingface:ann", 2, "overloaded", "No room."),
        AskedShown("ollama:gemma4", 1, "", ""),
    ),
    "Gemma 4 answered: huggingface:ann failed (overloaded).",
)
moved = import_module("council.migrations.0004_routing_in_what_is_stored")


@pytest.fixture
def deliberation(ann: User, upstream: Rehearsal) -> Deliberation:
    return make_deliberation(ann, make_council(), is_rehearsal=True)


def test_what_is_stored_is_told_again(deliberation: Deliberation) -> None:
    recorder = begun(deliberation)
    facts: list[Event] = [
        replace(given("ann"), routing=ROUTING),
        replace(synthesis(), routing=ROUTING),
    ]
    recorder.emit(facts[0])
    recorder.emit(facts[1])
    deliberation.refresh_from_db()

    rebuilt = list(results.events_of(deliberation))

    assert [event for event in rebuilt if event in facts] == facts
    assert results.opinions_of(deliberation)[0].routing == ROUTING


def test_a_rebuilt_log_tells_what_was_given_before_from_what_was_asked_for(
    deliberation: Deliberation,
) -> None:
    recorder = begun(deliberation)
    kept = RoutingShown((AskedShown("huggingface:ann", 0, "", ""),), "The answer was kept.")
    for event in (replace(given("ann"), routing=kept), replace(given("bob"), routing=ROUTING)):
        recorder.emit(event)
    deliberation.refresh_from_db()

    started = [e for e in results.events_of(deliberation) if isinstance(e, OpinionStarted)]

    assert [(event.member, event.attempt) for event in started] == [("ann", 0), ("bob", 1)]


def test_the_api_tells_it_of_each_opinion_and_of_the_synthesis(
    deliberation: Deliberation, client: Client
) -> None:
    recorder = begun(deliberation)
    recorder.emit(replace(given("ann"), routing=ROUTING))
    recorder.emit(replace(synthesis(), routing=ROUTING))

    body = client.get(f"/api/deliberations/{deliberation.id}/").json()

    spoken, silent, _ = body["opinions"]
    assert spoken["routing"] == body["synthesis"]["routing"]
    assert spoken["routing"]["reason"] == ROUTING.reason
    assert spoken["routing"]["asked"][0] == {
        "model": "huggingface:ann",
        "attempts": 2,
        "code": "overloaded",
        "message": "No room.",
    }
    assert silent["routing"] == {"asked": [], "reason": ""}


def test_what_was_stored_before_it_was_told_is_brought_up_to_date(
    deliberation: Deliberation,
) -> None:
    before = [
        b'{"seq":1,"at":"2026-03-02T14:02:00.000Z","type":"opinion.started","member":"ann"}',
        '{"seq":2,"at":"2026-03-02T14:02:01.000Z","type":"opinion.given","text":"é"}'.encode(),
    ]
    Deliberation.objects.update(event_log=store.pack(before), synthesis={"text": "So."})

    moved.add_routing(apps, None)

    row = Deliberation.objects.get()
    first, second = store.unpack(row.event_log or b"")
    assert first == before[0]
    assert store.seq_of(second) == 2
    assert orjson.loads(second)["routing"] == {"asked": [], "reason": ""}
    assert row.synthesis == {"text": "So.", "routing": {"asked": [], "reason": ""}}
    moved.remove_routing(apps, None)
    row.refresh_from_db()
    assert zlib.decompress(row.event_log or b"") == b"\n".join(before)
    assert row.synthesis == {"text": "So."}
