"""The catalogue: who serves a model behind a router, and how trials went."""

from __future__ import annotations

from django.db import models

from providers.models.registry import LanguageModel


class Host(models.Model):
    """One of those behind a router who serve a language model, as it was last listed.

    Prices are nano-USD per million tokens; null is what the router does not say.
    """

    language_model = models.ForeignKey(LanguageModel, models.CASCADE, related_name="hosts")
    name = models.CharField(max_length=60)
    is_live = models.BooleanField()
    context_tokens = models.PositiveIntegerField(null=True)
    input_nano_usd = models.BigIntegerField(null=True)
    output_nano_usd = models.BigIntegerField(null=True)
    is_free = models.BooleanField(null=True)
    first_token_seconds = models.FloatField(null=True)
    tokens_per_second = models.FloatField(null=True)
    supports_tools = models.BooleanField(null=True)
    supports_structured_output = models.BooleanField(null=True)
    checked_at = models.DateTimeField()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["language_model", "name"], name="a_host_serves_a_model_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.language_model}:{self.name}"


class Trial(models.Model):
    """What a model was asked for by an operator, to see whether it answers: a token, or by the
    doctor a sentence. Never its text.

    `key_id` names the key, of which it tells nothing. `is_of_key`: it was that which was tried, in
    little time, which says nothing of the model.
    """

    provider = models.CharField(max_length=50)
    model = models.CharField(max_length=200)
    key_id = models.CharField(max_length=12, blank=True)
    is_of_key = models.BooleanField(default=False)
    started_at = models.DateTimeField()
    has_succeeded = models.BooleanField()
    code = models.CharField(max_length=40, blank=True)
    message = models.CharField(max_length=300, blank=True)
    first_token_seconds = models.FloatField(null=True)
    seconds = models.FloatField()
    input_tokens = models.PositiveIntegerField(default=0)
    output_tokens = models.PositiveIntegerField(default=0)
    cost_nano_usd = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["-started_at"]
        indexes = [
            models.Index(fields=["provider", "model", "-started_at"], name="trials_of_a_model"),
            models.Index(fields=["key_id", "-started_at"], name="trials_of_a_key"),
        ]

    def __str__(self) -> str:
        return f"{self.provider}:{self.model} {'answered' if self.has_succeeded else self.code}"
