"""Bills beside the ledger in Django's admin, the last comparison first."""

from __future__ import annotations

from django.contrib import admin

from providers.admin.read_only import ReadOnlyAdmin, ReadOnlyLines
from providers.models import Bill, BillLine
from providers.money import as_usd


class BillLines(ReadOnlyLines):
    model = BillLine
    fields = ("day", "model", "billed", "ledger", "delta", "attempts", "unpriced")
    readonly_fields = ("billed", "ledger", "delta")

    @admin.display(description="billed $")
    def billed(self, line: BillLine) -> str | None:
        return as_usd(line.billed_nano_usd)

    @admin.display(description="ledger $")
    def ledger(self, line: BillLine) -> str | None:
        return as_usd(line.ledger_nano_usd)

    @admin.display(description="delta $")
    def delta(self, line: BillLine) -> str | None:
        return as_usd(line.delta_nano_usd)


@admin.register(Bill)
class BillAdmin(ReadOnlyAdmin):
    list_display = (
        "compared_at",
        "provider",
        "since",
        "until",
        "billed",
        "ledger",
        "delta",
        "drift",
        "file_name",
    )
    list_filter = ("provider",)
    fields = list_display
    inlines = (BillLines,)

    @admin.display(description="billed $")
    def billed(self, bill: Bill) -> str | None:
        return as_usd(bill.billed_nano_usd)

    @admin.display(description="ledger $")
    def ledger(self, bill: Bill) -> str | None:
        return as_usd(bill.ledger_nano_usd)

    @admin.display(description="delta $")
    def delta(self, bill: Bill) -> str | None:
        return as_usd(bill.delta_nano_usd)

    @admin.display(description="off by")
    def drift(self, bill: Bill) -> str:
        return f"{bill.drift_percent:.1f} %" if bill.billed_nano_usd else "nothing was billed"
