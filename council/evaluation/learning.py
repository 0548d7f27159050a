"""What a council learns from recorded answers: how strong each member is with each kind of
question, and what agreement on it means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from council.deliberation.answers.kinds import Kind
from council.deliberation.calibration import CalibrationMap
from council.deliberation.votes import FEWEST_SCORED as FEWEST_TO_TRIM
from council.evaluation.answer_sets import AnswerSet, Question
from council.evaluation.calibration import learn_calibration
from council.evaluation.councils import LineUp
from council.evaluation.errors import UnknownMeans
from council.evaluation.graded import is_correct
from council.evaluation.readings import read_members
from council.evaluation.replay import Stage
from providers.strengths import FEWEST_SCORED, Strength

STRATEGY = "vote"


@dataclass(frozen=True, slots=True)
class LearnedStrength:
    member: str
    kind: Kind
    strength: Strength


@dataclass(frozen=True, slots=True)
class LearnedCalibration:
    """Of all councils together. `questions`: so many they were put; each counts once, however many
    councils answered it."""

    kind: Kind
    are_strengths_known: bool
    questions: int
    map: CalibrationMap


@dataclass(frozen=True, slots=True)
class Learned:
    strengths: tuple[LearnedStrength, ...]
    calibrations: tuple[LearnedCalibration, ...]


def learn_from(
    answer_set: AnswerSet, split: str, members: Sequence[str], line_ups: Sequence[LineUp]
) -> Learned:
    """From the questions in `split`. Where fewer than thirty of a kind were scored, no calibration
    is learned of it; nor where answers are too free to be compared. Raises UnknownMeans."""
    if not answer_set.has_gold:
        raise UnknownMeans(f"{answer_set.name} has no right answers that could be learned from.")
    history = answer_set.split(split)
    strengths, calibrations = [], []
    for kind in sorted({question.kind for question in history}):
        questions = [question for question in history if question.kind is kind]
        found = _strengths(answer_set, questions, members)
        strengths += [LearnedStrength(member, kind, found[member]) for member in members]
        if not answer_set.is_graded and len(questions) >= FEWEST_SCORED:
            calibrations += _calibrations(answer_set, questions, line_ups, found)
    return Learned(tuple(strengths), tuple(calibrations))


def _strengths(
    answer_set: AnswerSet, questions: Sequence[Question], members: Sequence[str]
) -> dict[str, Strength]:
    """Of what was recorded: nobody is wrong who was not asked."""
    rights: dict[str, list[bool]] = {member: [] for member in members}
    if answer_set.is_graded:
        for question in questions:
            for member in members:
                if (question.id, member) in answer_set.answers:
                    rights[member].append(is_correct(answer_set, question, member))
    else:
        for (_, member), reading in read_members(answer_set, questions, members).items():
            if not reading.is_missing:
                rights[member].append(reading.is_right)
    return {member: Strength(sum(each), len(each)) for member, each in rights.items()}


def _calibrations(
    answer_set: AnswerSet,
    questions: Sequence[Question],
    line_ups: Sequence[LineUp],
    strengths: Mapping[str, Strength],
) -> list[LearnedCalibration]:
    """Of votes in which everybody counts; and of those in which the weak are left out, in councils
    of whom enough is known."""
    stage = Stage(answer_set)
    ordered = [line_up.strongest_first(strengths) for line_up in line_ups]
    trimming = [
        line_up
        for line_up in ordered
        if min(strengths[member].scored for member in line_up.members) >= FEWEST_TO_TRIM
    ]
    ways: list[tuple[list[LineUp], Mapping[str, Strength]]] = [(ordered, {}), (trimming, strengths)]
    learned = []
    for councils, known in ways:
        played = [each for one in councils for each in stage.play(STRATEGY, one, questions, known)]
        found = learn_calibration([each.told for each in played])
        if found is not None:
            kind = questions[0].kind
            learned.append(LearnedCalibration(kind, bool(known), len(questions), found))
    return learned
