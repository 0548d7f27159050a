"""The quota windows and prices that hold now, read a little while ahead by each process."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from providers.kept import Kept
from providers.ledger.prices import PriceTable, read_prices
from providers.ledger.windows import RANKS, Scope, Window
from providers.models import QuotaWindow

Scopes = Mapping[Scope, str]
Applying = Sequence[tuple[Window, str]]


@dataclass(frozen=True, slots=True)
class Limits:
    windows: Sequence[Window]
    prices: PriceTable
    _found: dict[tuple[tuple[Scope, str], ...], Applying] = field(default_factory=dict)

    def applying_to(self, scopes: Scopes) -> Applying:
        """The windows of these scopes, each with whom it is counted for; the narrowest first.

        One that names somebody stands in the place of one of its kind that is for each.
        """
        asked = tuple(scopes.items())
        if asked not in self._found:
            self._found[asked] = _applying(self.windows, scopes)
        return self._found[asked]


def _applying(windows: Sequence[Window], scopes: Scopes) -> Applying:
    chosen: dict[tuple[object, ...], tuple[Window, str]] = {}
    for window in sorted(windows, key=lambda window: window.scope_id):  # what names none, first
        scope_id = scopes.get(window.scope)
        is_named = scope_id if window.scope is Scope.GLOBAL else scope_id or None
        if is_named is not None and window.scope_id in ("", is_named):
            chosen[window.scope, window.metric, window.period] = window, is_named
    return sorted(chosen.values(), key=lambda one: (RANKS[one[0].scope], one[0].id))


def read_limits() -> Limits:
    """As the database has them now."""
    rows = QuotaWindow.objects.filter(is_enabled=True).order_by()
    return Limits([row.as_window() for row in rows], read_prices())


limits_kept: Kept[Limits] = Kept(read_limits)
limits_now = limits_kept.now
forget_limits = limits_kept.forget
