"""What was tried at each model."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q


class Attempt(models.Model):
    """One call to one model. Inserted once, when it has ended; never updated.

    `trace_id` is what it was made for, `voice` who spoke and `person_id` for whom; providers know
    no more of it. Lost is what a worker began and did not live to end. Its cost is in nano-USD and
    null where no price was known; the price used is per million tokens. Cached input is part of the
    input, reasoning of the output.
    """

    class Status(models.TextChoices):
        SUCCEEDED = "succeeded"
        FAILED = "failed"
        CANCELLED = "cancelled"
        LOST = "lost"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    trace_id = models.UUIDField(db_index=True)
    person_id = models.BigIntegerField(null=True)
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
    cached_input_tokens = models.PositiveIntegerField(default=0)
    reasoning_tokens = models.PositiveIntegerField(default=0)
    is_estimated = models.BooleanField(default=False)
    is_rehearsal = models.BooleanField(default=False)
    cost_nano_usd = models.BigIntegerField(null=True)
    price_input_nano_usd = models.BigIntegerField(null=True)
    price_output_nano_usd = models.BigIntegerField(null=True)
    price_cached_nano_usd = models.BigIntegerField(null=True)
    price_reasoning_nano_usd = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["started_at"]
        indexes = [
            models.Index(fields=["provider", "-started_at"], name="attempts_of_a_provider"),
            models.Index(
                fields=["person_id", "-started_at"],
                condition=Q(person_id__isnull=False),
                name="attempts_of_a_person",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at__gte=F("started_at")), name="an_attempt_ends_after_it_starts"
            )
        ]

    def __str__(self) -> str:
        return f"{self.provider}:{self.model} #{self.number} {self.status}"
