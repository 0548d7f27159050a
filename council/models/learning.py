"""What is learned of agreement."""

from __future__ import annotations

from django.db import models


class Calibration(models.Model):
    """How often an answer with such a share of votes was right, for one kind of question.

    `council` is the slug of the council it holds for, empty where it holds for every one.
    `set_name` names the recorded answers it was learned from, and is empty for what people said.
    `are_strengths_known`: learned from votes in which the weak were left out. `scored` counts
    questions.
    """

    council = models.SlugField(blank=True)
    kind = models.CharField(max_length=20)
    set_name = models.CharField(max_length=100, blank=True)
    are_strengths_known = models.BooleanField()
    steps = models.JSONField()
    scored = models.PositiveIntegerField()
    measured_at = models.DateTimeField()

    class Meta:
        ordering = ["kind", "council", "set_name"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "council", "set_name", "are_strengths_known"],
                name="a_set_calibrates_a_council_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.council or 'every council'}, {self.kind}: {self.scored} scored"
