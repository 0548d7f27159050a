"""Brings the windows of each provider's plan into the database, beside what an operator set."""

from __future__ import annotations

from typing import Final

from providers.ledger.limits import forget_limits
from providers.ledger.plans import PLANS, PlannedWindow
from providers.models import Origin, Provider, QuotaWindow

WINDOW_FIELDS: Final = ("limit", "zone", "is_soft")


def sync_windows() -> list[str]:
    """Every change in words. Writes no field listed in a row's `overridden`; a window its plan no
    longer has is switched off, not deleted, and an operator's own stays as it is."""
    changes: list[str] = []
    for provider in Provider.objects.exclude(origin=Origin.WITHDRAWN):
        changes += sync_windows_of(provider)
    return changes


def sync_windows_of(provider: Provider) -> list[str]:
    rows = {
        (row.metric, row.period): row
        for row in QuotaWindow.objects.filter(
            scope=QuotaWindow.Scope.PROVIDER, scope_id=provider.name
        )
    }
    changes: list[str] = []
    for planned in PLANS.get((provider.adapter, provider.plan), ()):
        row = rows.pop((planned.metric.value, planned.period.value), None)
        if row is None:
            changes.append(_add(provider, planned))
        elif row.origin != Origin.OPERATOR:
            changes += _follow(row, planned)
    for row in rows.values():
        if row.origin == Origin.SHIPPED:
            changes.append(_withdraw(row))
    if changes:
        forget_limits()
    return changes


def _add(provider: Provider, planned: PlannedWindow) -> str:
    row = QuotaWindow.objects.create(
        scope=QuotaWindow.Scope.PROVIDER,
        scope_id=provider.name,
        metric=planned.metric.value,
        period=planned.period.value,
        limit=planned.limit,
        zone=planned.zone,
        is_soft=planned.is_soft,
        origin=Origin.SHIPPED,
    )
    return f"added the quota window {row}"


def _follow(row: QuotaWindow, planned: PlannedWindow) -> list[str]:
    changed = [
        name
        for name in WINDOW_FIELDS
        if name not in row.overridden and getattr(row, name) != getattr(planned, name)
    ]
    for name in changed:
        setattr(row, name, getattr(planned, name))
    if row.origin != Origin.SHIPPED:
        row.origin = Origin.SHIPPED
        changed.append("origin")
        if "is_enabled" not in row.overridden:
            row.is_enabled = True
            changed.append("is_enabled")
    if not changed:
        return []
    row.save(update_fields=changed)
    return [f"changed {', '.join(changed)} of the quota window {row}"]


def _withdraw(row: QuotaWindow) -> str:
    row.origin = Origin.WITHDRAWN
    row.is_enabled = False
    row.save(update_fields=["origin", "is_enabled"])
    return f"switched off the quota window {row}"
