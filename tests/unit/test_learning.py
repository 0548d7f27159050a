"""What recorded answers tell of members and of agreement."""

from __future__ import annotations

from dataclasses import replace

import pytest

from council.deliberation.answers.kinds import Kind
from council.evaluation.answer_sets import AnswerSet
from council.evaluation.councils import LineUp
from council.evaluation.errors import UnknownMeans
from council.evaluation.learning import Learned, learn_from
from providers.strengths import Strength
from tests.unit.answering import MEMBERS, answer_set, joined

ALL = LineUp("all", MEMBERS)


def history(count: int) -> AnswerSet:
    """Ann is always right, bob never and cy every other time."""
    rows = [("2", "2", "3", "2" if i % 2 else "3") for i in range(count)]
    return answer_set(*rows, split="train")


def learned(found: AnswerSet, *line_ups: LineUp) -> Learned:
    return learn_from(found, "train", MEMBERS, line_ups or (ALL,))


def strengths(found: Learned) -> dict[str, Strength]:
    return {each.member: each.strength for each in found.strengths}


def test_a_member_is_as_strong_as_it_was_often_right() -> None:
    found = learned(history(40))

    assert strengths(found) == {
        "ann": Strength(40, 40),
        "bob": Strength(0, 40),
        "cy": Strength(20, 40),
    }
    assert {each.kind for each in found.strengths} == {Kind.NUMBER}


def test_only_the_questions_that_are_to_be_learned_from_count() -> None:
    found = joined(history(40), answer_set(*[("5", "1", "5", "5")] * 40))

    assert strengths(learned(found))["ann"] == Strength(40, 40)


def test_nobody_is_wrong_who_was_not_asked() -> None:
    found = history(40)
    recorded = {place: each for place, each in found.answers.items() if place != ("train0", "ann")}

    assert strengths(learned(replace(found, answers=recorded)))["ann"] == Strength(39, 39)


def test_what_was_graded_counts_by_its_grade() -> None:
    plain = history(40)
    graded = {
        place: tuple(
            replace(each, grade="correct" if place[1] == "bob" else "incorrect") for each in some
        )
        for place, some in plain.answers.items()
    }

    found = learned(replace(plain, answers=graded))

    assert strengths(found)["bob"] == Strength(40, 40)
    assert strengths(found)["ann"] == Strength(0, 40)
    assert found.calibrations == ()


def test_agreement_is_learned_as_it_is_voted_on() -> None:
    """Of a hundred questions, where the weak are left out, what ann says alone is right."""
    plain, trimmed = learned(history(100)).calibrations

    assert (plain.are_strengths_known, trimmed.are_strengths_known) == (False, True)
    assert plain.map.probability(2 / 3) == pytest.approx((50 + 5 * 2 / 3) / 105)
    assert trimmed.map.probability(1 / 3) > 0.9


def test_below_a_hundred_questions_nobody_is_left_out() -> None:
    [plain] = learned(history(99)).calibrations

    assert not plain.are_strengths_known


def test_a_question_counts_once_however_many_councils_answered_it() -> None:
    one, two = learned(history(29), ALL, LineUp("two", ("ann", "bob"))), learned(history(30))

    assert one.calibrations == ()
    assert [each.questions for each in two.calibrations] == [30]


def test_without_right_answers_nothing_is_learned() -> None:
    found = history(40)
    open_ = tuple(replace(question, gold=None) for question in found.questions)

    with pytest.raises(UnknownMeans, match="tiny has no right answers"):
        learned(replace(found, questions=open_))


def test_a_part_that_is_not_there_is_named_with_those_that_are() -> None:
    with pytest.raises(UnknownMeans, match="no questions in test; there are: train"):
        learn_from(history(40), "test", MEMBERS, (ALL,))
