"""`manage.py calibrate`: what do recorded answers tell of models and of agreement?"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from council.deliberation.calibration import Step
from council.evaluation.answer_sets import AnswerSet, read_answer_set
from council.evaluation.councils import LineUp, asked_line_ups, named_line_up
from council.evaluation.errors import EvaluationError
from council.evaluation.learning import Learned, LearnedCalibration, LearnedStrength, learn_from
from council.evaluation.sets import folder_of
from council.learning import store_learned
from council.models import Council


class Command(BaseCommand):
    help = (
        "Learn from a set of recorded answers how strong each model is with such questions and how "
        "often agreement is right, and store it, in the place of what was learned from this set "
        "before. Councils decide by it from then on. Asks no model."
    )
    requires_system_checks = ()  # what they find of providers is of no use here

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("set", help="its folder, or its name in ../shared/evals")
        parser.add_argument("--learn", default="train", help="questions that are learned from")
        parser.add_argument("--members", default="", help="only these, by commas, as one council")
        parser.add_argument(
            "--council",
            default="",
            metavar="SLUG",
            help="learn what agreement means in this council alone, whose models have answered",
        )

    def handle(self, *_: object, **options: Any) -> None:  # noqa: ANN401  Django's signature
        if options["council"] and options["members"]:
            raise CommandError("Name members or a council, not both.")
        try:
            folder = folder_of(options["set"], settings.BASE_DIR)
            answer_set = read_answer_set(folder)
            line_ups = _line_ups(answer_set, folder, options)
            chosen = {member for line_up in line_ups for member in line_up.members}
            members = [m for m in answer_set.members if m in chosen or not options["members"]]
            learned = learn_from(answer_set, options["learn"], members, line_ups)
        except EvaluationError as error:
            raise CommandError(str(error)) from error
        name = folder.resolve().name
        store_learned(set_name=name, council=options["council"], learned=learned)
        self._tell(name, learned)

    def _tell(self, name: str, learned: Learned) -> None:
        for strength in learned.strengths:
            self.stdout.write(_strength_line(strength))
        for calibration in learned.calibrations:
            self.stdout.write(_calibration_line(calibration))
        if not learned.calibrations:
            self.stdout.write("What agreement means stays unknown: too little could be compared.")
        self.stdout.write(
            f"Stored from {name}: {len(learned.strengths)} strengths, "
            f"{len(learned.calibrations)} calibrations."
        )


def _line_ups(answer_set: AnswerSet, folder: Path, options: dict[str, Any]) -> list[LineUp]:
    """Raises UnknownMeans."""
    slug = options["council"]
    if not slug:
        return asked_line_ups(answer_set, folder, options["members"])
    council = Council.objects.with_line_up().filter(slug=slug).first()
    if council is None:
        raise CommandError(f"There is no council named {slug}.")
    places = [list(member.places.all()) for member in council.members.all() if not member.is_chair]
    leading = [str(models[0].language_model) for models in places if models]
    return [named_line_up(answer_set, leading)]


def _strength_line(learned: LearnedStrength) -> str:
    strength = learned.strength
    share = f"{strength.share:.1%}" if strength.is_known else "unknown"
    return f"{learned.member}, {learned.kind}: {share} ({strength.right} of {strength.scored})"


def _calibration_line(learned: LearnedCalibration) -> str:
    weak = "without the weak" if learned.are_strengths_known else "of all members"
    steps = ", ".join(
        f"{_between(step)} of the votes means {step.probability:.0%}" for step in learned.map.steps
    )
    return f"Votes {weak}, {learned.kind}, {learned.questions} questions: {steps}"


def _between(step: Step) -> str:
    return f"{step.low:.0%}" if step.low == step.high else f"{step.low:.0%} to {step.high:.0%}"
