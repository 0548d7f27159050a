"""Several replies of one member to one question: whether its vote with itself beats one reply, and
how many replies were cut off. Of every question of a set, for nothing is learned."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from council.deliberation.answers.final import find_final_answer
from council.deliberation.votes import Position, take_vote
from council.evaluation.answer_sets import AnswerSet, Question, RecordedAnswer
from council.evaluation.measures import Interval, Told, auroc, mean, wilson_interval


@dataclass(frozen=True, slots=True)
class SampleFigures:
    """One member, asked in one way (`variant`). `single`: the share of replies that are right;
    what is cut off or without an answer is not. `vote`: of questions, by all replies together."""

    member: str
    variant: str
    questions: int
    replies: int
    cut_off: float
    without_answer: float
    single: float
    vote: float
    interval: Interval
    oracle: float
    auroc: float | None


def sample_figures(answer_set: AnswerSet) -> tuple[SampleFigures, ...]:
    """Of every member that gave several replies to one question in one way."""
    return tuple(
        _figures(answer_set, member, variant)
        for member in answer_set.members
        for variant in _variants(answer_set, member)
    )


def _variants(answer_set: AnswerSet, member: str) -> list[str]:
    given = sorted(
        (answer.variant, question)
        for (question, speaker), answers in answer_set.answers.items()
        if speaker == member
        for answer in answers
    )
    counted = {variant: list(each) for variant, each in groupby(given, key=lambda one: one[0])}
    return [variant for variant, each in counted.items() if len(each) > len(set(each))]


def _figures(answer_set: AnswerSet, member: str, variant: str) -> SampleFigures:
    asked = list(_asked(answer_set, member, variant))
    replies = [reply for _, some in asked for reply in some]
    positions = {question.id: _positions(question, some) for question, some in asked}
    told = [_told(question, positions[question.id]) for question, _ in asked]
    rights = [
        [position.key is not None and position.key == q.gold_key for position in positions[q.id]]
        for q, _ in asked
    ]
    keys = [position.key for some in positions.values() for position in some]
    return SampleFigures(
        member=member,
        variant=variant,
        questions=len(asked),
        replies=len(replies),
        cut_off=mean([reply.is_cut_off for reply in replies]),
        without_answer=mean([key is None for key in keys]),
        single=mean([right for some in rights for right in some]),
        vote=mean([each.is_right for each in told]),
        interval=wilson_interval(sum(each.is_right for each in told), len(told)),
        oracle=mean([any(some) for some in rights]),
        auroc=auroc(told),
    )


def _asked(
    answer_set: AnswerSet, member: str, variant: str
) -> Iterator[tuple[Question, list[RecordedAnswer]]]:
    for question in answer_set.questions:
        given = answer_set.answers.get((question.id, member), ())
        replies = [answer for answer in given if answer.variant == variant]
        if replies:
            yield question, replies


def _positions(question: Question, replies: Sequence[RecordedAnswer]) -> list[Position]:
    """Each reply as a member that knows of no other; what was cut off never votes."""
    positions = []
    for number, reply in enumerate(replies):
        found = find_final_answer(reply.text, question.kind, question.choices)
        key = None if reply.is_cut_off else found.key
        positions.append(Position(str(number), key, reply.member, found.is_conflicting))
    return positions


def _told(question: Question, positions: Sequence[Position]) -> Told:
    vote = take_vote(positions)
    if vote is None:
        return Told(0.0, is_right=False)
    return Told(vote.agreement.share, vote.key == question.gold_key)
