"""The ledger's tables: prices, windows, and the money spent and held in them."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from providers.ledger import windows
from providers.models.registry import LanguageModel, Origin
from providers.money import ModelPrice


class Price(models.Model):
    """What a language model costs from a time on, in nano-USD per million tokens. 0 is free; null,
    on both sides, is not known any more.

    `host` is who serves it behind a router; empty: whoever does. Input from the provider's cache,
    and what was thought, cost as much as the rest where they have no price of their own.
    """

    language_model = models.ForeignKey(LanguageModel, models.CASCADE, related_name="prices")
    host = models.CharField(max_length=60, blank=True)
    effective_at = models.DateTimeField()
    input_nano_usd = models.BigIntegerField(null=True, validators=[MinValueValidator(0)])
    output_nano_usd = models.BigIntegerField(null=True, validators=[MinValueValidator(0)])
    cached_nano_usd = models.BigIntegerField(null=True, blank=True)
    reasoning_nano_usd = models.BigIntegerField(null=True, blank=True)
    source = models.CharField(max_length=200)

    class Meta:
        ordering = ["-effective_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["language_model", "host", "effective_at"], name="a_price_begins_once"
            ),
            models.CheckConstraint(
                condition=Q(input_nano_usd__isnull=True, output_nano_usd__isnull=True)
                | Q(input_nano_usd__isnull=False, output_nano_usd__isnull=False),
                name="a_price_is_known_on_both_sides_or_on_none",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.language_model} from {self.effective_at:%Y-%m-%d}"

    def as_price(self) -> ModelPrice | None:
        if self.input_nano_usd is None or self.output_nano_usd is None:
            return None
        return ModelPrice(
            self.input_nano_usd, self.output_nano_usd, self.cached_nano_usd, self.reasoning_nano_usd
        )


def refuse_unknown_zone(name: str) -> None:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as unknown:
        raise ValidationError(f"There is no time zone named {name}.") from unknown


class QuotaWindow(models.Model):
    """At most `limit` of something, for somebody, in any stretch of time.

    An empty `scope_id`: each of that scope has a window of its own. Money is in nano-USD.
    """

    class Scope(models.TextChoices):
        GLOBAL = "global", "Everybody together"
        PROVIDER = "provider", "A provider (its name)"
        KEY = "key", "A provider's key (its id)"
        PERSON = "person", "A person (their id)"
        API_KEY = "api_key", "One of our own keys (its id)"
        COUNCIL = "council", "A council (its slug)"
        MODEL = "model", "A language model (provider:name)"

    class Metric(models.TextChoices):
        REQUESTS = "requests"
        TOKENS = "tokens", "Tokens in and out"
        INPUT_TOKENS = "input_tokens", "Tokens in"
        OUTPUT_TOKENS = "output_tokens", "Tokens out"
        NANO_USD = "nano_usd", "Money"
        CONCURRENCY = "concurrency", "Calls at once"

    class Period(models.TextChoices):
        AT_ONCE = "at_once", "At once"
        MINUTE = "minute", "In any 60 seconds"
        HOUR = "hour", "In any 60 minutes"
        DAY = "day", "A calendar day"
        MONTH = "month", "A calendar month"
        LIFETIME = "lifetime", "In all"

    scope = models.CharField(max_length=10, choices=Scope)
    scope_id = models.CharField(
        max_length=250, blank=True, help_text="Empty: each of them has a window of its own."
    )
    metric = models.CharField(max_length=15, choices=Metric)
    period = models.CharField(max_length=10, choices=Period)
    limit = models.BigIntegerField(validators=[MinValueValidator(0)])
    zone = models.CharField(
        max_length=60,
        default="UTC",
        validators=[refuse_unknown_zone],
        help_text="Whose midnight begins a day or a month, such as America/Los_Angeles.",
    )
    is_soft = models.BooleanField(
        default=False,
        help_text="An attempt may begin while anything is left, even if it could take more; "
        "and models without a known price may be asked.",
    )
    is_enabled = models.BooleanField(default=True)
    origin = models.CharField(
        max_length=10, choices=Origin, default=Origin.OPERATOR, editable=False
    )
    overridden = models.JSONField(default=list, blank=True, editable=False)

    class Meta:
        ordering = ["scope", "scope_id", "metric", "period"]
        constraints = [
            models.UniqueConstraint(
                fields=["scope", "scope_id", "metric", "period"],
                name="a_scope_has_one_window_of_a_kind",
            ),
            models.CheckConstraint(
                condition=Q(metric="concurrency", period="at_once")
                | (~Q(metric="concurrency") & ~Q(period="at_once")),
                name="only_calls_are_counted_at_once",
            ),
            models.CheckConstraint(
                condition=~Q(metric="nano_usd") | Q(period__in=["day", "month", "lifetime"]),
                name="money_is_counted_by_day_or_month_or_in_all",
            ),
        ]

    def __str__(self) -> str:
        whose = f"{self.scope} {self.scope_id}".strip()
        return f"{whose}: {self.told()}"

    def told(self) -> str:
        return windows.told(self.as_window())

    def as_window(self) -> windows.Window:
        return windows.Window(
            id=self.pk,
            scope=windows.Scope(self.scope),
            scope_id=self.scope_id,
            metric=windows.Metric(self.metric),
            period=windows.Period(self.period),
            limit=self.limit,
            zone=self.zone,
            is_soft=self.is_soft,
        )


class Budget(models.Model):
    """The money spent and held in one stretch of one window, or for one deliberation.

    `name` follows from whose it is and when the stretch began, so that it need not be looked up.
    """

    name = models.CharField(max_length=300, primary_key=True)
    window = models.ForeignKey(QuotaWindow, models.CASCADE, null=True, related_name="budgets")
    scope_id = models.CharField(max_length=250, blank=True)
    starts_at = models.DateTimeField()
    spent_nano_usd = models.BigIntegerField(default=0)
    held_nano_usd = models.BigIntegerField(default=0)

    class Meta:
        ordering = ["-starts_at", "name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(spent_nano_usd__gte=0, held_nano_usd__gte=0),
                name="nothing_is_spent_or_held_below_zero",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Reservation(models.Model):
    """Money held for one attempt, and what became of it. `id` is the attempt's.

    It moves once, from held to one of the others, by compare and set. Waived is what brought no
    answer: person, API key and council are not charged for it.
    """

    class State(models.TextChoices):
        HELD = "held"
        SETTLED = "settled"
        RELEASED = "released"
        EXPIRED = "expired"

    id = models.UUIDField(primary_key=True, editable=False)
    trace_id = models.UUIDField(null=True)
    person_id = models.BigIntegerField(null=True)
    voice = models.CharField(max_length=60, blank=True)
    number = models.PositiveSmallIntegerField(default=0)
    provider = models.CharField(max_length=50)
    model = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=State, default=State.HELD)
    budgets: models.JSONField[Any, Any] = models.JSONField(default=list)
    held_nano_usd = models.BigIntegerField()
    cost_nano_usd = models.BigIntegerField(null=True)
    is_estimated = models.BooleanField(default=False)
    is_unpriced = models.BooleanField(default=False)
    is_waived = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at"]
        indexes = [
            models.Index(
                fields=["expires_at"], condition=Q(state="held"), name="held_reservations"
            ),
            models.Index(
                fields=["ended_at"], condition=Q(ended_at__isnull=False), name="ended_reservations"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.provider}:{self.model} {self.state}"
