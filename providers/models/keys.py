"""The table of provider keys that are saved here and not in the environment."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from providers.models.registry import Provider


class ProviderKey(models.Model):
    """Its secret stands here encrypted, and is never shown again; of one that is long enough the
    last four characters are.

    `key_id` names it in quota windows, trials and cooldowns, as `providers.protocol.Key.id` has it.
    """

    class Verdict(models.TextChoices):
        """What the provider said of it when it was last tested."""

        VALID = "valid"
        INVALID = "invalid"
        NO_PERMISSION = "no_permission", "May not call models"
        NO_CREDIT = "no_credit", "No credit left"
        UNREACHABLE = "unreachable", "Provider not reached"
        UNKNOWN = "unknown", "Not known"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    provider = models.ForeignKey(Provider, models.CASCADE, related_name="keys")
    name = models.CharField(max_length=80, help_text="What the log and the admin call it.")
    encrypted_secret = models.TextField(editable=False)
    key_id = models.CharField(max_length=12, editable=False)
    last_four = models.CharField(max_length=4, blank=True, editable=False)
    is_enabled = models.BooleanField(default=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    verdict = models.CharField(
        max_length=15, choices=Verdict, default=Verdict.UNKNOWN, editable=False
    )
    verdict_message = models.CharField(max_length=300, blank=True, editable=False)
    verdict_at = models.DateTimeField(null=True, editable=False)
    was_taken = models.BooleanField(
        default=False,
        editable=False,
        help_text="Whether the provider, when it was last reached, did not refuse it.",
    )

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["provider", "key_id"], name="a_provider_has_a_key_once")
        ]

    def __str__(self) -> str:
        return f"{self.provider.name}: {self.shown}"

    @property
    def shown(self) -> str:
        return f"{self.name} (…{self.last_four})" if self.last_four else self.name
