"""Answers that were graded one by one, where texts are too free to be compared: whose are correct,
and whether the answer nearest to all others is. Of every question of a set."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from council.deliberation.answers.words import words_of
from council.evaluation.answer_sets import AnswerSet, Question
from council.evaluation.councils import LineUp
from council.evaluation.measures import Interval, Told, auroc, mean, wilson_interval

CORRECT, NOT_ATTEMPTED = "correct", "not_attempted"


@dataclass(frozen=True, slots=True)
class GradedMember:
    """`attempted`: the share that says something; `wrong`: the share that says it wrongly."""

    member: str
    answers: int
    correct: float
    interval: Interval
    attempted: float
    wrong: float


@dataclass(frozen=True, slots=True)
class GradedCouncil:
    """`nearest`: the answer that shares most words with the others, those of the question left
    out; `best` is its best member in hindsight, `oracle` any."""

    name: str
    members: tuple[str, ...]
    best_member: str
    best: float
    oracle: float
    nearest: float
    nearest_wrong: float
    auroc: float | None


@dataclass(frozen=True, slots=True)
class GradedFigures:
    questions: int
    members: tuple[GradedMember, ...]
    councils: tuple[GradedCouncil, ...]


def graded_figures(answer_set: AnswerSet, line_ups: Sequence[LineUp]) -> GradedFigures:
    members = tuple(_member(answer_set, member) for member in answer_set.members)
    correct = {figures.member: figures.correct for figures in members}
    return GradedFigures(
        questions=len(answer_set.questions),
        members=members,
        councils=tuple(_council(answer_set, line_up, correct) for line_up in line_ups),
    )


def is_correct(answer_set: AnswerSet, question: Question, member: str) -> bool:
    return _grade(answer_set, question, member) == CORRECT


def _member(answer_set: AnswerSet, member: str) -> GradedMember:
    grades = [_grade(answer_set, question, member) for question in answer_set.questions]
    correct, skipped = grades.count(CORRECT), grades.count(NOT_ATTEMPTED)
    return GradedMember(
        member=member,
        answers=len(grades),
        correct=correct / len(grades),
        interval=wilson_interval(correct, len(grades)),
        attempted=1 - skipped / len(grades),
        wrong=(len(grades) - correct - skipped) / len(grades),
    )


def _council(answer_set: AnswerSet, line_up: LineUp, correct: dict[str, float]) -> GradedCouncil:
    best = max(line_up.members, key=correct.__getitem__)
    oracle = [
        any(is_correct(answer_set, question, member) for member in line_up.members)
        for question in answer_set.questions
    ]
    nearest = [_nearest(answer_set, question, line_up) for question in answer_set.questions]
    grades = [grade for grade, _ in nearest]
    return GradedCouncil(
        name=line_up.name,
        members=line_up.members,
        best_member=best,
        best=correct[best],
        oracle=mean(oracle),
        nearest=mean([grade == CORRECT for grade in grades]),
        nearest_wrong=mean([grade not in (CORRECT, NOT_ATTEMPTED) for grade in grades]),
        auroc=auroc([Told(nearness, grade == CORRECT) for grade, nearness in nearest]),
    )


def _nearest(answer_set: AnswerSet, question: Question, line_up: LineUp) -> tuple[str, float]:
    """Its grade, and how near it is to the others."""
    asked = set(words_of(question.prompt))
    words = {
        member: set(words_of(answer_set.answer_of(question.id, member).text)) - asked
        for member in line_up.members
        if (question.id, member) in answer_set.answers
    }
    nearness = {
        member: mean([_likeness(own, other) for m, other in words.items() if m != member])
        for member, own in words.items()
    }
    if not nearness:
        return NOT_ATTEMPTED, 0.0
    nearest = max(nearness, key=nearness.__getitem__)
    return _grade(answer_set, question, nearest), nearness[nearest]


def _likeness(one: set[str], other: set[str]) -> float:
    """P. Jaccard, The distribution of the flora in the alpine zone, New Phytologist 11 (1912)."""
    return len(one & other) / len(one | other) if one | other else 0.0


def _grade(answer_set: AnswerSet, question: Question, member: str) -> str:
    """What was not recorded was not attempted."""
    answers = answer_set.answers.get((question.id, member))
    return answers[0].grade if answers else NOT_ATTEMPTED
