"""Tiny sets of recorded answers."""

from __future__ import annotations

from dataclasses import replace

from council.deliberation.answers.kinds import Kind
from council.evaluation.answer_sets import AnswerSet, Question, RecordedAnswer

MEMBERS = ("ann", "bob", "cy")


def answer_set(*rows: tuple[str | None, ...], split: str = "test") -> AnswerSet:
    """Each row a question: the right answer, then what each member says; None says nothing."""
    questions = tuple(
        Question(f"{split}{i}", f"Sum {split} {i}?", Kind.NUMBER, split, gold=row[0])
        for i, row in enumerate(rows)
    )
    answers = {
        (question.id, member): (RecordedAnswer(question.id, member, f"Answer: {said}"),)
        for question, row in zip(questions, rows, strict=True)
        for member, said in zip(MEMBERS, row[1:], strict=True)
        if said is not None
    }
    return AnswerSet("tiny", Kind.NUMBER, MEMBERS, questions, answers)


def joined(one: AnswerSet, other: AnswerSet) -> AnswerSet:
    """The questions of both."""
    return replace(
        one, questions=one.questions + other.questions, answers={**one.answers, **other.answers}
    )
