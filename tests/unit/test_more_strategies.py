"""The strategies beside the default: quick, layers, and those that leave opinions side by side."""

from __future__ import annotations

from dataclasses import replace

import pytest

from council.deliberation.brief import Brief, Conclusion, Opinion, Outcome, SideBySide, Synthesis
from council.deliberation.controls import Controls
from council.deliberation.events import (
    OpinionFailed,
    OpinionGiven,
    SynthesisFailed,
    SynthesisGiven,
    SynthesisStarted,
)
from council.deliberation.triage import triage
from council.errors import QuorumNotReached
from providers.errors import Cancelled, QuotaExhausted
from providers.protocol import ModelRef
from tests.hall import Hall, Hang, brief
from tests.unit.test_adaptive import conclude

POEM = "Write a haiku about salt."


def test_compare_leaves_the_opinions_side_by_side() -> None:
    hall = Hall(ann=["Because."], bob=["Since."], chair=["So."])

    assert conclude("compare", hall, brief("ann", "bob")) == SideBySide(Outcome.FULL)

    assert hall.of(SynthesisStarted) == []
    assert hall.of(SynthesisGiven) == []
    assert len(hall.of(OpinionGiven)) == 2


def test_creative_work_is_left_side_by_side() -> None:
    hall = Hall(ann=["Salt is white."], bob=["White is salt."], chair=["So."])

    assert conclude("adaptive", hall, _creative("ann", "bob")) == SideBySide(Outcome.FULL)


def test_with_a_member_missing_what_stands_side_by_side_is_degraded() -> None:
    hall = Hall(ann=["Because."], bob=["Since."], cy=[QuotaExhausted()], chair=["So."])

    conclusion = conclude("compare", hall, brief("ann", "bob", "cy"))

    assert conclusion == SideBySide(Outcome.DEGRADED)


def test_who_asks_for_a_synthesis_of_creative_work_is_given_one() -> None:
    hall = Hall(ann=["Salt is white."], bob=["White is salt."], chair=["So."])
    given = tuple(Opinion(each, "Salt.", ModelRef("script", each)) for each in ("ann", "bob"))
    asked = replace(_creative("ann", "bob"), opinions=given)
    asked.controls.hurry()

    conclusion = conclude("adaptive", hall, asked)

    assert _text(conclusion) == "So."


@pytest.mark.parametrize("strategy", ["compare", "layers"])
def test_below_the_quorum_one_opinion_stands(strategy: str) -> None:
    hall = Hall(ann=["Because."], bob=[QuotaExhausted()], chair=["So."])

    conclusion = conclude(strategy, hall, brief("ann", "bob"))

    assert isinstance(conclusion, Synthesis)
    assert (conclusion.chosen, conclusion.outcome) == ("ann", Outcome.SINGLE)


@pytest.mark.parametrize("strategy", ["compare", "layers", "quick"])
def test_where_nobody_speaks_there_is_no_quorum(strategy: str) -> None:
    hall = Hall(ann=[QuotaExhausted()], bob=[QuotaExhausted()], chair=["So."])

    with pytest.raises(QuorumNotReached):
        conclude(strategy, hall, brief("ann", "bob"))


@pytest.mark.parametrize("strategy", ["compare", "layers", "quick"])
def test_a_cancelled_run_ends(strategy: str) -> None:
    controls = Controls()
    controls.cancel("ann")
    hall = Hall(ann=[Hang()], bob=[Hang()], chair=["So."])

    with pytest.raises(Cancelled):
        conclude(strategy, hall, brief("ann", "bob", controls=controls))


def test_quick_asks_one_member_and_says_that_it_is_one() -> None:
    hall = Hall(ann=["Because."], bob=["Since."], chair=["So."])

    conclusion = conclude("quick", hall, brief("ann", "bob"))

    assert isinstance(conclusion, Synthesis)
    assert (conclusion.text.strip(), conclusion.outcome) == ("Because.", Outcome.SINGLE)
    assert [call.model for call in hall.provider.calls] == ["ann"]


def test_in_layers_everyone_answers_anew_with_all_that_was_said() -> None:
    hall = Hall(ann=["Because.", "Hence."], bob=["Since.", "Thus."], chair=["So."])

    conclusion = conclude("layers", hall, brief("ann", "bob"))

    assert _text(conclusion) == "So."
    for member in ("ann", "bob"):
        prompt = hall.provider.prompt_of(member)
        assert "Because." in prompt
        assert "Since." in prompt
    sent = hall.provider.prompt_of("chair")
    assert "Hence." in sent
    assert "Because." not in sent


def test_who_gives_nothing_in_the_second_layer_stays_with_the_first() -> None:
    hall = Hall(ann=["Because.", QuotaExhausted()], bob=["Since.", "Thus."], chair=["So."])

    conclusion = conclude("layers", hall, brief("ann", "bob"))

    assert conclusion.outcome is Outcome.FULL
    assert "Because." in hall.provider.prompt_of("chair")
    assert [event.round for event in hall.of(OpinionFailed)] == [2]


def test_without_a_chair_the_best_of_the_last_layer_stands() -> None:
    hall = Hall(ann=["Because.", "Hence."], bob=["Since.", "Thus."], chair=[QuotaExhausted()])

    conclusion = conclude("layers", hall, brief("ann", "bob"))

    assert (_text(conclusion), conclusion.outcome) == ("Hence.", Outcome.DEGRADED)
    assert len(hall.of(SynthesisFailed)) == 1


def _creative(*members: str) -> Brief:
    return replace(brief(*members), query=POEM, triage=triage(POEM))


def _text(conclusion: Conclusion) -> str:
    assert isinstance(conclusion, Synthesis)
    return conclusion.text.strip()
