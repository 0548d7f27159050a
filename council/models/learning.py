"""What is learned of agreement, and what people say of answers."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from council.models.deliberations import Deliberation


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


class Feedback(models.Model):
    """What the person who asked says of an answer: a thumb, and whose opinion was better.

    What it taught stands here, so that it can be taken back: `scores`, by language model, what is
    counted in its strength; `share` of the votes and `is_right`, what is learned of agreement.
    """

    class Thumb(models.TextChoices):
        UP = "up"
        DOWN = "down"

    deliberation = models.OneToOneField(Deliberation, models.CASCADE, primary_key=True)
    thumb = models.CharField(max_length=4, choices=Thumb, blank=True)
    picked = models.SlugField(blank=True)
    kind = models.CharField(max_length=20, blank=True)
    scores = models.JSONField(default=dict)
    share = models.FloatField(null=True)
    are_strengths_known = models.BooleanField(default=False)
    is_right = models.BooleanField(null=True)
    given_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-given_at"]
        verbose_name_plural = "feedback"
        constraints = [
            models.CheckConstraint(
                condition=~Q(thumb="", picked=""), name="feedback_says_something"
            )
        ]

    def __str__(self) -> str:
        return f"{self.deliberation_id}: {self.thumb or self.picked}"
