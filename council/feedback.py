"""What a person says of an answer, and what is learned from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db import transaction

from council import results
from council.deliberation.answers.final import find_final_answer
from council.deliberation.answers.kinds import FinalAnswer, Kind
from council.deliberation.brief import Opinion
from council.deliberation.shown import VoteShown
from council.deliberation.stages.voting import answer_of
from council.deliberation.triage import Triage
from council.deliberation.votes import Position, find_agreement
from council.errors import NoOpinion, NotFinished
from council.learning import calibrate_by_feedback, count_scores
from council.models import Deliberation, Feedback
from council.models import Opinion as OpinionRow
from providers.catalogue.routes import unpinned


@dataclass(frozen=True, slots=True)
class Lesson:
    """What a thumb or a picked opinion teaches. `scores`: by language model; `share`: of the votes
    for the answer that was given, None where they tell nothing."""

    kind: str = ""
    scores: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    share: float | None = None
    are_strengths_known: bool = False
    is_right: bool | None = None


NOTHING = Lesson()


@dataclass(frozen=True, slots=True)
class Held:
    """What an opinion holds to be the answer."""

    opinion: Opinion
    answer: FinalAnswer

    @property
    def position(self) -> Position:
        answer = self.answer
        return Position(self.opinion.member, answer.key, is_conflicting=answer.is_conflicting)


@transaction.atomic
def give_feedback(*, deliberation: Deliberation, thumb: str, picked: str) -> None:
    """In the place of what was said of it before; with both empty that is taken back.

    Raises NotFinished, NoOpinion.
    """
    if not deliberation.has_ended:
        raise NotFinished
    given = deliberation.opinions.filter(status=OpinionRow.Status.GIVEN)
    if picked and not given.filter(member=picked).exists():
        raise NoOpinion(fields={"picked": ["This member gave no opinion."]})
    Deliberation.objects.select_for_update().only("pk").get(pk=deliberation.pk)  # one at a time
    before = Feedback.objects.filter(deliberation=deliberation).first()
    if before is not None:
        before.delete()
        _learn(deliberation, before, times=-1)
    if thumb or picked:
        lesson = lesson_of(deliberation, thumb, picked)
        said = Feedback.objects.create(
            deliberation=deliberation,
            thumb=thumb,
            picked=picked,
            kind=lesson.kind,
            scores=lesson.scores,
            share=lesson.share,
            are_strengths_known=lesson.are_strengths_known,
            is_right=lesson.is_right,
        )
        _learn(deliberation, said, times=1)


def _learn(deliberation: Deliberation, said: Feedback, *, times: int) -> None:
    count_scores(said.kind, said.scores, times=times)
    if said.share is not None:
        calibrate_by_feedback(
            deliberation.line_up["council"],
            said.kind,
            are_strengths_known=said.are_strengths_known,
        )


def lesson_of(deliberation: Deliberation, thumb: str, picked: str) -> Lesson:
    """Only where there is one right answer, and nobody rehearsed. A picked opinion says which that
    is; a thumb, whether it is the one that was given. Who held it at first was right, who held
    another was wrong; of a wrong one alone it is only known who held that."""
    triage = results.triage_of(deliberation)
    if deliberation.is_rehearsal or triage.kind is Kind.OPEN:
        return NOTHING
    opinions = sorted(results.given_in(deliberation), key=lambda opinion: opinion.round)
    held = [Held(opinion, answer_of(triage, opinion)) for opinion in opinions]
    vote = _last_vote(deliberation)
    answer = _answer_given(deliberation, triage, held, vote)
    meant = _last_of(picked, held) if picked else answer
    if meant is None:
        return NOTHING
    is_right = bool(picked) or thumb == Feedback.Thumb.UP
    first = [each for each in held if each.opinion.round == 1]
    share = _share(deliberation, first, answer)
    return Lesson(
        kind=triage.kind.value,
        scores=_scores(first, meant, is_right=is_right),
        share=share,
        are_strengths_known=vote is not None and vote.are_strengths_known,
        is_right=None if share is None else is_right and answer == meant,
    )


def _last_vote(deliberation: Deliberation) -> VoteShown | None:
    agreements = results.agreements_of(deliberation)
    return agreements[-1].vote if agreements else None


def _last_of(member: str, held: Sequence[Held]) -> str | None:
    """What this member holds in the end."""
    return [each.answer.key for each in held if each.opinion.member == member][-1]


def _answer_given(
    deliberation: Deliberation, triage: Triage, held: Sequence[Held], vote: VoteShown | None
) -> str | None:
    """What was voted for, else what can be read in the synthesis."""
    if vote is not None:
        return _last_of(vote.winner, held)
    text = deliberation.synthesis["text"] if deliberation.synthesis else ""
    return find_final_answer(text, triage.kind, triage.choices).key


def _scores(first: Sequence[Held], meant: str, *, is_right: bool) -> dict[str, dict[str, int]]:
    scores: dict[str, dict[str, int]] = {}
    for each in first:
        holds_it = each.answer.key == meant
        if is_right or holds_it:
            score = scores.setdefault(unpinned(each.opinion.model), {"right": 0, "scored": 0})
            score["right"] += is_right and holds_it
            score["scored"] += 1
    return scores


def _share(deliberation: Deliberation, first: Sequence[Held], answer: str | None) -> float | None:
    """Of the votes for the answer that was given; None where no vote was taken, or answers were
    exchanged before it."""
    if [found.round for found in results.agreements_of(deliberation)] != [1]:
        return None
    members, _ = results.members_of(deliberation)
    agreement = find_agreement([each.position for each in first if not each.opinion.is_late])
    weights = [group.weight for group in agreement.groups if group.key == answer]
    return weights[0] / len(members) if weights else None
