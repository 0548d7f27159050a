"""Answers whose claims people have checked: whose hold, and whether the other members' words tell
which do. Of every question of a set, for nothing is learned."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from council.deliberation.answers.words import words_of
from council.evaluation.answer_sets import AnswerSet, RecordedAnswer
from council.evaluation.measures import Told, auroc, mean

HOLDS = "Entailment"


@dataclass(frozen=True, slots=True)
class ClaimantFigures:
    """`holding`: the share of an answer's claims that hold, on the mean over answers with any."""

    member: str
    answers: int
    claims: int
    holding: float


@dataclass(frozen=True, slots=True)
class ClaimFigures:
    """`auroc`: whether claims that hold have more of their words in the other answers, by the whole
    claim and by its object."""

    claims: int
    holding: float
    members: tuple[ClaimantFigures, ...]
    auroc: Mapping[str, float | None]


def claim_figures(answer_set: AnswerSet) -> ClaimFigures:
    checked = [_holding(answer) for answer in _answers(answer_set)]
    claims = [holds for each in checked for holds in each]
    return ClaimFigures(
        claims=len(claims),
        holding=mean(claims),
        members=tuple(_claimant(answer_set, member) for member in answer_set.members),
        auroc={
            "whole claim": auroc(list(_told(answer_set, 0))),
            "object": auroc(list(_told(answer_set, -1))),
        },
    )


def _answers(answer_set: AnswerSet, member: str = "") -> list[RecordedAnswer]:
    return [
        answer
        for (_, speaker), answers in answer_set.answers.items()
        for answer in answers
        if answer.claims and member in ("", speaker)
    ]


def _claimant(answer_set: AnswerSet, member: str) -> ClaimantFigures:
    checked = [_holding(answer) for answer in _answers(answer_set, member)]
    return ClaimantFigures(
        member, len(checked), sum(map(len, checked)), mean([mean(each) for each in checked])
    )


def _holding(answer: RecordedAnswer) -> list[bool]:
    return [claim.get("label") == HOLDS for claim in answer.claims]


def _told(answer_set: AnswerSet, start: int) -> Iterator[Told]:
    """Each claim, of its parts those from `start`, with the share of its words that another member
    uses too, on the mean."""
    for answer in _answers(answer_set):
        others = [
            set(words_of(answer_set.answer_of(answer.question, member).text))
            for member in answer_set.members
            if member != answer.member and (answer.question, member) in answer_set.answers
        ]
        for claim, holds in zip(answer.claims, _holding(answer), strict=True):
            words = set(words_of(" ".join(_parts(claim)[start:])))
            shares = [len(words & other) / len(words) for other in others if words]
            yield Told(mean(shares), holds)


def _parts(claim: Mapping[str, object]) -> list[str]:
    parts = claim.get("t")
    return [str(part) for part in parts] if isinstance(parts, list) else []
