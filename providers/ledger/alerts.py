"""Tells somebody: when a window fills, once for each threshold and stretch; of what lasts, once
until it has ended."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import Error as DatabaseFault
from django.utils import timezone

from providers import events
from providers.connections import let_connection_go
from providers.ledger.windows import Metric, Scope, Span, Window, amount, crossed, told
from providers.models import Alert
from providers.moments import iso
from providers.money import as_usd

log = logging.getLogger(__name__)

MOST_REMEMBERED: Final = 10_000
HIGHEST_PERCENT: Final = 9_999
OF_PROVIDERS: Final = (Scope.PROVIDER, Scope.KEY, Scope.MODEL)


@dataclass(frozen=True, slots=True)
class Use:
    """How much of one stretch of a window is used, with an attempt at this provider. `whom` is its
    scope in words."""

    window: Window
    scope_id: str
    whom: str
    span: Span
    used: int
    provider: str


class Alerts:
    """Raises each alert once: a log line, an event, and a row, which the upkeep worker posts to
    the webhook."""

    def __init__(self) -> None:
        self._raised: set[tuple[int, str, datetime, int]] = set()

    def watch(self, use: Use) -> None:
        for percent in crossed(use.used, use.window.limit):
            place = (use.window.id, use.scope_id, use.span.starts_at, percent)
            if place not in self._raised and self._has_raised(use, percent):
                if len(self._raised) >= MOST_REMEMBERED:
                    self._raised.clear()
                self._raised.add(place)

    def tell(self, use: Use) -> None:
        """Raise what is used by now, at whatever per cent, and the thresholds it has reached."""
        self.watch(use)
        limit = max(use.window.limit, 1)
        self._has_raised(use, min(use.used * 100 // limit, HIGHEST_PERCENT))

    def _has_raised(self, use: Use, percent: int) -> bool:
        """No attempt fails over an alert: what cannot be raised now is when the next one comes."""
        try:
            self._raise(use, percent)
        except DatabaseFault:
            log.exception("An alert of %d %% could not be raised", percent)
            return False
        finally:
            let_connection_go()
        return True

    def _raise(self, use: Use, percent: int) -> None:
        window = use.window
        alert, is_new = Alert.objects.get_or_create(
            window_id=window.id,
            scope_id=use.scope_id,
            starts_at=use.span.starts_at,
            percent=percent,
            defaults={
                "kind": Alert.Kind.QUOTA_WINDOW,
                "message": _message(use, percent),
                "provider": use.provider if window.scope in OF_PROVIDERS else "",
                "model": use.scope_id.partition(":")[2] if window.scope is Scope.MODEL else "",
                "scope": window.scope,
                "metric": window.metric,
                "period": window.period,
                "used": use.used,
                "limit": window.limit,
                "ends_at": use.span.ends_at,
            },
        )
        if is_new:
            _announce(alert)


@dataclass(frozen=True, slots=True)
class Trouble:
    """What somebody has to mend. `about` is what it befell: of two alike one is told."""

    kind: Alert.Kind
    about: str
    message: str
    provider: str
    model: str = ""


def raise_alert(trouble: Trouble) -> None:
    """Unless it was, and has not ended. Nothing fails over it."""
    try:
        alert, is_new = Alert.objects.get_or_create(
            kind=trouble.kind,
            about=trouble.about[:300],
            ends_at=None,
            defaults={
                "message": trouble.message[:400],
                "provider": trouble.provider,
                "model": trouble.model,
            },
        )
    except DatabaseFault:
        log.exception("%s (%s) could not be raised as an alert", trouble.kind.label, trouble.about)
        return
    finally:
        let_connection_go()
    if is_new:
        _announce(alert)


def end_alert(alert: Alert) -> None:
    """Once: of several at the same time one tells it."""
    alert.ends_at = timezone.now()
    if Alert.objects.filter(pk=alert.pk, ends_at=None).update(ends_at=alert.ends_at):
        log.info("It has ended: %s", alert.message)
        events.publish("alert.ended", as_told(alert))


def as_told(alert: Alert) -> dict[str, object]:
    """An alert outside the house; a window's in the words the API has for the same window."""
    is_money = alert.metric == Metric.NANO_USD
    return {
        "id": alert.pk,
        "kind": alert.kind,
        "provider": alert.provider or None,
        "model": alert.model or None,
        "message": alert.message,
        "scope": alert.scope or None,
        "scope_id": alert.scope_id,
        "metric": "cost" if is_money else alert.metric or None,
        "period": alert.period or None,
        "percent": alert.percent,
        "used": None if is_money else alert.used,
        "limit": None if is_money else alert.limit,
        "used_usd": as_usd(alert.used) if is_money else None,
        "limit_usd": as_usd(alert.limit) if is_money else None,
        "at": iso(alert.raised_at),
        "ends_at": iso(alert.ends_at) if alert.ends_at else None,
    }


def _announce(alert: Alert) -> None:
    log.warning("%s", alert.message)
    events.publish("alert.raised", as_told(alert))


def _message(use: Use, percent: int) -> str:
    window = use.window
    used = amount(window.metric, use.used)
    whole = f"{percent} % of the quota window of {told(window)} for {use.whom} is used: {used}."
    return whole[:400]
