"""Each member's recorded answers, read as the product reads them, and how often they are right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from council.deliberation.answers.kinds import FinalAnswer
from council.deliberation.brief import Opinion
from council.deliberation.stages.voting import answer_of
from council.deliberation.tails import split_tail
from council.evaluation.answer_sets import AnswerSet, Question
from council.evaluation.errors import AnswerMissing
from council.evaluation.measures import Interval, wilson_interval
from council.evaluation.replay import model_of, triage_of
from providers.strengths import Strength


@dataclass(frozen=True, slots=True)
class Reading:
    """One member's answer to one question. What was cut off is no answer, whatever it says."""

    answer: FinalAnswer
    is_right: bool = False
    is_cut_off: bool = False
    is_missing: bool = False


Readings = Mapping[tuple[str, str], Reading]  # by question and member


@dataclass(frozen=True, slots=True)
class MemberFigures:
    """How one member answered alone. `without_answer` counts all that name none, of these
    `refused`, `cut_off` and `missing` are told apart; `conflicting`: two answers were declared.
    A question without an answer counts as answered wrongly."""

    member: str
    questions: int
    right: int
    accuracy: float
    interval: Interval
    without_answer: int
    refused: int
    cut_off: int
    missing: int
    conflicting: int
    history: Strength


def read_members(
    answer_set: AnswerSet, questions: Sequence[Question], members: Sequence[str]
) -> Readings:
    """Every member's answer to every question."""
    return {
        (question.id, member): _read(answer_set, question, member)
        for question in questions
        for member in members
    }


def strength_of(member: str, questions: Sequence[Question], readings: Readings) -> Strength:
    """How many of these the member answered rightly."""
    right = sum(readings[question.id, member].is_right for question in questions)
    return Strength(right, len(questions))


def member_figures(
    member: str, questions: Sequence[Question], readings: Readings, history: Strength
) -> MemberFigures:
    read = [readings[question.id, member] for question in questions]
    right = sum(reading.is_right for reading in read)
    return MemberFigures(
        member=member,
        questions=len(read),
        right=right,
        accuracy=right / len(read),
        interval=wilson_interval(right, len(read)),
        without_answer=sum(reading.answer.key is None for reading in read),
        refused=sum(reading.answer.is_refusal for reading in read),
        cut_off=sum(reading.is_cut_off for reading in read),
        missing=sum(reading.is_missing for reading in read),
        conflicting=sum(reading.answer.is_conflicting for reading in read),
        history=history,
    )


def _read(answer_set: AnswerSet, question: Question, member: str) -> Reading:
    try:
        recorded = answer_set.answer_of(question.id, member)
    except AnswerMissing:
        return Reading(FinalAnswer(), is_missing=True)
    text, tail = split_tail(recorded.text)
    opinion = Opinion(member, text, model_of(member), is_partial=recorded.is_cut_off, tail=tail)
    answer = answer_of(triage_of(question), opinion)
    is_right = answer.key is not None and answer.key == question.gold_key
    return Reading(answer, is_right, is_cut_off=recorded.is_cut_off)
