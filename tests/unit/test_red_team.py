"""A draft, one attack on it, and its revision."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

import pytest

from council.deliberation.brief import Opinion, Outcome
from council.deliberation.controls import Controls
from council.deliberation.events import (
    OpinionFailed,
    OpinionGiven,
    OpinionStarted,
    OpinionStopped,
    SynthesisFailed,
)
from council.errors import QuorumNotReached
from providers.errors import Cancelled, Declined, QuotaExhausted
from providers.protocol import ModelRef
from tests.hall import Hall, Hang, brief
from tests.unit.test_adaptive import sit


def test_one_drafts_another_attacks_and_the_chair_revises() -> None:
    hall = Hall(ann=["Rivers."], bob=["Vents are left out."], cy=["No."], chair=["Both."])

    synthesis = sit("red_team", hall, brief("ann", "bob"))

    assert (synthesis.text.strip(), synthesis.outcome) == ("Both.", Outcome.FULL)
    assert "Rivers." in hall.provider.prompt_of("bob")
    for text in ("Rivers.", "Vents are left out."):
        assert hall.provider.prompt_of("chair").count(text) == 1
    assert [call.model for call in hall.provider.calls] == ["ann", "bob", "chair"]
    assert [event.text.strip() for event in hall.of(OpinionGiven)] == [
        "Rivers.",
        "Vents are left out.",
    ]


def test_neither_the_critic_nor_the_chair_is_told_who_wrote() -> None:
    hall = Hall(zarathustra=["Rivers."], xenophon=["Vents."], chair=["Both."])

    sit("red_team", hall, brief("zarathustra", "xenophon"))

    for model in ("xenophon", "chair"):
        assert "zarathustra" not in hall.provider.prompt_of(model).lower()


def test_where_nobody_attacks_the_draft_stands_as_one_opinion() -> None:
    hall = Hall(ann=["Rivers."], bob=[QuotaExhausted()], chair=["Both."])

    synthesis = sit("red_team", hall, brief("ann", "bob"))

    assert (synthesis.chosen, synthesis.outcome) == ("ann", Outcome.SINGLE)
    assert len(hall.of(OpinionFailed)) == 1


def test_where_nobody_drafts_the_other_answers_the_query() -> None:
    hall = Hall(ann=[Declined()], bob=["Vents."], chair=["Both."])

    synthesis = sit("red_team", hall, brief("ann", "bob"))

    assert (synthesis.chosen, synthesis.outcome) == ("bob", Outcome.SINGLE)
    assert "critique" not in hall.provider.prompt_of("bob").lower()


def test_each_is_told_to_be_here_for_its_part_from_its_first_word_to_its_last() -> None:
    hall = Hall(ann=["Rivers."], bob=["Vents are left out."], chair=["Both."])

    sit("red_team", hall, brief("ann", "bob"))

    assert _parts(hall) == {"ann": {"draft"}, "bob": {"attack"}}


def test_who_answers_because_nobody_drafts_attacks_nothing() -> None:
    hall = Hall(ann=[Declined()], bob=["Vents."], chair=["Both."])

    sit("red_team", hall, brief("ann", "bob"))

    assert _parts(hall) == {"ann": {"draft"}, "bob": {""}}


def test_where_all_do_the_same_nobody_has_a_part() -> None:
    hall = Hall(ann=["Rivers."], bob=["Vents."], chair=["Both."])

    sit("panel", hall, brief("ann", "bob"))

    assert _parts(hall) == {"ann": {""}, "bob": {""}}


def test_where_no_chair_can_revise_the_draft_stands() -> None:
    hall = Hall(ann=["Rivers."], bob=["Vents."], chair=[QuotaExhausted()])

    synthesis = sit("red_team", hall, brief("ann", "bob"))

    assert (synthesis.chosen, synthesis.outcome) == ("ann", Outcome.DEGRADED)
    assert len(hall.of(SynthesisFailed)) == 1


def test_a_council_of_one_has_nobody_to_attack_it() -> None:
    hall = Hall(ann=["Rivers."], chair=["Both."])

    assert sit("red_team", hall, brief("ann")).outcome is Outcome.SINGLE


def test_where_nobody_speaks_there_is_no_quorum() -> None:
    hall = Hall(ann=[QuotaExhausted()], bob=[QuotaExhausted()], chair=["Both."])

    with pytest.raises(QuorumNotReached):
        sit("red_team", hall, brief("ann", "bob"))


def test_a_cancelled_run_ends() -> None:
    controls = Controls()
    controls.cancel("ann")
    hall = Hall(ann=[Hang()], bob=[Hang()], chair=["Both."])

    with pytest.raises(Cancelled):
        sit("red_team", hall, brief("ann", "bob", controls=controls))


def test_a_resumed_run_asks_for_no_draft_again() -> None:
    hall = Hall(ann=["Rivers."], bob=["Vents."], chair=["Both."])
    draft = Opinion("ann", "Rivers.", ModelRef("script", "ann"))

    synthesis = sit("red_team", hall, replace(brief("ann", "bob"), opinions=(draft,)))

    assert synthesis.outcome is Outcome.FULL
    assert [call.model for call in hall.provider.calls] == ["bob", "chair"]


def _parts(hall: Hall) -> dict[str, set[str]]:
    """By member: what each event that tells it names."""
    kinds = (OpinionStarted, OpinionGiven, OpinionFailed, OpinionStopped)
    told: defaultdict[str, set[str]] = defaultdict(set)
    for event in hall.events:
        if isinstance(event, kinds):
            told[event.member].add(event.part)
    return told
