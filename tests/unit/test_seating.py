"""A member is put in the chair's place while the council sits."""

from __future__ import annotations

import pytest

from council.deliberation.brief import Outcome
from council.deliberation.controls import Controls
from council.deliberation.events import (
    ChairReplaced,
    SynthesisDelta,
    SynthesisFailed,
    SynthesisGiven,
    SynthesisStarted,
)
from providers.errors import Declined
from tests.hall import Hall, Hang, Slow, brief
from tests.unit.sitting import DirectedHall, sitting

SOON = 5.0


def test_a_chair_that_hangs_is_cut_and_the_member_writes() -> None:
    hall = DirectedHall(ann=["Because.", "So, says ann."], bob=["Since."], chair=[Hang("Half a")])
    council = brief("ann", "bob")

    with sitting(hall, council) as synthesis:
        hall.wait_until(lambda event: event == SynthesisDelta("Half a"))
        council.controls.appoint("ann", by="ann@example.org")
        assert synthesis.result(SOON).outcome is Outcome.FULL

    [replaced] = hall.of(ChairReplaced)
    assert (replaced.member, replaced.by, replaced.number) == ("ann", "ann@example.org", 1)
    assert (replaced.chair.member, replaced.chair.models[0].name) == ("chair", "script:ann")
    [given] = hall.of(SynthesisGiven)
    assert (given.text, given.model, given.chosen) == ("So, says ann.", "script:ann", None)
    assert not hall.of(SynthesisFailed)
    order = [type(event) for event in hall.events]
    assert order.index(ChairReplaced) < len(order) - order[::-1].index(SynthesisStarted) - 1


def test_who_was_appointed_before_the_chair_began_writes_at_once() -> None:
    hall = DirectedHall(ann=["Because.", "So."], bob=["Since."], chair=["Never asked."])
    council = brief("ann", "bob")
    council.controls.appoint("ann", by="ann")

    with sitting(hall, council) as synthesis:
        assert synthesis.result(SOON).text == "So."

    assert "chair" not in {call.model for call in hall.provider.calls}


def test_one_member_after_another() -> None:
    hall = DirectedHall(
        ann=["Because.", Hang("Well")], bob=["Since.", "So, says bob."], chair=[Hang("Half a")]
    )
    council = brief("ann", "bob")

    with sitting(hall, council) as synthesis:
        hall.wait_until(lambda event: event == SynthesisDelta("Half a"))
        council.controls.appoint("ann", by="ann")
        hall.wait_until(lambda event: event == SynthesisDelta("Well"))
        council.controls.appoint("bob", by="ann")
        assert synthesis.result(SOON).text == "So, says bob."

    assert [(each.member, each.number) for each in hall.of(ChairReplaced)] == [
        ("ann", 1),
        ("bob", 2),
    ]


def test_where_the_member_cannot_write_either_the_best_opinion_stands() -> None:
    hall = DirectedHall(ann=["Because.", Declined()], bob=["Since."], chair=[Hang("Half a")])
    council = brief("ann", "bob")

    with sitting(hall, council) as synthesis:
        hall.wait_until(lambda event: event == SynthesisDelta("Half a"))
        council.controls.appoint("ann", by="ann")
        assert synthesis.result(SOON).outcome is Outcome.DEGRADED

    assert len(hall.of(SynthesisFailed)) == 1


def test_who_is_stopped_in_the_chairs_place_is_stopped() -> None:
    hall = DirectedHall(ann=["Because.", Hang("Well")], bob=["Since."], chair=[Hang("Half a")])
    council = brief("ann", "bob")
    council.controls.stop("chair", by="ann")
    council.controls.appoint("ann", by="ann")

    with sitting(hall, council) as synthesis:
        hall.wait_until(lambda event: event == SynthesisDelta("Well"))
        council.controls.stop("chair", by="ann")
        synthesis.result(SOON)

    assert len(hall.of(ChairReplaced)) == 1
    assert len(hall.of(SynthesisGiven)) == 1


def test_a_command_is_heard_once() -> None:
    controls = Controls()

    assert [controls.hears_first(line) for line in (b"1", b"2", b"1")] == [True, True, False]


@pytest.mark.parametrize("place", ["before", "after"])
def test_a_seat_is_lost_to_who_is_appointed_since(place: str) -> None:
    controls = Controls()
    seat = controls.take_seat()
    if place == "before":
        assert not controls.has_lost(seat)
        return
    controls.appoint("ann", by="bob")
    assert controls.has_lost(seat)
    assert seat.switch.is_cut
    assert not controls.take_seat().switch.is_cut


def test_without_an_appointment_the_chair_writes() -> None:
    hall = Hall(ann=["Because."], bob=[Slow(0.01, "Since.")], chair=["So."])

    with sitting(hall, brief("ann", "bob")) as synthesis:
        assert synthesis.result(SOON).text == "So."

    assert not hall.of(ChairReplaced)
