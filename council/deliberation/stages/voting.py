"""What the opinions answer, who agrees, and what the members choose."""

from __future__ import annotations

from collections.abc import Sequence

from council.deliberation.answers.final import find_final_answer
from council.deliberation.answers.kinds import FinalAnswer, Kind
from council.deliberation.brief import Brief, Opinion
from council.deliberation.events import AgreementFound, Emit
from council.deliberation.shown import DissentShown, GroupShown, VoteShown
from council.deliberation.triage import Triage
from council.deliberation.votes import Position, Vote, take_vote
from providers.strengths import Strength

LONGEST_SHOWN = 200  # characters of an answer


def take_vote_on(brief: Brief, opinions: Sequence[Opinion], emit: Emit) -> Vote | None:
    """Compare the final answers of the opinions, vote, and tell it. None where nobody names an
    answer that can be compared."""
    if brief.triage.kind is Kind.OPEN:
        return None
    answers = {opinion.member: answer_of(brief.triage, opinion) for opinion in opinions}
    families = {opinion.member: opinion.model.family for opinion in opinions}
    positions = [
        Position(
            member=member.slug,
            key=answer.key,
            family=families.get(member.slug, ""),
            is_conflicting=answer.is_conflicting,
        )
        for member in brief.members
        for answer in [answers.get(member.slug, FinalAnswer())]
    ]
    vote = take_vote(positions, _strengths(brief, opinions))
    if vote is not None:
        emit(_found(brief, opinions, vote, answers))
    return vote


def dissent_of(
    brief: Brief, opinions: Sequence[Opinion], vote: Vote | None
) -> tuple[DissentShown, ...]:
    """Who holds another answer than the one that was voted for."""
    if vote is None or len(vote.agreement.groups) == 1:
        return ()
    said = {o.member: answer_of(brief.triage, o).said[:LONGEST_SHOWN] for o in opinions}
    return tuple(
        DissentShown(group.members, said[group.members[0]], said[vote.winner])
        for group in vote.agreement.groups
        if group.key != vote.key
    )


def answer_of(triage: Triage, opinion: Opinion) -> FinalAnswer:
    """What this opinion holds to be the answer. Its tail counts before its text; a text that was
    cut off never votes."""
    if opinion.is_partial:
        return FinalAnswer()
    kind, choices = triage.kind, triage.choices
    if opinion.tail is not None and opinion.tail.is_unknown:
        return FinalAnswer(is_refusal=True)
    if opinion.tail is not None and opinion.tail.answer:
        said = f"Answer: {opinion.tail.answer}"
        in_tail = find_final_answer(said, kind, choices)
        if in_tail.key is not None:
            return in_tail
    return find_final_answer(opinion.text, kind, choices)


def _strengths(brief: Brief, opinions: Sequence[Opinion]) -> dict[str, Strength]:
    """By member: of the model that spoke for it, else of the one that leads its place."""
    speaking = {member.slug: member.models[0] for member in brief.members if member.models}
    speaking |= {opinion.member: opinion.model for opinion in opinions}
    found = {member: brief.strength_of(model) for member, model in speaking.items()}
    return {member: strength for member, strength in found.items() if strength}


def _found(
    brief: Brief, opinions: Sequence[Opinion], vote: Vote, answers: dict[str, FinalAnswer]
) -> AgreementFound:
    agreement = vote.agreement
    number = max(opinion.round for opinion in opinions)
    said = {group.key: answers[group.members[0]].said for group in agreement.groups}
    return AgreementFound(
        kind=brief.triage.kind.value,
        groups=tuple(
            GroupShown(said[group.key][:LONGEST_SHOWN], group.members, group.families)
            for group in agreement.groups
        ),
        of=agreement.of,
        round=number,
        without_answer=tuple(member for member, answer in answers.items() if answer.key is None),
        is_unanimous=agreement.is_unanimous,
        vote=VoteShown(
            answer=said[vote.key][:LONGEST_SHOWN],
            winner=vote.winner,
            left_out=vote.left_out,
            is_tied=vote.is_tied,
            are_strengths_known=vote.are_strengths_known,
        ),
        confidence=_confidence(brief, vote) if number == 1 else None,
    )


def _confidence(brief: Brief, vote: Vote) -> float | None:
    """Learned from members that had not seen one another's answers: it says nothing of a later
    round, in which they agree more."""
    found = brief.calibrations.of(are_strengths_known=vote.are_strengths_known)
    return round(found.probability(vote.share), 3) if found else None
