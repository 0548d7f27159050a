"""The registry in Django's admin. What an operator changes there, sync leaves alone."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminBigIntegerFieldWidget
from django.db.models import PositiveIntegerField, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest

from providers.admin.pulls import PullActions
from providers.admin.read_only import ReadOnlyAdmin
from providers.admin.shown import (
    UNKNOWN,
    breakable,
    in_dollars,
    model_asked,
    moment,
    yes_or_no,
)
from providers.admin.syncing import SyncActions, sync_and_tell
from providers.admin.trials import TrialActions
from providers.catalogue.health import probe_providers
from providers.ledger.limits import forget_limits
from providers.ledger.plan_sync import sync_windows_of
from providers.models import Attempt, LanguageModel, Origin, Provider, Tag
from providers.money import as_usd
from providers.registry import sources_kept
from providers.sources import source_of
from providers.sync import MODEL_FIELDS, PROVIDER_FIELDS

if TYPE_CHECKING:
    _TagAdmin = admin.ModelAdmin[Tag]
else:  # not generic while running
    _TagAdmin = admin.ModelAdmin

HEALTH = (
    "health_status",
    "is_reachable",
    "is_authorised",
    "health_code",
    "health_message",
    "probe_seconds",
    "health_checked_at",
    "credit",
)

CONDITION = (
    "shown_readiness",
    "shown_traffic",
    "shown_state",
    "shown_hosts",
    "shown_strengths",
    "substitute",
    "last_test",
)


@admin.register(Provider)
class ProviderAdmin(SyncActions, PullActions):
    list_display = (
        "name",
        "adapter",
        yes_or_no("is_enabled"),
        "is_configured",
        "health",
        moment("health_checked_at", "checked"),
    )
    list_filter = ("adapter", "is_enabled", "is_reachable", "is_authorised")
    search_fields = ("name", "label")
    fields = (
        "name",
        "label",
        "adapter",
        "base_url",
        "is_enabled",
        "plan",
        "backoff",
        "least_tokens_per_second",
        "first_text_seconds",
        "idle_seconds",
        "attempt_seconds",
        "origin",
        "overridden",
        *HEALTH,
    )
    actions = ("probe_now", "sync", "follow_registry", "pull")

    def get_readonly_fields(
        self,
        request: HttpRequest,  # noqa: ARG002  Django's signature
        obj: Provider | None = None,
    ) -> tuple[str, ...]:
        shown = ("origin", "overridden", *HEALTH)
        return shown if _is_own(obj) else ("name", *shown)

    def save_model(
        self,
        request: HttpRequest,
        obj: Provider,
        form: ModelForm[Provider],
        change: bool,  # noqa: FBT001  Django's signature
    ) -> None:
        obj.overridden = _overridden(obj, form, PROVIDER_FIELDS)
        super().save_model(request, obj, form, change)
        sync_windows_of(obj)
        forget_limits()  # the plan also says whether anything is charged
        sources_kept.forget()

    @admin.display(description="health seconds")
    def probe_seconds(self, provider: Provider) -> str:
        seconds = provider.health_seconds
        return UNKNOWN if seconds is None else f"{seconds:.2f}"

    @admin.display(description="credit of its first key")
    def credit(self, provider: Provider) -> str:
        used = as_usd(provider.credit_used_nano_usd)
        limit, left = map(as_usd, (provider.credit_limit_nano_usd, provider.credit_left_nano_usd))
        told = {"used": used, "limit": limit, "left": left}
        return ", ".join(f"${usd} {what}" for what, usd in told.items() if usd) or UNKNOWN

    @admin.display(description="health")
    def health(self, provider: Provider) -> str:
        return " ".join(filter(None, [provider.health_status, provider.health_message]))

    @admin.display(boolean=True, description="configured")
    def is_configured(self, provider: Provider) -> bool:
        return source_of(provider).is_configured

    @admin.action(description="Follow the shipped registry again", permissions=["change"])
    def follow_registry(self, request: HttpRequest, chosen: QuerySet[Provider]) -> None:
        chosen.update(overridden=[])
        sync_and_tell(request)

    @admin.action(description="Probe now", permissions=["change"])
    def probe_now(self, request: HttpRequest, chosen: QuerySet[Provider]) -> None:  # noqa: ARG002
        # All are asked at once, and the slowest counts: no need to choose.
        probe_providers()
        messages.success(request, "Every provider that can be asked was asked.")


@admin.register(LanguageModel)
class LanguageModelAdmin(TrialActions, SyncActions, PullActions):
    list_display = (
        "shown_name",
        "label",
        "context",
        yes_or_no("is_enabled"),
        yes_or_no("is_served"),
        "readiness",
        "last_test",
    )
    list_filter = ("provider", "tags", "is_enabled", "is_served", "origin", "family")
    list_select_related = ("provider",)
    search_fields = ("name", "label", "provider__name")
    filter_horizontal = ("tags",)
    formfield_overrides = {PositiveIntegerField: {"widget": AdminBigIntegerFieldWidget}}
    fields = (
        "provider",
        "name",
        "label",
        "family",
        "context_tokens",
        "tags",
        "is_enabled",
        "enable_anyway",
        "is_served",
        *CONDITION,
        "origin",
        "overridden",
    )
    actions = ("test", "look", "sync", "follow_registry", "pull")

    @admin.display(description="language model", ordering="name")
    def shown_name(self, row: LanguageModel) -> str:
        return breakable(str(row))

    @admin.display(description="context", ordering="context_tokens")
    def context(self, row: LanguageModel) -> str:
        return f"{row.context_tokens:,}" if row.context_tokens else UNKNOWN

    def get_readonly_fields(
        self,
        request: HttpRequest,  # noqa: ARG002  Django's signature
        obj: LanguageModel | None = None,
    ) -> tuple[str, ...]:
        shown = ("origin", "overridden", *CONDITION)
        return shown if _is_own(obj) else ("provider", "name", *shown)

    def save_model(
        self,
        request: HttpRequest,
        obj: LanguageModel,
        form: ModelForm[LanguageModel],
        change: bool,  # noqa: FBT001  Django's signature
    ) -> None:
        obj.overridden = _overridden(obj, form, {*MODEL_FIELDS, "tags", "is_served"})
        super().save_model(request, obj, form, change)
        self.log_enabling(request, obj, form)
        self.tell_of_names(request, obj)

    @admin.action(description="Follow the shipped registry again", permissions=["change"])
    def follow_registry(self, request: HttpRequest, chosen: QuerySet[LanguageModel]) -> None:
        # Whether it is served, the next probe finds out.
        chosen.exclude(origin=Origin.OPERATOR).update(overridden=[], is_served=None)
        sync_and_tell(request)


@admin.register(Tag)
class TagAdmin(_TagAdmin):
    list_display = ("slug", "label")
    search_fields = ("slug", "label")


@admin.register(Attempt)
class AttemptAdmin(ReadOnlyAdmin):
    list_display = (
        moment("started_at"),
        model_asked,
        "spoken_by",
        "result",
        "first_text",
        "tokens_out",
        "cost",
    )
    list_filter = ("provider", "status", "code", "is_rehearsal")
    search_fields = ("trace_id", "model", "voice")
    date_hierarchy = "started_at"
    ordering = ("-started_at",)

    @admin.display(description="voice", ordering="voice")
    def spoken_by(self, attempt: Attempt) -> str:
        return f"{attempt.voice} #{attempt.number}"

    @admin.display(description="result", ordering="status")
    def result(self, attempt: Attempt) -> str:
        return ": ".join(filter(None, [attempt.status, attempt.code]))

    @admin.display(description="first text", ordering="first_text_seconds")
    def first_text(self, attempt: Attempt) -> str:
        seconds = attempt.first_text_seconds
        return UNKNOWN if seconds is None else f"{seconds:.2f} s"

    @admin.display(description="tokens out", ordering="output_tokens")
    def tokens_out(self, attempt: Attempt) -> str:
        return f"{attempt.output_tokens:,}"

    @admin.display(description="cost", ordering="cost_nano_usd")
    def cost(self, attempt: Attempt) -> str | bool:
        return "rehearsal" if attempt.is_rehearsal else in_dollars("cost_nano_usd")(attempt)


def _is_own(row: Provider | LanguageModel | None) -> bool:
    """An operator's own row, or one about to be made: sync does not find it by its name."""
    return row is None or row.origin == Origin.OPERATOR


def _overridden(
    row: Provider | LanguageModel, form: ModelForm[Any], synced: Collection[str]
) -> list[str]:
    return sorted({*row.overridden, *(name for name in form.changed_data if name in synced)})
