"""What somebody was told, or is to be: it stays as history."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from providers.models.ledger import QuotaWindow


class AlertQuerySet(models.QuerySet["Alert"]):
    def current(self) -> AlertQuerySet:
        return self.filter(Q(ends_at=None) | Q(ends_at__gt=timezone.now()))


class Alert(models.Model):
    """Said once: a threshold of a window for each of its stretches, all else until it has ended.

    `about` is what it befell, as its kind counts it; `ends_at` is null until its cause is gone.
    What is said of a window stands here as it was then: the row outlives it.
    """

    class Kind(models.TextChoices):
        QUOTA_WINDOW = "quota_window", "A quota window fills"
        QUOTA_EXHAUSTED = "quota_exhausted", "An allowance is used up"
        INVALID_CREDENTIALS = "invalid_credentials", "A key is not accepted"
        GATED = "gated", "A licence is not accepted"
        MISCONFIGURED = "misconfigured", "An address or certificate is wrong"
        UNPRICED = "unpriced", "A price is not known"
        OVER_HOLD = "over_hold", "An attempt cost more than was held"
        EXPIRED = "expired", "A reservation expired"
        DRIFT = "drift", "A bill says otherwise"

    kind = models.CharField(max_length=20, choices=Kind)
    about = models.CharField(max_length=300, blank=True)
    message = models.CharField(max_length=400)
    provider = models.CharField(max_length=50, blank=True)
    model = models.CharField(max_length=200, blank=True)
    window = models.ForeignKey(QuotaWindow, models.SET_NULL, null=True, related_name="alerts")
    scope = models.CharField(max_length=10, blank=True)
    scope_id = models.CharField(max_length=250, blank=True)
    metric = models.CharField(max_length=15, blank=True)
    period = models.CharField(max_length=10, blank=True)
    starts_at = models.DateTimeField(null=True)
    percent = models.PositiveSmallIntegerField(null=True)
    used = models.BigIntegerField(null=True)
    limit = models.BigIntegerField(null=True)
    raised_at = models.DateTimeField(auto_now_add=True)
    ends_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)

    objects = AlertQuerySet.as_manager()

    class Meta:
        ordering = ["-raised_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["window", "scope_id", "starts_at", "percent"],
                name="a_threshold_is_told_once",
            ),
            models.UniqueConstraint(
                fields=["kind", "about"],
                condition=Q(ends_at=None) & ~Q(kind="quota_window"),
                name="what_lasts_is_told_once",
            ),
        ]

    def __str__(self) -> str:
        return self.message
