"""What the API says of providers and models. Neither addresses nor keys."""

from __future__ import annotations

from datetime import date
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from providers.api.alert_serializers import AlertOutput
from providers.api.condition_serializers import (
    KindStrengthOutput,
    LeftAloneOutput,
    ListedPriceOutput,
    LoadedOutput,
    ModelStateOutput,
    ReadinessOutput,
    TrafficOutput,
)
from providers.catalogue.condition import Condition
from providers.gateway.caching import CacheUsage
from providers.ledger.prices import listed_price
from providers.ledger.readings import WindowReading
from providers.ledger.usage import UsageReport, Used, UsedBy
from providers.models import LanguageModel, Provider, QuotaWindow, Tag
from providers.money import as_usd
from providers.sources import source_of
from providers.stored_keys import is_rehearsal


class HealthOutput(serializers.Serializer[Provider]):
    """What the last probe found; `unknown` where none was made."""

    status = serializers.ChoiceField(
        source="health_status", choices=Provider.HealthStatus.values, read_only=True
    )
    checked_at = serializers.DateTimeField(source="health_checked_at", allow_null=True)
    seconds = serializers.FloatField(source="health_seconds", allow_null=True)
    code = serializers.CharField(source="health_code")
    message = serializers.CharField(source="health_message")


class CreditOutput(serializers.Serializer[Provider]):
    """What the provider's first key has spent and may spend, as the provider states it. Without a
    limit it may spend what the account has."""

    used_usd = serializers.SerializerMethodField()
    limit_usd = serializers.SerializerMethodField()
    left_usd = serializers.SerializerMethodField()

    def get_used_usd(self, provider: Provider) -> str | None:
        return as_usd(provider.credit_used_nano_usd)

    def get_limit_usd(self, provider: Provider) -> str | None:
        return as_usd(provider.credit_limit_nano_usd)

    def get_left_usd(self, provider: Provider) -> str | None:
        return as_usd(provider.credit_left_nano_usd)


class QuotaWindowOutput(serializers.Serializer[WindowReading]):
    """At most `limit` in any `period`. Where money is counted (`cost`), the numbers are null and
    the decimal strings say it. `used` is null where it cannot be read now, `resets_at` where
    nothing is used or a window never begins anew."""

    scope = serializers.ChoiceField(source="window.scope", choices=QuotaWindow.Scope.choices)
    scope_id = serializers.CharField()
    metric = serializers.CharField()
    period = serializers.ChoiceField(source="window.period", choices=QuotaWindow.Period.choices)
    used = serializers.IntegerField(allow_null=True)
    limit = serializers.IntegerField(allow_null=True)
    used_usd = serializers.CharField(allow_null=True)
    limit_usd = serializers.CharField(allow_null=True)
    resets_at = serializers.DateTimeField(allow_null=True)
    held_usd = serializers.CharField(
        allow_null=True, help_text="Of what is used: held for attempts that are under way."
    )
    waiting = serializers.IntegerField(
        allow_null=True,
        help_text="Attempts that wait for a place at once; null of other windows, or if unknown.",
    )
    is_soft = serializers.BooleanField(source="window.is_soft")


class ProviderOutput(serializers.ModelSerializer[Provider]):
    """`is_configured`: it has the key it needs, or needs none. `credit`: null where the provider
    does not tell it. `loaded`: what is in an Ollama's memory, null where nobody tells it. `alerts`:
    those of the provider, its keys and its models whose cause is not gone, the last first."""

    is_configured = serializers.SerializerMethodField()
    health = HealthOutput(source="*", read_only=True)
    model_count = serializers.IntegerField(read_only=True)
    quota_windows = serializers.SerializerMethodField()
    credit = serializers.SerializerMethodField()
    loaded = LoadedOutput(many=True, allow_null=True, read_only=True)
    traffic = serializers.SerializerMethodField()
    left_alone = serializers.SerializerMethodField()
    alerts = serializers.SerializerMethodField()

    class Meta:
        model = Provider
        fields = (
            "name",
            "label",
            "adapter",
            "is_enabled",
            "is_configured",
            "health",
            "model_count",
            "plan",
            "quota_windows",
            "credit",
            "loaded",
            "traffic",
            "left_alone",
            "alerts",
        )
        read_only_fields = fields

    def get_is_configured(self, provider: Provider) -> bool:
        return source_of(provider).is_configured

    @extend_schema_field(QuotaWindowOutput(many=True))
    def get_quota_windows(self, provider: Provider) -> list[dict[str, Any]]:
        read = self.context["quota_windows"][provider.name]
        return [QuotaWindowOutput(reading).data for reading in read]

    @extend_schema_field(CreditOutput(allow_null=True))
    def get_credit(self, provider: Provider) -> dict[str, object] | None:
        is_known = provider.credit_used_nano_usd is not None
        return dict(CreditOutput(provider).data) if is_known else None

    @extend_schema_field(TrafficOutput)
    def get_traffic(self, provider: Provider) -> dict[str, object]:
        condition: Condition = self.context["condition"]
        return TrafficOutput(condition.traffic_at(provider)).data

    @extend_schema_field(LeftAloneOutput(many=True))
    def get_left_alone(self, provider: Provider) -> list[dict[str, object]]:
        condition: Condition = self.context["condition"]
        return [dict(LeftAloneOutput(one).data) for one in condition.left_alone_at(provider)]

    @extend_schema_field(AlertOutput(many=True))
    def get_alerts(self, provider: Provider) -> list[dict[str, object]]:
        return [dict(AlertOutput(one).data) for one in self.context["alerts"][provider.name]]


