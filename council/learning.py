"""What is learned, and from whom: rows that the next deliberation decides by."""

from __future__ import annotations

from dataclasses import asdict

from django.db import transaction
from django.utils import timezone

from council.deliberation.calibration import CalibrationMap
from council.evaluation.learning import Learned
from council.models import Calibration
from providers.models import ModelStrength

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


def _steps(map_: CalibrationMap) -> list[dict[str, float]]:
    return [asdict(step) for step in map_.steps]
