"""The table of API keys."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone


class ApiKey(models.Model):
    """With it a program asks as the person who owns it. Holds a digest of the secret, never it.

    `counted_as` is the id by which quota windows know it: its own, or that of the first of those
    it has replaced, so that a rotation gives nobody a fresh allowance.
    """

    class Scope(models.TextChoices):
        ASK = "ask", "Ask, stop, cancel, synthesize"
        READ = "read", "Read"

    public_id = models.CharField("id", max_length=12)
    secret_digest = models.CharField(max_length=64)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="api_keys")
    name = models.CharField(max_length=80)
    scopes: models.JSONField[list[str], list[str]] = models.JSONField(default=list)
    counted_as = models.CharField(max_length=12)
    replaced_by = models.OneToOneField(
        "self", models.SET_NULL, null=True, blank=True, related_name="replaces"
    )
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(null=True, blank=True, help_text="Empty: it does not.")
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "API key"
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["public_id"], name="an_id_names_one_api_key")
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.public_id})"

    @property
    def has_expired(self) -> bool:
        return self.expires_at is not None and self.expires_at <= timezone.now()

    @property
    def has_ended(self) -> bool:
        return self.revoked_at is not None or self.has_expired

    def may(self, scope: Scope) -> bool:
        return scope in self.scopes
