"""What a person can do to a council while it sits, and what becomes of the voices."""

from __future__ import annotations

import threading
import time

import pytest

from council.deliberation.brief import Outcome
from council.deliberation.controls import Controls
from council.deliberation.events import (
    OpinionDelta,
    OpinionFailed,
    OpinionGiven,
    OpinionStopped,
    SynthesisDelta,
    SynthesisFailed,
    SynthesisGiven,
)
from providers.errors import Cancelled, ConnectionLost
from providers.switch import Switch
from tests.hall import Hall, Hang, brief
from tests.unit.sitting import DirectedHall, of_member, sitting

LONG = 30.0
SOON = 5.0


def test_a_stopped_member_keeps_what_it_has_said() -> None:
    hall = DirectedHall(ann=["Because."], bob=["Since."], cleo=[Hang("Half a")], chair=["So."])
    council = brief("ann", "bob", "cleo", grace_seconds=LONG, deadline_seconds=LONG)

    with sitting(hall, council) as synthesis:
        hall.wait_until(of_member(OpinionDelta, "cleo"))
        council.controls.stop("cleo", by="ann@example.org")
        assert synthesis.result(SOON).outcome is Outcome.DEGRADED

    assert hall.of(OpinionStopped) == [OpinionStopped("cleo", "Half a", "ann@example.org")]
    assert not hall.of(OpinionFailed)


def test_what_a_voided_attempt_said_is_not_kept() -> None:
    hall = DirectedHall(ann=[Hang("Anew")], chair=["So."])
    hall.break_off("ann", "Half a", ConnectionLost(retry_after_seconds=0.01))
    council = brief("ann", deadline_seconds=LONG)

    with sitting(hall, council):
        hall.wait_until(lambda event: event == OpinionDelta("ann", "Anew"))
        council.controls.stop("ann", by="ann")

    assert hall.of(OpinionStopped) == [OpinionStopped("ann", "Anew", "ann")]


def test_a_member_stopped_before_it_was_asked_is_stopped_when_it_is() -> None:
    hall = Hall(ann=["Because."], bob=["Since."], cleo=[Hang()], chair=["So."])
    council = brief("ann", "bob", "cleo", grace_seconds=LONG, deadline_seconds=LONG)
    council.controls.stop("cleo", by="ann")

    with sitting(hall, council) as synthesis:
        assert synthesis.result(SOON).text == "So."

    assert hall.of(OpinionStopped) == [OpinionStopped("cleo", "", "ann")]


def test_cancelling_stops_everybody_within_a_second() -> None:
    hall = DirectedHall(ann=[Hang("Be")], bob=[Hang("Sin")], cleo=["Thus."])
    council = brief("ann", "bob", "cleo", quorum=3, deadline_seconds=LONG)

    with sitting(hall, council) as synthesis:
        for name in ("ann", "bob"):
            hall.wait_until(of_member(OpinionDelta, name))
        hall.wait_until(of_member(OpinionGiven, "cleo"))
        cancelled_at = time.monotonic()
        council.controls.cancel(by="ann")
        with pytest.raises(Cancelled):
            synthesis.result(SOON)
        council.controls.end()
        assert time.monotonic() - cancelled_at < 1

    stopped = [event for event in hall.events if isinstance(event, OpinionStopped)]
    assert {(event.member, event.text, event.by) for event in stopped} == {
        ("ann", "Be", "ann"),
        ("bob", "Sin", "ann"),
    }
    assert not hall.of(SynthesisGiven)


def test_cancelling_does_not_wait_for_a_member_that_does_not_listen() -> None:
    hall = DirectedHall(ann=["Because."], bob=["Since."])
    hall.hold_until(lambda _: False, "bob")
    council = brief("ann", "bob", deadline_seconds=LONG)

    with sitting(hall, council) as synthesis:
        hall.wait_until(of_member(OpinionGiven, "ann"))
        council.controls.cancel(by="ann")
        with pytest.raises(Cancelled):
            synthesis.result(1)
        hall.provider.cues["bob"].set()


def test_cancelling_the_chair_leaves_no_answer() -> None:
    hall = DirectedHall(ann=["Because."], bob=["Since."], chair=[Hang("So")])
    council = brief("ann", "bob", deadline_seconds=LONG)

    with sitting(hall, council) as synthesis:
        hall.wait_until(lambda event: isinstance(event, SynthesisDelta))
        council.controls.cancel(by="ann")
        with pytest.raises(Cancelled):
            synthesis.result(SOON)

    assert not hall.of(SynthesisGiven)
    assert not hall.of(SynthesisFailed)


