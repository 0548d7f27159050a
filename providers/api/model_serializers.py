"""What the API says of one model more than in the list: its hosts, its price, its last trial."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from providers.api.serializers import LanguageModelOutput
from providers.catalogue.trials import last_trial
from providers.ledger.prices import price_in_force
from providers.models import Host, LanguageModel, Price, Trial, charges_nothing
from providers.money import as_usd

NOTHING_CHARGED = "its provider charges nothing"


class HostOutput(serializers.ModelSerializer[Host]):
    """Null is what the router does not say. Prices are US dollars per million tokens."""

    input_usd_per_million = serializers.SerializerMethodField()
    output_usd_per_million = serializers.SerializerMethodField()

    class Meta:
        model = Host
        fields = (
            "name",
            "is_live",
            "context_tokens",
            "input_usd_per_million",
            "output_usd_per_million",
            "is_free",
            "first_token_seconds",
            "tokens_per_second",
            "supports_tools",
            "supports_structured_output",
            "checked_at",
        )
        read_only_fields = fields

    def get_input_usd_per_million(self, host: Host) -> str | None:
        return as_usd(host.input_nano_usd)

    def get_output_usd_per_million(self, host: Host) -> str | None:
        return as_usd(host.output_nano_usd)


class PriceOutput(serializers.ModelSerializer[Price]):
    """US dollars per million tokens, with where that comes from and since when. `"0"` is free; what
    was cached or thought costs as much as the rest where its price is null."""

    input_usd_per_million = serializers.SerializerMethodField()
    output_usd_per_million = serializers.SerializerMethodField()
    cached_usd_per_million = serializers.SerializerMethodField()
    reasoning_usd_per_million = serializers.SerializerMethodField()
    effective_at = serializers.DateTimeField(read_only=True, allow_null=True)

    class Meta:
        model = Price
        fields = (
            "input_usd_per_million",
            "output_usd_per_million",
            "cached_usd_per_million",
            "reasoning_usd_per_million",
            "effective_at",
            "source",
        )
        read_only_fields = fields

    def get_input_usd_per_million(self, price: Price) -> str:
        return as_usd(price.input_nano_usd) or "0"

    def get_output_usd_per_million(self, price: Price) -> str:
        return as_usd(price.output_nano_usd) or "0"

    def get_cached_usd_per_million(self, price: Price) -> str | None:
        return as_usd(price.cached_nano_usd)

    def get_reasoning_usd_per_million(self, price: Price) -> str | None:
        return as_usd(price.reasoning_nano_usd)


class TrialOutput(serializers.ModelSerializer[Trial]):
    """The last time an operator tested it."""

    cost_usd = serializers.SerializerMethodField()

    class Meta:
        model = Trial
        fields = (
            "started_at",
            "has_succeeded",
            "code",
            "message",
            "first_token_seconds",
            "seconds",
            "input_tokens",
            "output_tokens",
            "cost_usd",
        )
        read_only_fields = fields

    def get_cost_usd(self, trial: Trial) -> str | None:
        return as_usd(trial.cost_nano_usd)


class LanguageModelDetailOutput(LanguageModelOutput):
    """`price` is null where it is not known; `hosts` are those behind a router."""

    hosts = HostOutput(many=True, read_only=True)
    price = serializers.SerializerMethodField()
    last_trial = serializers.SerializerMethodField()

    class Meta(LanguageModelOutput.Meta):
        fields = (*LanguageModelOutput.Meta.fields, "hosts", "last_trial")  # type: ignore[assignment]
        read_only_fields = fields  # type: ignore[assignment]

    @extend_schema_field(PriceOutput(allow_null=True))
    def get_price(self, model: LanguageModel) -> dict[str, object] | None:
        if charges_nothing(model.provider.adapter, model.provider.plan):
            free = Price(input_nano_usd=0, output_nano_usd=0, source=NOTHING_CHARGED)
            return PriceOutput(free).data
        price = price_in_force(model.as_ref())
        return PriceOutput(price).data if price else None

    @extend_schema_field(TrialOutput(allow_null=True))
    def get_last_trial(self, model: LanguageModel) -> dict[str, object] | None:
        trial = last_trial(model)
        return TrialOutput(trial).data if trial else None
