"""What is learned, and from whom: rows that the next deliberation decides by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict

from django.db import transaction
from django.utils import timezone

from council.deliberation.calibration import CalibrationMap
from council.evaluation.calibration import learn_calibration
from council.evaluation.learning import Learned
from council.evaluation.measures import Told
from council.models import Calibration, Feedback
from providers.models import ModelStrength

Scores = Mapping[str, Mapping[str, int]]  # by language model, how many are `right` of `scored`
EVALUATION, FEEDBACK = ModelStrength.Source.EVALUATION, ModelStrength.Source.FEEDBACK


@transaction.atomic
def store_learned(*, set_name: str, council: str, learned: Learned) -> None:
    """In the place of what was learned from this set before. `council`: whose agreement it tells
    of; empty for every one's."""
    now = timezone.now()
    ModelStrength.objects.filter(source=EVALUATION, set_name=set_name).delete()
    ModelStrength.objects.bulk_create(
        ModelStrength(
            language_model=each.member,
            kind=each.kind.value,
            source=EVALUATION,
            set_name=set_name,
            right=each.strength.right,
            scored=each.strength.scored,
            measured_at=now,
        )
        for each in learned.strengths
        if each.strength.scored
    )
    Calibration.objects.filter(council=council, set_name=set_name).delete()
    Calibration.objects.bulk_create(
        Calibration(
            council=council,
            kind=each.kind.value,
            set_name=set_name,
            are_strengths_known=each.are_strengths_known,
            steps=_steps(each.map),
            scored=each.questions,
            measured_at=now,
        )
        for each in learned.calibrations
    )


@transaction.atomic
def count_scores(kind: str, scores: Scores, *, times: int) -> None:
    """What somebody said of models counts in their strengths; with -1 it is taken back."""
    now = timezone.now()
    for model, score in sorted(scores.items()):  # two at once lock them in the same order
        row, _ = ModelStrength.objects.select_for_update().get_or_create(
            language_model=model,
            kind=kind,
            source=FEEDBACK,
            set_name="",
            defaults={"right": 0, "scored": 0, "measured_at": now},
        )
        row.right += times * score["right"]
        row.scored += times * score["scored"]
        row.measured_at = now
        if row.scored:
            row.save()
        else:
            row.delete()


def calibrate_by_feedback(council: str, kind: str, *, are_strengths_known: bool) -> None:
    """What agreement means in this council, by all that people have said of its answers."""
    said = Feedback.objects.filter(
        deliberation__line_up__council=council,
        kind=kind,
        are_strengths_known=are_strengths_known,
        share__isnull=False,
    )
    told = [Told(each.share or 0.0, is_right=bool(each.is_right)) for each in said]
    found = learn_calibration(told)
    of_these = Calibration.objects.filter(
        council=council, kind=kind, are_strengths_known=are_strengths_known, set_name=""
    )
    if found is None:
        of_these.delete()
        return
    of_these.update_or_create(
        council=council,
        kind=kind,
        are_strengths_known=are_strengths_known,
        set_name="",
        defaults={"steps": _steps(found), "scored": len(told), "measured_at": timezone.now()},
    )


def _steps(map_: CalibrationMap) -> list[dict[str, float]]:
    return [asdict(step) for step in map_.steps]
