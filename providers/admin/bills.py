"""Bills beside the ledger in Django's admin, the last comparison first."""

from __future__ import annotations

from django.contrib import admin

from providers.admin.read_only import ReadOnlyAdmin, ReadOnlyLines
from providers.admin.shown import in_dollars, moment
from providers.models import Bill, BillLine


class Compared:
    """What a bill and each of its lines say in dollars."""

    @admin.display(description="billed")
    def billed(self, row: Bill | BillLine) -> str | bool:
        return in_dollars("billed_nano_usd")(row)

    @admin.display(description="ledger")
    def ledger(self, row: Bill | BillLine) -> str | bool:
        return in_dollars("ledger_nano_usd")(row)

    @admin.display(description="delta")
    def delta(self, row: Bill | BillLine) -> str | bool:
        return in_dollars("delta_nano_usd")(row)


class BillLines(Compared, ReadOnlyLines):
    model = BillLine
    fields = ("day", "model", "billed", "ledger", "delta", "attempts", "unpriced")
    readonly_fields = ("billed", "ledger", "delta")


@admin.register(Bill)
class BillAdmin(Compared, ReadOnlyAdmin):
    list_display = (
        moment("compared_at"),
        "provider",
        "days",
        "billed",
        "ledger",
        "delta",
        "drift",
        "file_name",
    )
    list_filter = ("provider",)
    fields = (
        "compared_at",
        "provider",
        "days",
        "billed",
        "ledger",
        "delta",
        "drift",
        "file_name",
    )
    inlines = (BillLines,)

    @admin.display(description="days", ordering="since")
    def days(self, bill: Bill) -> str:
        return f"{bill.since} to {bill.until}"

    @admin.display(description="off by")
    def drift(self, bill: Bill) -> str:
        return f"{bill.drift_percent:.1f} %" if bill.billed_nano_usd else "nothing was billed"
