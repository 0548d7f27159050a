"""The quota windows and prices that hold now, read a little while ahead by each process."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from providers.models import QuotaWindow
from providers.prices import PriceTable, read_prices
from providers.windows import RANKS, Scope, Window

KEPT_SECONDS: Final = 5.0  # an edit in the admin holds everywhere after that

Scopes = Mapping[Scope, str]
Applying = Sequence[tuple[Window, str]]


@dataclass(frozen=True, slots=True)
class Limits:
    windows: Sequence[Window]
    prices: PriceTable
    _found: dict[tuple[str, ...], Applying] = field(default_factory=dict)

    def applying_to(self, scopes: Scopes) -> Applying:
        """The windows of these scopes, each with whom it is counted for; the narrowest first.

        One that names somebody stands in the place of one of its kind that is for each.
        """
        ids = tuple(scopes.values())
        if ids not in self._found:
            self._found[ids] = _applying(self.windows, scopes)
        return self._found[ids]


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


class _Kept:
    """One reading for all threads of the process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._limits: Limits | None = None
        self._read_at = 0.0

    def limits(self) -> Limits:
        with self._lock:
            now = time.monotonic()
            if self._limits is None or now - self._read_at > KEPT_SECONDS:
                self._limits, self._read_at = read_limits(), now
            return self._limits

    def forget(self) -> None:
        with self._lock:
            self._limits = None


_kept = _Kept()
limits_now = _kept.limits
forget_limits = _kept.forget
