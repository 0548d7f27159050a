"""Alerts in Django's admin, the last first."""

from __future__ import annotations

from django.contrib import admin

from providers.admin.read_only import ReadOnlyAdmin
from providers.admin.shown import UNKNOWN, moment
from providers.ledger.windows import Metric, amount
from providers.models import Alert
from providers.registry import known_as


@admin.register(Alert)
class AlertAdmin(ReadOnlyAdmin):
    list_display = (
        moment("raised_at"),
        "kind",
        "message",
        "whose",
        moment("ends_at"),
        moment("told_at"),
    )
    list_filter = ("kind", "provider", "percent")
    search_fields = ("message",)
    date_hierarchy = "raised_at"
    fields = (
        "kind",
        "message",
        "provider",
        "model",
        "window",
        "whose",
        "starts_at",
        "percent",
        "used_then",
        "limit_then",
        "raised_at",
        "ends_at",
        "told_at",
    )

    @admin.display(description="whose", ordering="scope_id")
    def whose(self, alert: Alert) -> str:
        return known_as(alert.scope_id)

    @admin.display(description="used")
    def used_then(self, alert: Alert) -> str:
        return _in_words(alert, alert.used)

    @admin.display(description="limit")
    def limit_then(self, alert: Alert) -> str:
        return _in_words(alert, alert.limit)


def _in_words(alert: Alert, value: int | None) -> str:
    return UNKNOWN if value is None else amount(Metric(alert.metric), value)
