"""Puts recorded questions to a council: the product's own strategies and gateway, with members that
play back what they once answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from string import ascii_uppercase

from council.deliberation.answers.final import find_final_answer
from council.deliberation.answers.kinds import Kind
from council.deliberation.brief import Brief, Conclusion, Member, SideBySide, Synthesis
from council.deliberation.events import Event, OpinionFailed, ReviewFailed, SynthesisFailed
from council.deliberation.strategies import STRATEGIES
from council.deliberation.triage import OPEN, Shape, Triage
from council.errors import QuorumNotReached
from council.evaluation.answer_sets import AnswerSet, Question
from council.evaluation.councils import LineUp
from council.evaluation.measures import Told
from providers.adapters.recorded import Recorded, RecordedProvider
from providers.calls import AttemptRecord
from providers.gateway.door import Gateway
from providers.money import FREE
from providers.protocol import ModelRef
from providers.quota import UnlimitedLedger
from providers.strengths import Strength

CHAIR = "chair"  # of whom nothing is recorded
NOT_RECORDED = (OpinionFailed, ReviewFailed, SynthesisFailed)
QUORUM = 2
SECONDS = 60.0  # more than any replay takes: nobody is late


@dataclass(frozen=True, slots=True)
class Played:
    """What came of one question. `told`: the share of votes behind the answer, 0 where there was
    no vote, and whether it is right. `is_measured`: not where the answer hangs on what was not
    recorded, as what a chair, a critic or a reviewer says, nor where there is no one answer."""

    question: str
    told: Told
    is_tied: bool
    calls: int
    is_voted: bool = False
    is_measured: bool = True


class Stage:
    """Where councils of one set are replayed. Who is asked what was not recorded, as in an
    exchange, says nothing and stays with its first opinion."""

    def __init__(self, answer_set: AnswerSet) -> None:
        answers = {
            (member, query_of(question)): _recorded(answer_set, question, member)
            for question in answer_set.questions
            for member in answer_set.members
            if (question.id, member) in answer_set.answers
        }
        self._provider = RecordedProvider(answers)

    def play(
        self,
        strategy: str,
        line_up: LineUp,
        questions: Sequence[Question],
        strengths: Mapping[str, Strength],
    ) -> list[Played]:
        """`strengths`: what the council knows of its members; may be empty."""
        return [self._play(strategy, line_up, each, strengths) for each in questions]

    def _play(
        self,
        strategy: str,
        line_up: LineUp,
        question: Question,
        strengths: Mapping[str, Strength],
    ) -> Played:
        attempts: list[AttemptRecord] = []
        events: list[Event] = []
        gateway = Gateway(
            providers={RecordedProvider.name: self._provider},
            keys={},
            ledger=UnlimitedLedger(FREE),
            record=attempts.append,
        )
        brief = brief_of(line_up, question, strengths)
        try:
            conclusion = STRATEGIES[strategy](brief, gateway, events.append)
        except QuorumNotReached:
            told = Told(0.0, is_right=False)
            return Played(question.id, told, is_tied=False, calls=len(attempts))
        finally:
            brief.controls.end()
        is_whole = not any(isinstance(event, NOT_RECORDED) for event in events)
        vote = conclusion.vote if isinstance(conclusion, Synthesis) else None
        return Played(
            question=question.id,
            told=told_of(conclusion, question),
            is_tied=vote is not None and vote.is_tied,
            calls=len(attempts),
            is_voted=vote is not None,
            is_measured=vote is not None or (is_whole and isinstance(conclusion, Synthesis)),
        )


def told_of(conclusion: Conclusion, question: Question) -> Told:
    """What the vote decided; without one what the text says, with no confidence. What is left side
    by side decides nothing."""
    if isinstance(conclusion, SideBySide):
        return Told(0.0, is_right=False)
    vote, gold = conclusion.vote, question.gold_key
    if vote is None:
        found = find_final_answer(conclusion.text, question.kind, question.choices)
        is_right = found.key is not None and found.key == gold
        return Told(0.0, is_right=is_right and not conclusion.is_partial)
    return Told(vote.share, is_right=vote.key == gold)


def query_of(question: Question) -> str:
    """What the person asks: the prompt, and the options if there are any."""
    options = zip(ascii_uppercase, question.choices, strict=False)
    return "\n".join([question.prompt, *(f"{letter}. {option}" for letter, option in options)])


def brief_of(line_up: LineUp, question: Question, strengths: Mapping[str, Strength]) -> Brief:
    """What the council is given."""
    return Brief(
        query=query_of(question),
        members=tuple(_member(member) for member in line_up.members),
        chair=_member(CHAIR),
        quorum=QUORUM,
        deadline_seconds=SECONDS,
        grace_seconds=SECONDS,
        triage=triage_of(question),
        strengths={str(model_of(member)): known for member, known in strengths.items()},
    )


def triage_of(question: Question) -> Triage:
    """A set says itself what kind of answer is asked for."""
    if question.kind is Kind.OPEN:
        return OPEN
    shape = Shape.FACTUAL if question.kind is Kind.SHORT else Shape.DISCRETE
    return Triage(shape, question.kind, question.choices)


def model_of(member: str) -> ModelRef:
    """Each counts as a family of its own: a set does not say who made a member."""
    return ModelRef(RecordedProvider.name, member, family=member, is_free=True)


def _recorded(answer_set: AnswerSet, question: Question, member: str) -> Recorded:
    answer = answer_set.answer_of(question.id, member)
    return Recorded(answer.text, answer.is_cut_off)


def _member(name: str) -> Member:
    return Member(name, name, "reasoning", (model_of(name),))
