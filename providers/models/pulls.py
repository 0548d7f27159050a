"""Language models that an Ollama was told to fetch, and how far it is."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from providers.models.registry import Provider


class PullQuerySet(models.QuerySet["Pull"]):
    def unfinished(self) -> PullQuerySet:
        return self.filter(status__in=[Pull.Status.QUEUED, Pull.Status.FETCHING])


class Pull(models.Model):
    """One model for one Ollama. Who is not `fetching` any more was cancelled, or is over.

    `step` is what the Ollama said last, at `told_at`; the bytes are those of the layer it fetches.
    """

    class Status(models.TextChoices):
        QUEUED = "queued", "Queued"
        FETCHING = "fetching", "Fetching"
        DONE = "done", "Done"
        FAILED = "failed", "Failed"
        CANCELLED = "cancelled", "Cancelled"

    provider = models.ForeignKey(Provider, models.CASCADE, related_name="pulls")
    model = models.CharField(
        max_length=200, help_text="As Ollama calls it, such as llama3.2:3b or hf.co/OWNER/NAME."
    )
    status = models.CharField(max_length=10, choices=Status, default=Status.QUEUED)
    is_rehearsal = models.BooleanField(default=False)
    step = models.CharField(max_length=200, blank=True)
    completed_bytes = models.BigIntegerField(default=0)
    total_bytes = models.BigIntegerField(default=0)
    code = models.CharField(max_length=40, blank=True)
    message = models.CharField(max_length=400, blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    told_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)

    objects = PullQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["provider"],
                condition=Q(status__in=["queued", "fetching"]),
                name="an_ollama_fetches_one_model_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.model} into {self.provider.name}"

    @property
    def is_over(self) -> bool:
        return self.status not in (self.Status.QUEUED, self.Status.FETCHING)
