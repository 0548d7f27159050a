"""The registry in Django's admin. What an operator changes there, sync leaves alone."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest

from providers.admin.read_only import ReadOnlyAdmin
from providers.admin.trials import TrialActions
from providers.catalogue.health import probe_providers
from providers.ledger.limits import forget_limits
from providers.ledger.plan_sync import sync_windows_of
from providers.models import Attempt, LanguageModel, Origin, Provider, Tag
from providers.registry import source_of, sources_kept
from providers.sync import MODEL_FIELDS, PROVIDER_FIELDS, sync_registry

if TYPE_CHECKING:
    _ProviderAdmin = admin.ModelAdmin[Provider]
    _TagAdmin = admin.ModelAdmin[Tag]
else:  # not generic while running
    _ProviderAdmin = _TagAdmin = admin.ModelAdmin

HEALTH = (
    "health_status",
    "is_reachable",
    "is_authorised",
    "health_code",
    "health_message",
    "health_seconds",
    "health_checked_at",
)

STANDING = (
    "shown_readiness",
    "shown_traffic",
    "shown_state",
    "shown_hosts",
    "substitute",
    "last_test",
)


@admin.register(Provider)
class ProviderAdmin(_ProviderAdmin):
    list_display = (
        "name",
        "label",
        "adapter",
        "is_enabled",
        "is_configured",
        "health_status",
        "health_message",
        "health_checked_at",
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
        "origin",
        "overridden",
        *HEALTH,
    )
    actions = ("follow_registry", "probe_now")

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

    @admin.display(boolean=True)
    def is_configured(self, provider: Provider) -> bool:
        return source_of(provider).is_configured

    @admin.action(description="Follow the shipped registry again", permissions=["change"])
    def follow_registry(self, request: HttpRequest, chosen: QuerySet[Provider]) -> None:
        chosen.update(overridden=[])
        _sync_and_tell(request)

    @admin.action(description="Probe now", permissions=["change"])
    def probe_now(self, request: HttpRequest, chosen: QuerySet[Provider]) -> None:  # noqa: ARG002
        # All are asked at once, and the slowest counts: no need to choose.
        probe_providers()
        messages.success(request, "Every provider that can be asked was asked.")


@admin.register(LanguageModel)
class LanguageModelAdmin(TrialActions):
    list_display = (
        "__str__",
        "label",
        "family",
        "context_tokens",
        "is_enabled",
        "is_served",
        "readiness",
        "last_test",
        "origin",
    )
    list_filter = ("provider", "tags", "is_enabled", "is_served", "origin", "family")
    list_select_related = ("provider",)
    search_fields = ("name", "label", "provider__name")
    filter_horizontal = ("tags",)
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
        *STANDING,
        "origin",
        "overridden",
    )
    actions = ("follow_registry", "test", "look")

    def get_readonly_fields(
        self,
        request: HttpRequest,  # noqa: ARG002  Django's signature
        obj: LanguageModel | None = None,
    ) -> tuple[str, ...]:
        shown = ("origin", "overridden", *STANDING)
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
        _sync_and_tell(request)


@admin.register(Tag)
class TagAdmin(_TagAdmin):
    list_display = ("slug", "label")
    search_fields = ("slug", "label")


@admin.register(Attempt)
class AttemptAdmin(ReadOnlyAdmin):
    list_display = (
        "started_at",
        "provider",
        "model",
        "voice",
        "number",
        "status",
        "code",
        "first_text_seconds",
        "output_tokens",
        "cost_nano_usd",
        "is_rehearsal",
    )
    list_filter = ("provider", "status", "code", "is_rehearsal")
    search_fields = ("trace_id", "model", "voice")
    date_hierarchy = "started_at"


def _is_own(row: Provider | LanguageModel | None) -> bool:
    """An operator's own row, or one about to be made: sync does not find it by its name."""
    return row is None or row.origin == Origin.OPERATOR


def _overridden(
    row: Provider | LanguageModel, form: ModelForm[Any], synced: Collection[str]
) -> list[str]:
    return sorted({*row.overridden, *(name for name in form.changed_data if name in synced)})


def _sync_and_tell(request: HttpRequest) -> None:
    messages.success(request, "; ".join(sync_registry()) or "All was as shipped already.")