class LanguageModelOutput(serializers.ModelSerializer[LanguageModel]):
    """`is_usable`: it may be asked now. `is_served` is null where nobody has looked yet; of a model
    that is not served, `substitute` is the nearest that is."""

    name = serializers.CharField(source="__str__", read_only=True, help_text="provider:name")
    provider = serializers.CharField(source="provider.name", read_only=True)
    tags = serializers.SlugRelatedField[Tag](slug_field="slug", many=True, read_only=True)
    is_usable = serializers.SerializerMethodField()
    readiness = serializers.SerializerMethodField()
    state = serializers.SerializerMethodField()
    traffic = serializers.SerializerMethodField()
    strengths = serializers.SerializerMethodField()
    substitute = serializers.SerializerMethodField()
    price = serializers.SerializerMethodField()

    class Meta:
        model = LanguageModel
        fields = (
            "name",
            "label",
            "provider",
            "family",
            "context_tokens",
            "tags",
            "is_enabled",
            "is_served",
            "is_usable",
            "readiness",
            "state",
            "traffic",
            "strengths",
            "substitute",
            "price",
        )
        read_only_fields = fields

    def get_is_usable(self, model: LanguageModel) -> bool:
        if not model.is_usable:
            return False
        return is_rehearsal() or source_of(model.provider).is_configured

    @extend_schema_field(ReadinessOutput)
    def get_readiness(self, model: LanguageModel) -> dict[str, object]:
        return ReadinessOutput(self._condition.readiness_of(model)).data

    @extend_schema_field(ModelStateOutput)
    def get_state(self, model: LanguageModel) -> dict[str, object]:
        return ModelStateOutput(self._condition.state_of(model)).data

    @extend_schema_field(TrafficOutput)
    def get_traffic(self, model: LanguageModel) -> dict[str, object]:
        return TrafficOutput(self._condition.traffic_of(model)).data

    @extend_schema_field(KindStrengthOutput(many=True))
    def get_strengths(self, model: LanguageModel) -> list[dict[str, object]]:
        return [dict(KindStrengthOutput(one).data) for one in self._condition.strengths_of(model)]

    def get_substitute(self, model: LanguageModel) -> str | None:
        return self._condition.substitute_of(model)

    @extend_schema_field(ListedPriceOutput(allow_null=True))
    def get_price(self, model: LanguageModel) -> dict[str, object] | None:
        price = listed_price(model, self.context["prices"])
        return dict(ListedPriceOutput(price).data) if price else None

    @property
    def _condition(self) -> Condition:
        condition: Condition = self.context["condition"]
        return condition


class LanguageModelFilters(serializers.Serializer[dict[str, str]]):
    tag = serializers.CharField(
        required=False, allow_blank=True, default="", help_text="Only models for this task."
    )
    provider = serializers.CharField(
        required=False, allow_blank=True, default="", help_text="Only this provider's models."
    )


class UsageFilters(serializers.Serializer[dict[str, date]]):
    since = serializers.DateField(required=False, help_text="The first day; 30 days ago.")
    until = serializers.DateField(required=False, help_text="The last day; today.")

    def validate(self, attrs: dict[str, date]) -> dict[str, date]:
        since, until = attrs.get("since"), attrs.get("until")
        if since and until and since > until:
            message = "The first day comes after the last: exchange since and until."
            raise serializers.ValidationError({"since": [message]})
        return attrs


class UsedOutput(serializers.Serializer[Used]):
    """`requests`: attempts that were sent. `is_complete` is false where a price was not known."""

    requests = serializers.IntegerField()
    failed = serializers.IntegerField()
    input_tokens = serializers.IntegerField()
    output_tokens = serializers.IntegerField()
    cost_usd = serializers.SerializerMethodField()
    is_complete = serializers.BooleanField()

    def get_cost_usd(self, used: Used) -> str | None:
        return as_usd(used.cost_nano_usd) if used.is_complete or used.cost_nano_usd else None


class UsedByOutput(serializers.Serializer[UsedBy]):
    """`name`: a provider, `provider:name`, or a day."""

    name = serializers.CharField()
    used = UsedOutput()


class CacheOutput(serializers.Serializer[CacheUsage]):
    """The cache of answers, for everybody together. `hit_rate`: of those who asked it, for whom it
    had the answer."""

    requests = serializers.IntegerField()
    hits = serializers.IntegerField()
    entries = serializers.IntegerField()
    size_bytes = serializers.IntegerField()
    hit_rate = serializers.FloatField()


class UsageReportOutput(serializers.Serializer[UsageReport]):
    since = serializers.DateField()
    until = serializers.DateField()
    total = UsedOutput()
    cache = CacheOutput()
    by_provider = UsedByOutput(many=True)
    by_model = UsedByOutput(many=True)
    by_day = UsedByOutput(many=True)
    quota_windows = serializers.SerializerMethodField()

    @extend_schema_field(QuotaWindowOutput(many=True))
    def get_quota_windows(self, report: UsageReport) -> list[dict[str, Any]]:  # noqa: ARG002
        return [QuotaWindowOutput(reading).data for reading in self.context["quota_windows"]]
