"""Prices, quota windows and reservations in Django's admin."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from django.contrib import admin
from django.db.models import Model
from django.forms import DecimalField, ModelForm
from django.http import HttpRequest

from providers.admin.read_only import ReadOnlyAdmin
from providers.admin.shown import (
    TypesDollars,
    breakable,
    in_dollars,
    model_asked,
    moment,
    yes_or_no,
)
from providers.ledger.limits import Limits, forget_limits
from providers.ledger.plan_sync import WINDOW_FIELDS
from providers.ledger.prices import PriceTable
from providers.ledger.quota_ledger import shared_rates
from providers.ledger.readings import read_windows
from providers.ledger.windows import Metric, Scope, amount
from providers.models import Budget, Origin, Price, QuotaWindow, Reservation
from providers.money import as_usd, nano_usd_of
from providers.registry import known_as, sources_kept

if TYPE_CHECKING:
    _QuotaWindowAdmin = admin.ModelAdmin[QuotaWindow]
    _QuotaWindowForm = ModelForm[QuotaWindow]
else:  # not generic while running
    _QuotaWindowAdmin = admin.ModelAdmin
    _QuotaWindowForm = ModelForm

HOW_LIMITS_ARE_TYPED: Final = "Money in dollars, such as 0.09; all else in whole numbers."


@admin.register(Price)
class PriceAdmin(TypesDollars):
    """A new price is a new row: what was paid before stays as it was."""

    list_display = (
        "priced",
        "host",
        in_dollars("input_nano_usd", "in, a million"),
        in_dollars("cached_nano_usd", "cached"),
        in_dollars("output_nano_usd", "out, a million"),
        in_dollars("reasoning_nano_usd", "thought"),
        moment("effective_at", "since"),
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
        obj: Model | None = None,
        change: bool = False,  # noqa: FBT001, FBT002  Django's signature
        **kwargs: Any,  # noqa: ANN401
    ) -> type[ModelForm[Model]]:
        units = "For a million tokens; free is 0."
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
        obj: Model,
        form: ModelForm[Model],
        change: bool,  # noqa: FBT001  Django's signature
    ) -> None:
        super().save_model(request, obj, form, change)
        forget_limits()

    @admin.display(description="model", ordering="language_model__name")
    def priced(self, price: Price) -> str:
        return breakable(str(price.language_model))


class QuotaWindowForm(_QuotaWindowForm):
    """Its limit is typed in dollars where money is counted."""

    limit = DecimalField(min_value=0, decimal_places=9, help_text=HOW_LIMITS_ARE_TYPED)

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401  Django's signature
        super().__init__(*args, **options)
        if self.instance.metric == QuotaWindow.Metric.NANO_USD and self.instance.pk:
            self.initial["limit"] = Decimal(as_usd(self.instance.limit) or 0)
        if "scope_id" in self.fields:  # whoever may only look has no fields
            self.fields["scope_id"].help_text += _known_keys()

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        limit: Decimal | None = cleaned.get("limit")
        if limit is None:
            return cleaned
        if cleaned.get("metric") == QuotaWindow.Metric.NANO_USD:
            cleaned["limit"] = nano_usd_of(limit)
        elif limit == limit.to_integral_value():
            cleaned["limit"] = int(limit)
        else:
            self.add_error("limit", "Only money has parts: type a whole number.")
        return cleaned


def _known_keys() -> str:
    """By the ids that are typed here."""
    keys = (key for source in sources_kept.now() for key in source.keys)
    told = dict.fromkeys(f"{key.id} is {key.shown}" for key in keys)
    return f" Keys in use: {'; '.join(told)}." if told else ""


@admin.register(QuotaWindow)
class QuotaWindowAdmin(_QuotaWindowAdmin):
    """What an operator changes in a window of a plan, the sync leaves alone."""

    form = QuotaWindowForm
    list_display = (
        "shown",
        "used_now",
        "zone",
        yes_or_no("is_soft"),
        yes_or_no("is_enabled"),
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

    def get_fields(self, request: HttpRequest, obj: QuotaWindow | None = None) -> Any:  # noqa: ANN401
        """Whoever may not change it reads its limit as `limit_told`."""
        names = super().get_fields(request, obj)
        if obj is None or self.has_change_permission(request, obj):
            return names
        return ["limit_told" if name == "limit" else name for name in names]

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

    @admin.display(description="quota window", ordering="scope")
    def shown(self, row: QuotaWindow) -> str:
        return f"{row.scope} {known_as(row.scope_id)}".strip() + f": {row.told()}"

    @admin.display(description="limit")
    def limit_told(self, row: QuotaWindow) -> str:
        return amount(Metric(row.metric), row.limit)

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
    list_display = (
        "whose",
        "window",
        moment("starts_at", "since"),
        in_dollars("spent_nano_usd"),
        in_dollars("held_nano_usd"),
    )
    list_select_related = ("window",)
    list_filter = ("window",)
    search_fields = ("name",)

    @admin.display(description="whose", ordering="scope_id")
    def whose(self, budget: Budget) -> str:
        return breakable(known_as(budget.scope_id) or budget.name)


@admin.register(Reservation)
class ReservationAdmin(ReadOnlyAdmin):
    list_display = (
        moment("created_at"),
        model_asked,
        "state",
        in_dollars("held_nano_usd"),
        in_dollars("cost_nano_usd"),
        yes_or_no("is_estimated"),
        yes_or_no("is_unpriced"),
        yes_or_no("is_waived"),
    )
    list_filter = ("state", "provider", "is_unpriced", "is_estimated", "is_waived")
    search_fields = ("id", "trace_id", "model")
    date_hierarchy = "created_at"
