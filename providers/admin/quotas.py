"""Prices, quota windows, reservations and alerts in Django's admin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.forms import ModelForm
from django.http import HttpRequest

from providers.admin.read_only import ReadOnlyAdmin
from providers.ledger.limits import Limits, forget_limits
from providers.ledger.plan_sync import WINDOW_FIELDS
from providers.ledger.prices import PriceTable
from providers.ledger.quota_ledger import shared_rates
from providers.ledger.readings import read_windows
from providers.ledger.windows import Scope, amount
from providers.models import Budget, Origin, Price, QuotaAlert, QuotaWindow, Reservation
from providers.money import as_usd

if TYPE_CHECKING:
    _PriceAdmin = admin.ModelAdmin[Price]
    _QuotaWindowAdmin = admin.ModelAdmin[QuotaWindow]
else:  # not generic while running
    _PriceAdmin = _QuotaWindowAdmin = admin.ModelAdmin


@admin.register(Price)
class PriceAdmin(_PriceAdmin):
    """A new price is a new row: what was paid before stays as it was."""

    list_display = (
        "language_model",
        "host",
        "effective_at",
        "in_usd",
        "out_usd",
        "cached_usd",
        "reasoning_usd",
        "source",
    )
    list_filter = ("language_model__provider",)
    list_select_related = ("language_model__provider",)
    search_fields = ("language_model__name", "host", "source")
    autocomplete_fields = ("language_model",)
    date_hierarchy = "effective_at"

    def get_form(
        self,
        request: HttpRequest,
        obj: Price | None = None,
        change: bool = False,  # noqa: FBT001, FBT002  Django's signature
        **kwargs: Any,  # noqa: ANN401
    ) -> type[ModelForm[Price]]:
        units = "In nano-USD for a million tokens: $0.60 is 600000000, free is 0."
        texts = {
            "input_nano_usd": units,
            "output_nano_usd": units,
            "cached_nano_usd": "For input from its cache. Empty: as the rest of the input.",
            "reasoning_nano_usd": "For what it thought. Empty: as the rest of the output.",
        }
        return super().get_form(request, obj, change, help_texts=texts, **kwargs)

    def save_model(
        self,
        request: HttpRequest,
        obj: Price,
        form: ModelForm[Price],
        change: bool,  # noqa: FBT001  Django's signature
    ) -> None:
        super().save_model(request, obj, form, change)
        forget_limits()

    @admin.display(description="$ per million tokens in")
    def in_usd(self, price: Price) -> str | None:
        return as_usd(price.input_nano_usd)

    @admin.display(description="$ per million tokens out")
    def out_usd(self, price: Price) -> str | None:
        return as_usd(price.output_nano_usd)

    @admin.display(description="cached in")
    def cached_usd(self, price: Price) -> str | None:
        return as_usd(price.cached_nano_usd)

    @admin.display(description="thought")
    def reasoning_usd(self, price: Price) -> str | None:
        return as_usd(price.reasoning_nano_usd)


@admin.register(QuotaWindow)
class QuotaWindowAdmin(_QuotaWindowAdmin):
    """What an operator changes in a window of a plan, the sync leaves alone."""

    list_display = (
        "__str__",
        "at_most",
        "used_now",
        "zone",
        "is_soft",
        "is_enabled",
        "origin",
    )
    list_filter = ("scope", "metric", "period", "is_enabled", "origin")
    search_fields = ("scope_id",)
    fields = (
        "scope",
        "scope_id",
        "metric",
        "period",
        "limit",
        "zone",
        "is_soft",
        "is_enabled",
        "origin",
        "overridden",
    )
    readonly_fields = ("origin", "overridden")

    def save_model(
        self,
        request: HttpRequest,
        obj: QuotaWindow,
        form: ModelForm[QuotaWindow],
        change: bool,  # noqa: FBT001  Django's signature
    ) -> None:
        synced = {*WINDOW_FIELDS, "is_enabled"}
        if obj.origin != Origin.OPERATOR:
            obj.overridden = sorted({*obj.overridden, *synced.intersection(form.changed_data)})
        super().save_model(request, obj, form, change)
        forget_limits()

    @admin.display(description="limit")
    def at_most(self, row: QuotaWindow) -> str:
        window = row.as_window()
        return amount(window.metric, window.limit)

    @admin.display(description="used")
    def used_now(self, row: QuotaWindow) -> str:
        """Where each has one of its own there is no one number."""
        window = row.as_window()
        if not window.scope_id and window.scope is not Scope.GLOBAL:
            return "each its own"
        alone = Limits([window], PriceTable({}, frozenset()))
        applying = alone.applying_to({window.scope: window.scope_id})
        [reading] = read_windows(applying, shared_rates())
        used = reading.used_amount
        return "not known" if used is None else amount(window.metric, used)


@admin.register(Budget)
class BudgetAdmin(ReadOnlyAdmin):
    list_display = ("window", "scope_id", "starts_at", "spent_nano_usd", "held_nano_usd")
    list_select_related = ("window",)
    list_filter = ("window",)
    search_fields = ("name",)


@admin.register(Reservation)
class ReservationAdmin(ReadOnlyAdmin):
    list_display = (
        "created_at",
        "provider",
        "model",
        "state",
        "held_nano_usd",
        "cost_nano_usd",
        "is_estimated",
        "is_unpriced",
        "is_waived",
        "expires_at",
    )
    list_filter = ("state", "provider", "is_unpriced", "is_estimated", "is_waived")
    search_fields = ("id", "trace_id", "model")
    date_hierarchy = "created_at"


@admin.register(QuotaAlert)
class QuotaAlertAdmin(ReadOnlyAdmin):
    list_display = ("raised_at", "window", "scope_id", "percent", "used", "limit", "told_at")
    list_select_related = ("window",)
    list_filter = ("percent", "window")
    date_hierarchy = "raised_at"
