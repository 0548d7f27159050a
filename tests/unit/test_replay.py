"""Recorded questions put to a council: what comes of each, and the figures of all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from council.deliberation.strategies import STRATEGIES
from council.evaluation.answer_sets import AnswerSet
from council.evaluation.councils import LineUp, known_line_ups, named_line_up
from council.evaluation.errors import UnknownMeans, UnreadableSet
from council.evaluation.evaluating import GoldFigures, Plan, evaluate_gold
from council.evaluation.measures import Told
from council.evaluation.replay import Played, Stage
from providers.strengths import Strength
from tests.unit.answering import MEMBERS, answer_set, joined

MEASURED = {"adaptive", "deliberate", "quick", "vote"}
NOTHING: Mapping[str, Strength] = {}


def played(
    found: AnswerSet, strategy: str = "vote", strengths: Mapping[str, Strength] = NOTHING
) -> Played:
    [only] = Stage(found).play(strategy, LineUp("all", MEMBERS), found.questions, strengths)
    return only


def test_what_most_members_recorded_is_the_answer() -> None:
    assert played(answer_set(("2", "2", "3", "2"))) == Played(
        "test0", Told(2 / 3, is_right=True), is_tied=False, calls=3, is_voted=True
    )


def test_who_has_no_recorded_answer_lowers_the_share_only() -> None:
    assert played(answer_set(("2", "2", None, "2"))).told == Told(2 / 3, is_right=True)


def test_where_nobody_recorded_anything_there_is_no_answer() -> None:
    assert played(answer_set(("2", None, None, None))).told == Told(0.0, is_right=False)


def test_what_was_cut_off_does_not_vote() -> None:
    found = answer_set(("2", "3", "3", "2"))
    cut = {
        place: tuple(replace(answer, is_cut_off=place[1] != "cy") for answer in answers)
        for place, answers in found.answers.items()
    }

    assert played(replace(found, answers=cut)).told == Told(1 / 3, is_right=True)


def test_a_council_that_knows_its_members_leaves_out_the_weak() -> None:
    found = answer_set(("2", "2", "3", "3"))
    known = {"ann": Strength(95, 100), "bob": Strength(50, 100), "cy": Strength(50, 100)}

    assert played(found, strengths=known).told == Told(1 / 3, is_right=True)
    assert played(found).told == Told(2 / 3, is_right=False)


def test_an_exchange_that_was_not_recorded_changes_nothing_and_is_counted() -> None:
    split, agreed = answer_set(("2", "2", "3", "2")), answer_set(("2", "2", "2", "2"))

    assert played(split, "adaptive").told == played(split).told
    assert played(split, "adaptive").calls == 3 + 3 + 1  # opinions, exchange, chair
    assert played(agreed, "adaptive").calls == 3 + 1
    assert played(split, "adaptive").is_measured


@pytest.mark.parametrize("strategy", sorted({*STRATEGIES} - MEASURED))
def test_what_hangs_on_what_was_not_recorded_is_not_measured(strategy: str) -> None:
    assert not played(answer_set(("2", "2", "2", "2")), strategy).is_measured


@pytest.mark.parametrize("strategy", sorted(MEASURED))
def test_what_the_recorded_answers_decide_is_measured(strategy: str) -> None:
    found = played(answer_set(("2", "2", "2", "2")), strategy)

    assert (found.is_measured, found.told.is_right) == (True, True)


def learned() -> AnswerSet:
    """A hundred questions of history, in which ann is right, cy half the time and bob never; then
    four of which bob and cy know three."""
    history = answer_set(
        *[("2", "2", "3", "2" if i % 2 else "4") for i in range(100)], split="train"
    )
    asked = answer_set(("5", "1", "5", "5"), ("5", "5", "5", "5"), ("5", "1", "5", "5"), ("5",) * 4)
    return joined(history, asked)


def plan(*strategies: str) -> Plan:
    return Plan((LineUp("all", MEMBERS),), strategies or ("vote",))


@cache
def evaluated() -> GoldFigures:
    return evaluate_gold(learned(), plan())


def test_a_council_is_held_against_its_best_member() -> None:
    figures = evaluated()
    [council] = figures.councils
    known, new = council.strategies

    assert council.members == ("ann", "cy", "bob")  # the strongest first
    assert (known.accuracy, new.accuracy, council.oracle) == (0.5, 1.0, 1.0)
    assert (known.to_history.member, known.to_history.difference) == ("ann", 0.0)
    assert (new.to_hindsight.accuracy, new.to_hindsight.difference) == (1.0, 0.0)
    assert (known.gap_won, new.gap_won) == (0.0, 1.0)
    assert known.confidence is not None
    assert known.confidence.learned_from == 100


def test_councils_are_also_measured_together() -> None:
    found = evaluate_gold(
        learned(), Plan((LineUp("all", MEMBERS), LineUp("two", MEMBERS[:2])), ("vote",))
    )
    known, new = found.together

    assert (known.are_strengths_known, new.are_strengths_known) == (True, False)
    assert known.answers == 2 * found.scored
    assert known.confidence.learned_from == 2 * found.learned_from


def test_one_member_alone_has_no_share_that_would_tell_anything() -> None:
    found = evaluate_gold(learned(), plan("quick"))

    assert [figures.confidence for c in found.councils for figures in c.strategies] == [None, None]
    assert found.together == ()


def test_members_are_told_with_what_they_were_before() -> None:
    ann, bob, cy = evaluated().members

    assert (ann.right, ann.questions, ann.history) == (2, 4, Strength(100, 100))
    assert (bob.right, bob.history.right, cy.history.right) == (4, 0, 50)
    assert ann.interval.low < ann.accuracy < ann.interval.high


def test_a_strategy_that_is_not_measured_has_no_figures() -> None:
    [council] = evaluate_gold(learned(), plan("panel", "vote")).councils

    assert council.unmeasured == ("panel",)
    assert {figures.strategy for figures in council.strategies} == {"vote"}


def test_of_a_short_history_nothing_is_known() -> None:
    history = answer_set(*[("2", "2", "3", "4")] * 99, split="train")
    [council] = evaluate_gold(joined(history, answer_set(("5", "1", "5", "5"))), plan()).councils
    [figures] = council.strategies

    assert not figures.are_strengths_known
    assert figures.accuracy == 1.0


def test_the_same_seed_gives_the_same_figures() -> None:
    assert evaluated() == evaluate_gold(learned(), plan())


def test_named_members_sit_together_and_unknown_ones_are_told() -> None:
    found = answer_set(("2", "2", "2", "2"))

    assert named_line_up(found, ["cy", "ann", "cy"]) == LineUp("named", ("cy", "ann"))
    with pytest.raises(UnknownMeans, match="tiny has no member dora; it has: ann, bob, cy"):
        named_line_up(found, ["ann", "dora"])


def test_known_councils_stand_beside_the_sets(tmp_path: Path) -> None:
    found, folder = answer_set(("2", "2", "2", "2")), tmp_path / "tiny"

    assert known_line_ups(found, folder) == [LineUp("all", MEMBERS)]
    file = tmp_path / "expected.json"
    file.write_text('{"tiny": {"councils": {"duo": {"members": ["ann", "bob"]}}}}')
    assert known_line_ups(found, folder) == [LineUp("duo", ("ann", "bob"))]
    file.write_text('{"tiny": {"councils": {"duo": {}}}}')
    with pytest.raises(UnreadableSet, match=r"expected\.json: the councils of tiny cannot be read"):
        known_line_ups(found, folder)
