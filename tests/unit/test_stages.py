"""How long a council waits, for whom, and what becomes of those it does not wait for."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from council.deliberation.brief import Opinion, Outcome, Silence
from council.deliberation.events import (
    OpinionDelta,
    OpinionFailed,
    OpinionFellBack,
    OpinionGiven,
    OpinionRetrying,
    OpinionStarted,
    QuorumReached,
    SynthesisGiven,
    SynthesisStarted,
)
from council.errors import QuorumNotReached
from providers.errors import (
    ConnectionLost,
    ContextTooLong,
    Declined,
    Gated,
    InvalidCredentials,
    InvalidRequest,
    ProviderError,
    QuotaExhausted,
    TimedOut,
)
from providers.protocol import ModelRef
from tests.hall import Hall, Hang, Reply, brief
from tests.unit.sitting import DirectedHall, of_member, sit, sitting

LONG = 30.0  # seconds that no test waits for
SOON = 5.0


def test_after_the_quorum_a_silent_member_holds_the_answer_for_the_grace_and_no_longer() -> None:
    hall = Hall(ann=["Because."], bob=["Since."], cleo=[Hang()], chair=["So."])
    council = brief("ann", "bob", "cleo", grace_seconds=0.1, deadline_seconds=LONG)

    with sitting(hall, council) as synthesis:
        assert synthesis.result(SOON).outcome is Outcome.DEGRADED
        seconds = time.monotonic() - council.started_at

    assert seconds >= 0.1
    [reached] = [event for event in hall.events if isinstance(event, QuorumReached)]
    ends_at = datetime.fromisoformat(reached.ends_at)
    assert ends_at.tzinfo == UTC
    assert abs(ends_at - datetime.now(UTC)) < timedelta(seconds=SOON)


def test_when_all_have_spoken_no_grace_is_waited_for() -> None:
    hall = Hall(ann=["Because."], bob=["Since."], cleo=[Declined()], chair=["So."])
    council = brief("ann", "bob", "cleo", grace_seconds=LONG, deadline_seconds=LONG)

    with sitting(hall, council) as synthesis:
        assert synthesis.result(SOON).text == "So."


def test_who_speaks_within_the_grace_is_heard() -> None:
    hall = DirectedHall(ann=["Because."], bob=["Since."], cleo=["Thus."], chair=["So."])
    hall.hold_until(lambda event: isinstance(event, QuorumReached), "cleo")

    synthesis = sit(hall, brief("ann", "bob", "cleo", grace_seconds=LONG))

    assert synthesis.outcome is Outcome.FULL
    assert "Thus." in hall.provider.prompt_of("chair")


def test_a_late_opinion_is_kept_and_marked_but_does_not_reach_the_chair() -> None:
    hall = DirectedHall(ann=["Because."], bob=["Since."], cleo=["Thus."], chair=["So."])
    hall.hold_until(lambda event: isinstance(event, SynthesisStarted), "cleo")
    hall.hold_until(of_member(OpinionGiven, "cleo"), "chair")

    synthesis = sit(hall, brief("ann", "bob", "cleo", grace_seconds=0.05))

    given = {event.member: event for event in hall.events if isinstance(event, OpinionGiven)}
    assert given["cleo"].is_late
    assert given["cleo"].text == "Thus."
    assert not given["ann"].is_late
    assert "Thus." not in hall.provider.prompt_of("chair")
    assert synthesis.outcome is Outcome.DEGRADED


def test_at_two_thirds_of_the_deadline_the_chair_gets_its_turn() -> None:
    hall = Hall(ann=["Because."], bob=[Hang()], chair=["So."])
    council = brief("ann", "bob", deadline_seconds=0.9)

    with sitting(hall, council) as synthesis:
        assert synthesis.result(SOON).chosen == "ann"
        assert time.monotonic() < council.ends_at


def test_a_member_that_never_speaks_has_missed_the_deadline() -> None:
    hall = Hall(ann=[Hang()], bob=[Hang("Sin")], chair=["So."])

    with pytest.raises(QuorumNotReached):
        sit(hall, brief("ann", "bob", deadline_seconds=0.1))

    assert _failures(hall) == {"ann": "deadline", "bob": "deadline"}


def test_who_still_speaks_at_the_end_has_missed_the_deadline() -> None:
    hall = Hall(ann=["Because."], bob=["Since."], cleo=[Hang("Th")], chair=["So."])

    sit(hall, brief("ann", "bob", "cleo", grace_seconds=0.01))

    assert _failures(hall) == {"cleo": "deadline"}


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (InvalidCredentials(), "invalid_credentials"),
        (Gated(), "gated"),
        (Declined(), "declined"),
        (InvalidRequest(), "invalid_request"),
        (QuotaExhausted(), "no_model_left"),
        (TimedOut(), "no_model_left"),
        (ContextTooLong(), "no_model_left"),
    ],
)
def test_a_member_without_an_opinion_says_why(error: ProviderError, code: str) -> None:
    hall = Hall(ann=["Because."], bob=["Since."], cleo=[error], chair=["So."])

    sit(hall, brief("ann", "bob", "cleo"))

    assert _failures(hall) == {"cleo": code}


@pytest.mark.parametrize("error", [InvalidCredentials(), Declined()])
def test_what_someone_must_know_is_said_in_the_last_second_too(error: ProviderError) -> None:
    hall = Hall(ann=[error], chair=["So."])

    with pytest.raises(QuorumNotReached):
        sit(hall, brief("ann", deadline_seconds=0.5))

    assert _failures(hall) == {"ann": error.code}


def test_who_was_heard_in_an_earlier_run_is_not_asked_again() -> None:
    hall = Hall(bob=["Since."], chair=["So."])
    earlier = Opinion("ann", "Because.", ModelRef("script", "ann"))
    silent = Silence("cleo", "declined", "It declined.")
    council = replace(brief("ann", "bob", "cleo"), opinions=(earlier,), silences=(silent,))

    synthesis = sit(hall, council)

    assert [call.model for call in hall.provider.calls] == ["bob", "chair"]
    assert "Because." in hall.provider.prompt_of("chair")
    assert synthesis.outcome is Outcome.DEGRADED
    assert {event.member for event in hall.events if isinstance(event, OpinionGiven)} == {"bob"}


def test_a_council_whose_members_all_spoke_in_an_earlier_run_goes_on_at_once() -> None:
    hall = Hall(chair=["So."])
    earlier = tuple(Opinion(name, "Because.", ModelRef("script", name)) for name in ("ann", "bob"))
    council = replace(brief("ann", "bob", grace_seconds=LONG), opinions=earlier)

    with sitting(hall, council) as synthesis:
        assert synthesis.result(SOON).outcome is Outcome.FULL


def test_a_retry_begins_anew_with_an_event_that_voids_the_text() -> None:
    hall = DirectedHall(ann=["Because."], chair=["So."])
    hall.break_off("ann", "Half a", ConnectionLost(retry_after_seconds=0.01))

    synthesis = sit(hall, brief("ann", quorum=1))

    assert synthesis.outcome is Outcome.FULL
    assert [
        OpinionStarted("ann", "script:ann", 1),
        OpinionDelta("ann", "Half a"),
        OpinionStarted("ann", "script:ann", 2),
        OpinionDelta("ann", "Because. "),
    ] == [event for event in hall.events if isinstance(event, OpinionStarted | OpinionDelta)]
    [retrying] = [event for event in hall.events if isinstance(event, OpinionRetrying)]
    assert (retrying.member, retrying.model) == ("ann", "script:ann")
    assert retrying.code == "connection_lost"
    assert hall.events.index(retrying) == 2
    [given] = [event for event in hall.events if isinstance(event, OpinionGiven)]
    assert given.text == "Because."


def test_every_member_speaks_in_order_whatever_the_others_do() -> None:
    names = [f"member{i}" for i in range(20)]
    replies: dict[str, list[Reply]] = {"chair": ["So."]}
    for name in names:
        replies |= {name: [QuotaExhausted()], f"{name}b": ["Because."]}
    hall = Hall(**replies)

    sit(hall, brief(*(f"{name}/{name}b" for name in names), quorum=20))

    for name in names:
        events = [event for event in hall.events if getattr(event, "member", None) == name]
        assert [type(event) for event in events] == [
            OpinionStarted,
            OpinionFellBack,
            OpinionStarted,
            OpinionDelta,
            OpinionGiven,
        ]
    assert isinstance(hall.events[-1], SynthesisGiven)


def _failures(hall: Hall) -> dict[str, str]:
    failed = [event for event in hall.events if isinstance(event, OpinionFailed)]
    assert len({event.member for event in failed}) == len(failed)
    return {event.member: event.code for event in failed}
