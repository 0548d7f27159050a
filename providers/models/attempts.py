"""What was tried at each model."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q


class Attempt(models.Model):
    """One call to one model. Inserted once, when it has ended; never updated.

    `trace_id` is what it was made for and `voice` who spoke; providers know no more of it.
    """

    class Status(models.TextChoices):
        SUCCEEDED = "succeeded"
        FAILED = "failed"
        CANCELLED = "cancelled"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    trace_id = models.UUIDField(db_index=True)
    voice = models.CharField(max_length=60)
    number = models.PositiveSmallIntegerField()
    provider = models.CharField(max_length=50)
    model = models.CharField(max_length=200)
    status = models.CharField(max_length=10, choices=Status)
    code = models.CharField(max_length=40, blank=True)
    message = models.CharField(max_length=300, blank=True)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    first_text_seconds = models.FloatField(null=True)
    input_tokens = models.PositiveIntegerField(default=0)
    output_tokens = models.PositiveIntegerField(default=0)
    is_estimated = models.BooleanField(default=False)
    is_rehearsal = models.BooleanField(default=False)

    class Meta:
        ordering = ["started_at"]
        indexes = [models.Index(fields=["provider", "-started_at"], name="attempts_of_a_provider")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at__gte=F("started_at")), name="an_attempt_ends_after_it_starts"
            )
        ]

    def __str__(self) -> str:
        return f"{self.provider}:{self.model} #{self.number} {self.status}"
