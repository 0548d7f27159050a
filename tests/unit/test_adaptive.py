"""The strategies that compare answers: a vote, and an exchange where members differ."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from council.deliberation.brief import Brief, Conclusion, Outcome, Synthesis
from council.deliberation.controls import Controls
from council.deliberation.events import (
    AgreementFound,
    OpinionFailed,
    OpinionGiven,
    OpinionStarted,
    SynthesisFailed,
    SynthesisStarted,
)
from council.deliberation.strategies import STRATEGIES
from council.deliberation.triage import triage
from council.errors import QuorumNotReached
from providers.errors import Cancelled, Declined, QuotaExhausted
from providers.strengths import Strength
from tests.hall import CutOff, Hall, Hang, Reply, brief

QUERY = "Tom has 3 apples and buys 4 more. How many apples does he have, canary?"
SEVEN: Reply = "3 and 4 make 7.\n<tail>\nanswer: 7\nclaim: 3 + 4 = 7\n</tail>"
EIGHT: Reply = "It is 8.\n<tail>\nanswer: 8 apples\n</tail>"


def asked(*members: str, **known: object) -> Brief:
    return replace(brief(*members, **known), query=QUERY, triage=triage(QUERY))  # type: ignore[arg-type]


def sit(strategy: str, hall: Hall, brief: Brief) -> Synthesis:
    conclusion = conclude(strategy, hall, brief)
    assert isinstance(conclusion, Synthesis)
    return conclusion


def conclude(strategy: str, hall: Hall, brief: Brief) -> Conclusion:
    try:
        return STRATEGIES[strategy](brief, hall.gateway, hall.emit)
    finally:
        brief.controls.end()


def agreements(hall: Hall) -> list[AgreementFound]:
    return [event for event in hall.events if isinstance(event, AgreementFound)]


def test_where_all_agree_there_is_no_exchange() -> None:
    hall = Hall(ann=[SEVEN], bob=["The answer is 7."], cy=[SEVEN], chair=["Seven."])

    synthesis = sit("adaptive", hall, asked("ann", "bob", "cy"))

    assert (synthesis.text.strip(), synthesis.outcome) == ("Seven.", Outcome.FULL)
    [found] = agreements(hall)
    assert (found.is_unanimous, found.of, found.groups[0].members) == (
        True,
        3,
        ("ann", "bob", "cy"),
    )
    assert len(hall.provider.calls) == 4


def test_where_answers_differ_each_member_sees_once_what_others_say() -> None:
    hall = Hall(ann=[SEVEN], bob=[EIGHT, SEVEN], cy=[SEVEN], chair=["Seven."])

    synthesis = sit("adaptive", hall, asked("ann", "bob", "cy"))

    before, after = agreements(hall)
    assert [group.members for group in before.groups] == [("ann", "cy"), ("bob",)]
    assert [group.members for group in after.groups] == [("ann", "bob", "cy")]
    assert (before.round, after.round) == (1, 2)
    assert synthesis.vote is not None
    assert synthesis.vote.key == "7"
    again = hall.provider.prompt_of("bob")
    assert "3 and 4 make 7." in again
    assert re.search(r"\b(ann|cy|ann2|two|both)\b", again, re.IGNORECASE) is None


def test_both_answers_of_a_member_are_kept() -> None:
    hall = Hall(ann=[SEVEN], bob=[EIGHT, SEVEN], cy=[SEVEN], chair=["Seven."])

    sit("adaptive", hall, asked("ann", "bob", "cy"))

    given = [e for e in hall.events if isinstance(e, OpinionGiven) and e.member == "bob"]
    assert [(e.round, e.text) for e in given] == [(1, "It is 8."), (2, "3 and 4 make 7.")]
    started = [e.round for e in hall.events if isinstance(e, OpinionStarted) and e.member == "bob"]
    assert started == [1, 2]


def test_the_chair_is_told_what_is_settled() -> None:
    hall = Hall(ann=[SEVEN], bob=[EIGHT], cy=[SEVEN], chair=["Seven."])

    sit("adaptive", hall, asked("ann", "bob", "cy"))

    prompt = hall.provider.prompt_of("chair")
    settled = prompt.rpartition("<settled ")[2]
    assert "\n7\n</settled " in settled


def test_who_fails_in_the_exchange_stays_with_its_first_answer() -> None:
    hall = Hall(ann=[SEVEN], bob=[EIGHT, QuotaExhausted()], cy=[SEVEN], chair=["Seven."])

    synthesis = sit("adaptive", hall, asked("ann", "bob", "cy"))

    assert synthesis.outcome is Outcome.FULL
    assert [group.members for group in agreements(hall)[-1].groups] == [("ann", "cy"), ("bob",)]
    failed = [e for e in hall.events if isinstance(e, OpinionFailed)]
    assert [(e.member, e.round) for e in failed] == [("bob", 2)]


def test_who_is_cut_off_in_the_exchange_stays_with_its_whole_answer() -> None:
    hall = Hall(ann=[SEVEN], bob=[EIGHT, CutOff("On the other")], cy=[SEVEN], chair=["Seven."])

    sit("adaptive", hall, asked("ann", "bob", "cy"))

    assert [group.members for group in agreements(hall)[-1].groups] == [("ann", "cy"), ("bob",)]
    assert "It is 8." in hall.provider.prompt_of("chair")
    assert "On the other" not in hall.provider.prompt_of("chair")


@pytest.mark.parametrize("strategy", ["adaptive", "deliberate", "vote"])
def test_a_tie_goes_to_the_strongest_and_never_to_chance(strategy: str) -> None:
    hall = Hall(ann=[SEVEN], bob=[EIGHT], chair=[Declined()])
    strengths = {"script:ann": Strength(140, 200), "script:bob": Strength(150, 200)}

    synthesis = sit(strategy, hall, replace(asked("ann", "bob"), strengths=strengths))

    assert (synthesis.chosen, synthesis.text) == ("bob", "It is 8.")
    assert agreements(hall)[-1].vote.is_tied
    assert agreements(hall)[-1].vote.are_strengths_known


def test_a_missing_member_changes_only_the_share() -> None:
    hall = Hall(ann=[SEVEN], bob=[QuotaExhausted()], cy=[SEVEN], chair=["Seven."])

    synthesis = sit("adaptive", hall, asked("ann", "bob", "cy"))

    [found] = agreements(hall)
    assert (found.of, found.groups[0].members, found.is_unanimous) == (3, ("ann", "cy"), False)
    assert synthesis.outcome is Outcome.DEGRADED


def test_when_the_chair_fails_the_winners_opinion_stands_and_is_said_to() -> None:
    hall = Hall(ann=[EIGHT], bob=[SEVEN], cy=[SEVEN], chair=[QuotaExhausted()])

    synthesis = sit("adaptive", hall, asked("ann", "bob", "cy"))

    assert (synthesis.chosen, synthesis.text) == ("bob", "3 and 4 make 7.")
    assert synthesis.outcome is Outcome.DEGRADED
    assert len(hall.of(SynthesisFailed)) == 1


def test_a_vote_gives_the_winners_opinion_unchanged_and_asks_no_chair() -> None:
    hall = Hall(ann=[EIGHT], bob=[SEVEN], cy=[SEVEN], chair=["Never asked."])

    synthesis = sit("vote", hall, asked("ann", "bob", "cy"))

    assert (synthesis.chosen, synthesis.text) == ("bob", "3 and 4 make 7.")
    assert synthesis.outcome is Outcome.FULL
    assert hall.of(SynthesisStarted) == []
    assert len(hall.provider.calls) == 3


@pytest.mark.parametrize("strategy", ["adaptive", "deliberate", "vote"])
def test_a_text_that_was_cut_off_never_votes(strategy: str) -> None:
    hall = Hall(
        ann=[SEVEN], bob=[CutOff("The answer is 8.")], cy=[CutOff("It is 8.")], chair=["7."]
    )

    sit(strategy, hall, asked("ann", "bob", "cy"))

    found = agreements(hall)[-1]
    assert [group.members for group in found.groups] == [("ann",)]
    assert found.without_answer == ("bob", "cy")


@pytest.mark.parametrize("strategy", ["adaptive", "deliberate", "vote"])
def test_below_the_quorum_one_opinion_stands_for_itself(strategy: str) -> None:
    hall = Hall(ann=[SEVEN], bob=[QuotaExhausted()], chair=["Never asked."])

    synthesis = sit(strategy, hall, asked("ann", "bob"))

    assert (synthesis.outcome, synthesis.chosen) == (Outcome.SINGLE, "ann")


@pytest.mark.parametrize("strategy", ["adaptive", "deliberate", "vote"])
def test_without_any_opinion_there_is_no_answer(strategy: str) -> None:
    hall = Hall(ann=[QuotaExhausted()], bob=[QuotaExhausted()], chair=["Never asked."])

    with pytest.raises(QuorumNotReached):
        sit(strategy, hall, asked("ann", "bob"))


@pytest.mark.parametrize("strategy", ["adaptive", "deliberate", "vote"])
def test_a_cancelled_run_ends_without_an_answer(strategy: str) -> None:
    hall = Hall(ann=[Hang()], bob=[Hang()], chair=["Never asked."])
    controls = Controls()
    controls.cancel("ann")

    with pytest.raises(Cancelled):
        sit(strategy, hall, asked("ann", "bob", controls=controls))


def test_an_open_query_is_weighed_by_the_chair_and_not_voted_on() -> None:
    hall = Hall(ann=["Rivers."], bob=["Rocks."], chair=["Both."])

    synthesis = sit("adaptive", hall, brief("ann", "bob"))

    assert (synthesis.text.strip(), synthesis.vote) == ("Both.", None)
    assert agreements(hall) == []


def test_to_deliberate_is_to_look_at_the_others_even_where_nobody_can_vote() -> None:
    hall = Hall(ann=["Rivers.", "Rivers and rocks."], bob=["Rocks."], chair=["Both."])

    synthesis = sit("deliberate", hall, brief("ann", "bob"))

    assert (synthesis.text.strip(), synthesis.vote) == ("Both.", None)
    assert "Rocks." in hall.provider.prompt_of("ann")
    assert "Rivers and rocks." in hall.provider.prompt_of("chair")


def test_who_speaks_alone_has_nobody_to_look_at() -> None:
    hall = Hall(ann=[SEVEN], bob=[QuotaExhausted()], chair=["Never asked."])

    sit("deliberate", hall, asked("ann", "bob"))

    assert len([call for call in hall.provider.calls if call.model == "ann"]) == 1


def test_who_hangs_in_the_exchange_is_waited_for_no_longer_than_the_grace() -> None:
    hall = Hall(ann=[SEVEN], bob=[EIGHT, Hang()], cy=[SEVEN], chair=["Seven."])

    synthesis = sit("adaptive", hall, asked("ann", "bob", "cy", grace_seconds=0.1))

    assert synthesis.outcome is Outcome.FULL
    assert [group.members for group in agreements(hall)[-1].groups] == [("ann", "cy"), ("bob",)]


def test_where_all_hang_in_the_exchange_the_chair_still_has_its_time() -> None:
    hall = Hall(ann=[SEVEN, Hang()], bob=[EIGHT, Hang()], chair=["Seven."])

    synthesis = sit("adaptive", hall, asked("ann", "bob", deadline_seconds=0.9))

    assert (synthesis.text.strip(), synthesis.chosen) == ("Seven.", None)
    assert len(agreements(hall)) == 1


def test_told_to_go_on_the_council_exchanges_nothing() -> None:
    hall = Hall(ann=[SEVEN], bob=[EIGHT], chair=["Seven."])
    controls = Controls()
    controls.hurry()

    sit("adaptive", hall, asked("ann", "bob", controls=controls))

    assert all(event.round == 1 for event in hall.events if isinstance(event, OpinionStarted))
