"""What a council does, in memory."""

from __future__ import annotations

from dataclasses import replace

import pytest

from council.deliberation.brief import Outcome
from council.deliberation.events import (
    OpinionFailed,
    OpinionFellBack,
    OpinionGiven,
    SynthesisDelta,
    SynthesisFailed,
    SynthesisFellBack,
    SynthesisGiven,
    SynthesisStarted,
)
from council.errors import QuorumNotReached
from providers.errors import Declined, InvalidCredentials, QuotaExhausted
from tests.hall import CutOff, Hall, brief, member
from tests.unit.sitting import sit


def test_everyone_answers_and_the_chair_writes() -> None:
    hall = Hall(ann=["Because."], bob=["Since."], chair=["So it is."])

    synthesis = sit(hall, brief("ann", "bob"))

    assert synthesis.text == "So it is."
    assert synthesis.outcome is Outcome.FULL
    assert synthesis.chosen is None
    assert not synthesis.is_partial


def test_a_silent_member_does_not_stop_the_council() -> None:
    hall = Hall(ann=["Because."], bob=["Since."], cleo=[QuotaExhausted()], chair=["So."])

    synthesis = sit(hall, brief("ann", "bob", "cleo"))

    assert synthesis.text == "So."
    assert synthesis.outcome is Outcome.DEGRADED
    assert [event.member for event in hall.events if isinstance(event, OpinionFailed)] == ["cleo"]


def test_an_answer_by_fallback_is_as_full_as_any() -> None:
    hall = Hall(
        ann=[QuotaExhausted()],
        ann2=["Because."],
        bob=[InvalidCredentials()],
        bob2=["Since."],
        chair=["So."],
    )

    synthesis = sit(hall, brief("ann/ann2", "bob/bob2"))

    given = [event for event in hall.events if isinstance(event, OpinionGiven)]
    assert synthesis.outcome is Outcome.FULL
    assert {event.model for event in given} == {"script:ann2", "script:bob2"}
    assert len(hall.of(OpinionFellBack)) == 2
    assert not hall.of(OpinionFailed)


def test_below_the_quorum_one_opinion_stands_unchanged() -> None:
    hall = Hall(
        ann=[QuotaExhausted()], bob=["Since it **rains**."], cleo=[Declined()], chair=["So."]
    )

    synthesis = sit(hall, brief("ann", "bob", "cleo"))

    assert synthesis.text == "Since it **rains**."
    assert synthesis.outcome is Outcome.SINGLE
    assert synthesis.chosen == "bob"
    assert str(synthesis.model) == "script:bob"
    assert "chair" not in {call.model for call in hall.provider.calls}


def test_the_strongest_opinion_is_the_first_whole_one() -> None:
    hall = Hall(ann=[CutOff("Because of")], bob=["Since."], cleo=["Thus."], dan=[QuotaExhausted()])

    synthesis = sit(hall, brief("ann", "bob", "cleo", "dan", quorum=4))

    assert synthesis.chosen == "bob"
    assert synthesis.text == "Since."
    assert not synthesis.is_partial


def test_where_only_a_broken_off_opinion_stands_it_says_so() -> None:
    hall = Hall(ann=[CutOff("Because of")], bob=[QuotaExhausted()])

    synthesis = sit(hall, brief("ann", "bob"))

    assert synthesis.chosen == "ann"
    assert synthesis.is_partial
    assert _given(hall).is_partial


def test_a_council_of_two_needs_no_quorum_of_three() -> None:
    hall = Hall(ann=["Because."], bob=["Since."], chair=["So."])

    assert sit(hall, brief("ann", "bob", quorum=3)).outcome is Outcome.FULL


def test_without_any_opinion_there_is_no_answer() -> None:
    hall = Hall(ann=[QuotaExhausted()], bob=[Declined()], chair=["So."])

    with pytest.raises(QuorumNotReached):
        sit(hall, brief("ann", "bob"))

    assert not hall.of(SynthesisGiven)
    assert "chair" not in {call.model for call in hall.provider.calls}


def test_the_answer_is_told_as_it_was_returned() -> None:
    hall = Hall(ann=["Because."], bob=["Since."], chair=["So it is."])

    synthesis = sit(hall, brief("ann", "bob"))

    given = _given(hall)
    assert hall.events[-1] == given
    assert given.text == synthesis.text
    assert given.model == "script:chair"
    assert given.outcome == "full"
    assert given.usage.output_tokens == 3
    deltas = [event.text for event in hall.events if isinstance(event, SynthesisDelta)]
    assert "".join(deltas).strip() == "So it is."


def test_a_chair_that_cannot_write_gives_way_to_its_second_model() -> None:
    hall = Hall(ann=["Because."], bob=["Since."], chair=[QuotaExhausted()], chair2=["So."])
    council = replace(brief("ann", "bob"), chair=member("chair/chair2"))

    synthesis = sit(hall, council)

    assert synthesis.outcome is Outcome.FULL
    assert str(synthesis.model) == "script:chair2"
    [fell_back] = hall.of(SynthesisFellBack)
    assert isinstance(fell_back, SynthesisFellBack)
    assert (fell_back.from_model, fell_back.to_model) == ("script:chair", "script:chair2")
    assert fell_back.code == "quota_exhausted"
    started = [event for event in hall.events if isinstance(event, SynthesisStarted)]
    assert [(event.model, event.attempt) for event in started] == [
        ("script:chair", 1),
        ("script:chair2", 2),
    ]


def test_without_a_chair_the_strongest_opinion_stands_in() -> None:
    hall = Hall(ann=[CutOff("Because of")], bob=["Since."], chair=[QuotaExhausted()])

    synthesis = sit(hall, brief("ann", "bob"))

    assert synthesis.text == "Since."
    assert synthesis.chosen == "bob"
    assert synthesis.outcome is Outcome.DEGRADED
    failed, given = hall.events[-2:]
    assert isinstance(failed, SynthesisFailed)
    assert failed.code == "no_model_left"
    assert isinstance(given, SynthesisGiven)
    assert given.outcome == "degraded"
    assert _given(hall).chosen == "bob"


def test_a_synthesis_cut_at_its_length_limit_says_so() -> None:
    hall = Hall(ann=["Because."], bob=["Since."], chair=[CutOff("So it")])

    synthesis = sit(hall, brief("ann", "bob"))

    assert synthesis.is_partial
    assert _given(hall).is_partial


def test_an_opinion_cut_at_its_length_limit_says_so() -> None:
    hall = Hall(ann=[CutOff("Because of")], bob=["Since."], chair=["So."])

    sit(hall, brief("ann", "bob"))

    given = [event for event in hall.events if isinstance(event, OpinionGiven)]
    assert {event.member: event.is_partial for event in given} == {"ann": True, "bob": False}


def _given(hall: Hall) -> SynthesisGiven:
    [given] = [event for event in hall.events if isinstance(event, SynthesisGiven)]
    return given