def test_a_stopped_chair_gives_way_to_the_strongest_opinion() -> None:
    hall = DirectedHall(ann=["Because."], bob=["Since."], chair=[Hang("So")])
    council = brief("ann", "bob", deadline_seconds=LONG)

    with sitting(hall, council) as synthesis:
        hall.wait_until(lambda event: isinstance(event, SynthesisDelta))
        council.controls.stop("chair", by="ann")
        assert synthesis.result(SOON).chosen == "ann"


def test_an_abandoned_council_leaves_everything_to_the_next_worker() -> None:
    hall = DirectedHall(ann=["Because."], bob=[Hang("Sin")])
    council = brief("ann", "bob", deadline_seconds=LONG)

    with sitting(hall, council) as synthesis:
        hall.wait_until(of_member(OpinionDelta, "bob"))
        hall.wait_until(of_member(OpinionGiven, "ann"))
        council.controls.abandon()
        with pytest.raises(Cancelled):
            synthesis.result(SOON)

    assert not hall.of(OpinionStopped)
    assert not hall.of(OpinionFailed)


def test_a_hurried_council_goes_on_with_two_opinions() -> None:
    hall = DirectedHall(ann=["Because."], bob=["Since."], cleo=[Hang()], chair=["So."])
    council = brief("ann", "bob", "cleo", quorum=3, deadline_seconds=LONG)

    with sitting(hall, council) as synthesis:
        for name in ("ann", "bob"):
            hall.wait_until(of_member(OpinionGiven, name))
        council.controls.hurry()
        answer = synthesis.result(SOON)

    assert answer.text == "So."
    assert answer.outcome is Outcome.DEGRADED


def test_a_hurried_council_with_one_opinion_shows_it_unchanged() -> None:
    hall = DirectedHall(ann=["Because."], bob=[Hang()], cleo=[Hang()], chair=["So."])
    council = brief("ann", "bob", "cleo", deadline_seconds=LONG)

    with sitting(hall, council) as synthesis:
        hall.wait_until(of_member(OpinionGiven, "ann"))
        council.controls.hurry()
        answer = synthesis.result(SOON)

    assert (answer.text, answer.chosen, answer.outcome) == ("Because.", "ann", Outcome.SINGLE)


def test_a_hurried_council_waits_for_its_first_opinion() -> None:
    hall = DirectedHall(ann=["Because."], bob=[Hang()])
    hall.hold_until(of_member(OpinionDelta, "bob"), "ann")
    hall.provider.replies["bob"] = [Hang("Sin")]
    council = brief("ann", "bob", deadline_seconds=LONG)
    council.controls.hurry()

    with sitting(hall, council) as synthesis:
        assert synthesis.result(SOON).chosen == "ann"


def test_who_cancelled_first_is_named() -> None:
    controls = Controls()

    controls.cancel(by="ann")
    controls.cancel(by="cy")

    assert controls.cancelled_by == "ann"
    assert controls.stopped_by("anyone") == "ann"
    with pytest.raises(Cancelled):
        controls.check()


def test_stopping_one_voice_leaves_the_others_alone() -> None:
    controls = Controls()

    controls.stop("ann", by="cy")

    assert controls.switch_of("ann").is_cut
    assert not controls.switch_of("bob").is_cut
    assert controls.stopped_by("bob") is None
    controls.check()


def test_every_voice_speaks_in_a_thread_of_its_own() -> None:
    controls = Controls()
    together = threading.Barrier(3, timeout=SOON)
    threads: list[threading.Thread] = []

    def speak(switch: Switch) -> None:
        threads.append(threading.current_thread())
        together.wait()

    voices = [controls.start(f"voice{i}", speak) for i in range(3)]

    for voice in voices:
        voice.result(SOON)
    assert len(set(threads)) == 3
    controls.end()


def test_at_the_end_every_voice_is_still() -> None:
    controls = Controls()
    still = threading.Event()

    def speak(switch: Switch) -> None:
        try:
            switch.wait(LONG)
        finally:
            still.set()

    voice = controls.start("ann", speak)
    controls.end()

    assert still.is_set()
    with pytest.raises(Cancelled):
        voice.result(SOON)


def test_whoever_waits_is_woken_when_a_voice_has_ended() -> None:
    controls = Controls()

    with controls.changed:
        voice = controls.start("ann", lambda _: None)
        assert controls.changed.wait_for(voice.done, SOON)
    controls.end()
