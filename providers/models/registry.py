"""The registry's tables."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Count

from providers.adapters.asking import sound_address
from providers.adapters.gemini import Gemini
from providers.adapters.huggingface import HuggingFace
from providers.adapters.inference_endpoint import InferenceEndpoint
from providers.adapters.ollama import Ollama
from providers.adapters.openai_compatible import OpenAICompatible
from providers.errors import Misconfigured
from providers.protocol import MOST_ATTEMPT_SECONDS, ModelRef
from providers.typed_addresses import guard_of_rows

A_TIME_LIMIT = [MinValueValidator(1), MaxValueValidator(int(MOST_ATTEMPT_SECONDS))]


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
    """Not a URLValidator: that one refuses the host names of a compose file, and takes those that
    lead into a private network."""
    try:
        guard_of_rows().check_url(sound_address(url))
    except Misconfigured as misconfigured:
        raise ValidationError(misconfigured.message) from misconfigured


class ProviderQuerySet(models.QuerySet["Provider"]):
    def with_model_count(self) -> ProviderQuerySet:
        return self.annotate(model_count=Count("language_models"))


class Provider(models.Model):
    """A service that hosts models, and what the last probe found."""

    class Adapter(models.TextChoices):
        HUGGINGFACE = HuggingFace.name, "Hugging Face"
        OLLAMA = Ollama.name, "Ollama"
        GEMINI = Gemini.name, "Gemini"
        OPENAI_COMPATIBLE = OpenAICompatible.name, "OpenAI-compatible"
        INFERENCE_ENDPOINT = InferenceEndpoint.name, "Inference Endpoint or TGI"

    class Plan(models.TextChoices):
        """Which quota windows it comes with; free at Gemini also: nothing is charged."""

        FREE = "free"
        PRO = "pro", "PRO or paid"
        CUSTOM = "custom", "Custom: only my own windows"

    class Backoff(models.TextChoices):
        """As `providers.gateway.retry.Backoff` has it."""

        QUICK = "quick", "Quick: 0.5 s, doubled up to 8 s; every 5 s while a model loads"
        PATIENT = (
            "patient",
            "Patient: 1 s more each time up to 10 s; 1 s, doubled up to 60 s, after a rate limit; "
            "5 s more each time up to 30 s while a model loads",
        )

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
    plan = models.CharField(
        max_length=10,
        choices=Plan,
        default=Plan.FREE,
        help_text="The quota windows it comes with; below Quota windows they can be edited.",
    )
    backoff = models.CharField(
        "back-off",
        max_length=10,
        choices=Backoff,
        default=Backoff.QUICK,
        help_text="How long is waited before a model is asked again, where it does not say.",
    )
    least_tokens_per_second = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text="An answer that is slower for 10 s is given up. Empty: none is for being slow.",
    )
    first_text_seconds = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        validators=A_TIME_LIMIT,
        help_text="What may pass before the first word. Empty: 10 to 60, as its models need it.",
    )
    idle_seconds = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        validators=A_TIME_LIMIT,
        help_text="What may pass between two pieces of an answer. Empty: 10.",
    )
    attempt_seconds = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        validators=A_TIME_LIMIT,
        help_text="What an attempt may take, within the council's own deadline. Empty: 120.",
    )
    origin = models.CharField(
        max_length=10, choices=Origin, default=Origin.OPERATOR, editable=False
    )
    overridden = models.JSONField(default=list, blank=True, editable=False)

    is_reachable = models.BooleanField(null=True, editable=False)
    is_authorised = models.BooleanField(null=True, editable=False)
    health_code = models.CharField(max_length=40, blank=True, editable=False)
    health_message = models.CharField(max_length=300, blank=True, editable=False)
    health_seconds = models.FloatField(null=True, editable=False)
    credit_used_nano_usd = models.BigIntegerField(null=True, editable=False)
    credit_limit_nano_usd = models.BigIntegerField(null=True, editable=False)
    credit_left_nano_usd = models.BigIntegerField(null=True, editable=False)
    loaded = models.JSONField(
        null=True, editable=False, help_text="What an Ollama has in memory; null: it does not say."
    )
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


def charges_nothing(adapter: str, plan: str) -> bool:
    """The operator's own Ollama, and Gemini as long as no billing is set up."""
    is_free_at_gemini = adapter == Provider.Adapter.GEMINI and plan == Provider.Plan.FREE
    return adapter == Provider.Adapter.OLLAMA or is_free_at_gemini


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
            is_free=charges_nothing(self.provider.adapter, self.provider.plan),
        )
