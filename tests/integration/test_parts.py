"""What a member is here for is stored with what became of it, and told again wherever that is."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.contrib.auth.models import User
from django.test import Client

from council import results
from council.deliberation.events import (
    Event,
    OpinionFailed,
    OpinionGiven,
    OpinionStarted,
    OpinionStopped,
)
from council.deliberation.stages.attacking import ATTACK, DRAFT
from council.models import Deliberation, Opinion
from council.revisions import ask_again
from tests.factories import make_council, make_deliberation
from tests.integration.interrupted import begun, given
from tests.integration.rehearsal import Rehearsal

pytestmark = pytest.mark.django_db(transaction=True)

TOLD: list[list[Event]] = [
    [replace(given("ann"), part="draft"), replace(given("bob"), part="attack")],
    [OpinionFailed("ann", "declined", "No.", part="draft"), given("bob")],
    [OpinionStopped("ann", "Half a", "ann", part="draft"), given("bob")],
]


@pytest.fixture
def deliberation(ann: User, upstream: Rehearsal) -> Deliberation:
    return make_deliberation(ann, make_council(), is_rehearsal=True)


def test_whatever_a_member_is_here_for_can_be_stored() -> None:
    assert set(Opinion.Part.values) == {DRAFT, ATTACK}


@pytest.mark.parametrize("facts", TOLD)
def test_a_rebuilt_log_tells_the_same_parts(deliberation: Deliberation, facts: list[Event]) -> None:
    recorder = begun(deliberation)
    for fact in facts:
        recorder.emit(fact)
    deliberation.refresh_from_db()

    rebuilt = list(results.events_of(deliberation))

    assert [event for event in rebuilt if event in facts] == facts
    parts = {fact.member: fact.part for fact in facts if isinstance(fact, OpinionGiven)}
    started = [event for event in rebuilt if isinstance(event, OpinionStarted)]
    assert {event.member: event.part for event in started} == parts


@pytest.mark.parametrize("facts", TOLD)
def test_the_api_tells_the_same_parts(
    deliberation: Deliberation, client: Client, facts: list[Event]
) -> None:
    recorder = begun(deliberation)
    for fact in facts:
        recorder.emit(fact)

    body = client.get(f"/api/deliberations/{deliberation.id}/").json()

    told = {opinion["member"]: opinion["part"] for opinion in body["opinions"]}
    kinds = (OpinionGiven, OpinionFailed, OpinionStopped)
    assert told == {"cleo": ""} | {f.member: f.part for f in facts if isinstance(f, kinds)}


def test_what_is_kept_keeps_its_part_and_who_is_asked_again_has_none(
    deliberation: Deliberation,
) -> None:
    recorder = begun(deliberation)
    for fact in TOLD[0]:
        recorder.emit(fact)
    Deliberation.objects.update(status=Deliberation.Status.DONE)
    deliberation.refresh_from_db()

    revision = ask_again(deliberation=deliberation, member="ann")

    assert [(row.member, row.part) for row in revision.opinions.all()] == [("bob", "attack")]
