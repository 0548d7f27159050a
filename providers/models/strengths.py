"""What a language model is worth: how often it answered rightly, by kind of question."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q


class ModelStrength(models.Model):
    """Of the questions of one kind that one source has scored, how many a model answered rightly.

    `language_model` is `provider:name`, or a bare name that holds wherever it is hosted. `set_name`
    names the recorded answers of an evaluation, and is empty for what people said.
    """

    class Source(models.TextChoices):
        EVALUATION = "evaluation", "Evaluation: recorded answers to questions whose answer is known"
        FEEDBACK = "feedback", "Feedback: what people said of answers"

    language_model = models.CharField(max_length=250)
    kind = models.CharField(max_length=20)
    source = models.CharField(max_length=10, choices=Source)
    set_name = models.CharField(max_length=100, blank=True)
    right = models.PositiveIntegerField()
    scored = models.PositiveIntegerField()
    measured_at = models.DateTimeField()

    class Meta:
        ordering = ["language_model", "kind", "source", "set_name"]
        verbose_name_plural = "model strengths"
        constraints = [
            models.UniqueConstraint(
                fields=["language_model", "kind", "source", "set_name"],
                name="a_source_tells_a_strength_once",
            ),
            models.CheckConstraint(
                condition=Q(right__lte=F("scored")), name="no_more_is_right_than_was_scored"
            ),
        ]
        indexes = [models.Index(fields=["kind"], name="strengths_of_a_kind")]

    def __str__(self) -> str:
        return f"{self.language_model}, {self.kind}: {self.right} of {self.scored}"
