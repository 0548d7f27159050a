"""The chair's answer, with who supports its sentences and who departs from it."""

from __future__ import annotations

import json

from council.deliberation.events import (
    DissentFound,
    OpinionStarted,
    SynthesisDelta,
    SynthesisFailed,
    SynthesisGiven,
    SynthesisStarted,
)
from council.deliberation.shown import ClaimShown, DissentShown
from providers.errors import Cut
from tests.hall import Hall, brief
from tests.unit.sitting import DirectedHall
from tests.unit.test_adaptive import EIGHT, SEVEN, asked, sit

ANALYSIS = json.dumps(
    {
        "consensus": [{"claim": "Rivers carry salt", "by": ["A", "B"]}],
        "contradictions": [],
        "unique": [],
        "blind_spots": ["Lakes"],
    }
)
WRITTEN = f"<analysis>\n{ANALYSIS}\n</analysis>\n\nIt is salty. [[A,B]] So it is."


def test_sources_and_claims_come_with_the_answer() -> None:
    hall = Hall(ann=["Because."], bob=["Since."], chair=[WRITTEN])

    synthesis = sit("adaptive", hall, brief("ann", "bob"))

    [given] = hall.of(SynthesisGiven)
    assert synthesis.text == given.text == "It is salty. So it is."
    [source] = given.sources
    assert given.text[source.begins : source.ends] == "It is salty."
    assert set(source.members) == {"ann", "bob"}
    [claim] = given.claims
    assert (claim.text, set(claim.asserted_by)) == ("Rivers carry salt", {"ann", "bob"})
    assert given.blind_spots == ("Lakes",)


def test_what_streams_is_what_is_given() -> None:
    hall = Hall(ann=["Because."], bob=["Since."], chair=[WRITTEN])

    sit("adaptive", hall, brief("ann", "bob"))

    deltas = hall.of(SynthesisDelta)
    [given] = hall.of(SynthesisGiven)
    assert len(deltas) > 2
    assert "".join(delta.text for delta in deltas).rstrip() == given.text
    assert tuple(source for delta in deltas for source in delta.sources) == given.sources


def test_what_was_found_is_told_before_the_first_word() -> None:
    hall = Hall(ann=["Because."], bob=["Since."], chair=[WRITTEN])

    sit("adaptive", hall, brief("ann", "bob"))

    kinds = [type(event) for event in hall.events]
    assert kinds.index(SynthesisStarted) < kinds.index(DissentFound) < kinds.index(SynthesisDelta)


def test_who_was_outvoted_is_told_before_the_chair_begins() -> None:
    hall = Hall(ann=[SEVEN], bob=[EIGHT], cy=[SEVEN], chair=["Seven."])

    sit("adaptive", hall, asked("ann", "bob", "cy"))

    dissent = (DissentShown(("bob",), "8 apples", "7"),)
    kinds = [type(event) for event in hall.events]
    assert kinds.index(DissentFound) < kinds.index(SynthesisStarted)
    assert [found.dissent for found in hall.of(DissentFound)] == [dissent]
    [given] = hall.of(SynthesisGiven)
    assert given.dissent == dissent
    assert given.claims == (ClaimShown("3 + 4 = 7", ("ann", "cy")),)


def test_where_all_agree_there_is_no_dissent() -> None:
    hall = Hall(ann=[SEVEN], bob=[SEVEN], chair=["Seven."])

    sit("adaptive", hall, asked("ann", "bob"))

    [given] = hall.of(SynthesisGiven)
    assert given.dissent == ()
    assert hall.of(DissentFound) == []


def test_an_opinion_that_stands_unchanged_keeps_its_dissent() -> None:
    hall = Hall(ann=[SEVEN], bob=[EIGHT], cy=[SEVEN], chair=[Cut()])

    sit("vote", hall, asked("ann", "bob", "cy"))

    [given] = hall.of(SynthesisGiven)
    assert (given.chosen, given.dissent[0].members) == ("ann", ("bob",))


def test_an_analysis_that_no_answer_follows_is_no_answer() -> None:
    hall = Hall(ann=["Because."], bob=["Since."], chair=[f"<analysis>{ANALYSIS}</analysis>"])

    synthesis = sit("adaptive", hall, brief("ann", "bob"))

    assert synthesis.text.strip() in ("Because.", "Since.")
    assert synthesis.chosen in ("ann", "bob")
    assert len(hall.of(SynthesisFailed)) == 1


def test_who_begins_anew_begins_with_no_sources() -> None:
    hall = DirectedHall(ann=["Because."], bob=["Since."], chair=[""], chair2=[WRITTEN])
    hall.break_off("chair", "Other words. [[A]] And", Cut())

    sit("adaptive", hall, brief("ann", "bob", chair="chair/chair2"))

    [given] = hall.of(SynthesisGiven)
    assert given.text == "It is salty. So it is."
    assert len(given.sources) == 1


def test_contested_claims_are_a_split_where_no_answers_can_be_compared() -> None:
    claim = "Rivers carry dissolved salt into the sea"
    hall = Hall(
        ann=[f"Because.\n<tail>\nclaim: {claim}\n</tail>"],
        bob=[f"No.\n<tail>\nclaim: {claim.replace('carry', 'do not carry')}\n</tail>"],
        chair=["So."],
    )

    sit("adaptive", hall, brief("ann", "bob"))

    rounds = [event.round for event in hall.of(OpinionStarted)]
    assert sorted(rounds) == [1, 1, 2, 2]
