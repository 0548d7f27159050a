"""The registry's tables, and what was tried at each model."""

from __future__ import annotations

import uuid

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Count, F, Q

from providers.adapters.asking import sound_address
from providers.errors import Misconfigured
from providers.protocol import ModelRef


class Origin(models.TextChoices):
    """Where a row comes from. `sync_registry` only touches what it made itself."""

    OPERATOR = "operator", "Added by hand"
    SHIPPED = "shipped", "Shipped or set in the environment"
    CATALOGUE = "catalogue", "Found at the provider"
    WITHDRAWN = "withdrawn", "No longer shipped"


class Tag(models.Model):
    """A task that models are good at: reasoning, creative, fact_checking, code, fast."""

    slug = models.SlugField(unique=True)
    label = models.CharField(max_length=80)

    class Meta:
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.label


def refuse_wrong_address(url: str) -> None:
    """Not a URLValidator: that one refuses the host names of a compose file."""
    try:
        sound_address(url)
    except Misconfigured as misconfigured:
        raise ValidationError(misconfigured.message) from misconfigured


class ProviderQuerySet(models.QuerySet["Provider"]):
    def with_model_count(self) -> ProviderQuerySet:
        return self.annotate(model_count=Count("language_models"))


class Provider(models.Model):
    """A service that hosts models, and what the last probe found."""

    class Adapter(models.TextChoices):
        HUGGINGFACE = "huggingface", "Hugging Face"
        OLLAMA = "ollama", "Ollama"
        GEMINI = "gemini", "Gemini"
        OPENAI_COMPATIBLE = "openai_compatible", "OpenAI-compatible"

    class HealthStatus(models.TextChoices):
        OK = "ok"
        UNREACHABLE = "unreachable"
        UNAUTHORISED = "unauthorised"
        UNKNOWN = "unknown"

    name = models.SlugField(unique=True)
    label = models.CharField(max_length=80)
    adapter = models.CharField(max_length=32, choices=Adapter)
    base_url = models.CharField(
        max_length=200,
        blank=True,
        validators=[refuse_wrong_address],
        help_text="Leave empty to use the address from the environment.",
    )
    is_enabled = models.BooleanField(default=True)
    origin = models.CharField(
        max_length=10, choices=Origin, default=Origin.OPERATOR, editable=False
    )
    overridden = models.JSONField(default=list, blank=True, editable=False)

    is_reachable = models.BooleanField(null=True, editable=False)
    is_authorised = models.BooleanField(null=True, editable=False)
    health_code = models.CharField(max_length=40, blank=True, editable=False)
    health_message = models.CharField(max_length=300, blank=True, editable=False)
    health_seconds = models.FloatField(null=True, editable=False)
    health_checked_at = models.DateTimeField(null=True, editable=False)
    probe_due_at = models.DateTimeField(null=True, editable=False)

    objects = ProviderQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.label

    @property
    def health_status(self) -> HealthStatus:
        if self.is_reachable is None:
            return self.HealthStatus.UNKNOWN
        if not self.is_reachable:
            return self.HealthStatus.UNREACHABLE
        if self.is_authorised is False:
            return self.HealthStatus.UNAUTHORISED
        return self.HealthStatus.OK


class Readiness(models.TextChoices):
    """Could a language model answer now? Found out without a generated token."""

    READY = "ready"
    LOADING = "loading"
    NOT_SERVED = "not_served", "Not served"
    GATED = "gated"
    ERROR = "error"
    UNKNOWN = "unknown"


class LanguageModelQuerySet(models.QuerySet["LanguageModel"]):
    def usable(self) -> LanguageModelQuerySet:
        """What may be asked. A model that was never looked for counts as served."""
        return self.filter(is_enabled=True, provider__is_enabled=True).exclude(is_served=False)

    def with_registry(self) -> LanguageModelQuerySet:
        return self.select_related("provider").prefetch_related("tags")


class LanguageModel(models.Model):
    """One model as one provider offers it; written `provider:name`."""

    provider = models.ForeignKey(Provider, models.CASCADE, related_name="language_models")
    name = models.CharField(max_length=200, help_text="The provider's own name for it.")
    label = models.CharField(max_length=120)
    family = models.CharField(max_length=60, blank=True)
    context_tokens = models.PositiveIntegerField(default=0, help_text="0: not known.")
    tags = models.ManyToManyField(Tag, blank=True, related_name="language_models")
    is_enabled = models.BooleanField(default=True)
    is_served = models.BooleanField(null=True, help_text="Empty: nobody has looked yet.")
    origin = models.CharField(
        max_length=10, choices=Origin, default=Origin.OPERATOR, editable=False
    )
    overridden = models.JSONField(default=list, blank=True, editable=False)

    readiness = models.CharField(
        max_length=10, choices=Readiness, default=Readiness.UNKNOWN, editable=False
    )
    readiness_code = models.CharField(max_length=40, blank=True, editable=False)
    readiness_message = models.CharField(max_length=300, blank=True, editable=False)
    readiness_checked_at = models.DateTimeField(null=True, editable=False)
    ready_at = models.DateTimeField(null=True, editable=False)
    is_gated = models.BooleanField(null=True, editable=False)
    gate_checked_at = models.DateTimeField(null=True, editable=False)

    objects = LanguageModelQuerySet.as_manager()

    class Meta:
        ordering = ["provider__name", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "name"], name="a_provider_offers_a_model_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.provider.name}:{self.name}"

    @property
    def is_usable(self) -> bool:
        """As `usable()` has it."""
        return self.is_enabled and self.provider.is_enabled and self.is_served is not False

    def as_ref(self) -> ModelRef:
        return ModelRef(
            provider=self.provider.name,
            name=self.name,
            label=self.label,
            family=self.family,
            context_tokens=self.context_tokens,
        )


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
    """One sentence asked of a model by an operator, to see whether it answers. Never its text.

    `key_id` names the key, of which it tells nothing.
    """

    provider = models.CharField(max_length=50)
    model = models.CharField(max_length=200)
    key_id = models.CharField(max_length=12, blank=True)
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


class Price(models.Model):
    """What a language model costs from a time on, in nano-USD per million tokens. 0 is free.

    `host` is who serves it behind a router; empty: whoever does.
    """

    language_model = models.ForeignKey(LanguageModel, models.CASCADE, related_name="prices")
    host = models.CharField(max_length=60, blank=True)
    effective_at = models.DateTimeField()
    input_nano_usd = models.BigIntegerField()
    output_nano_usd = models.BigIntegerField()
    cached_nano_usd = models.BigIntegerField(null=True)
    reasoning_nano_usd = models.BigIntegerField(null=True)
    source = models.CharField(max_length=200)

    class Meta:
        ordering = ["-effective_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["language_model", "host", "effective_at"], name="a_price_begins_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.language_model} from {self.effective_at:%Y-%m-%d}"
