"""Tells somebody when a window fills: once for each threshold and stretch."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import requests
from django.conf import settings
from django.db import Error as DatabaseFault
from django.utils import timezone

from providers.connections import let_connection_go
from providers.ledger.windows import Metric, Window, amount, crossed
from providers.models import QuotaAlert
from providers.money import as_usd

log = logging.getLogger(__name__)

OLDEST_HOURS: Final = 24  # what was not told for a day is not news any more
WEBHOOK_SECONDS: Final = 5.0
MOST_REMEMBERED: Final = 10_000
HIGHEST_PERCENT: Final = 9_999


@dataclass(frozen=True, slots=True)
class Use:
    """How much of one stretch of a window is used. `whom` is its scope in words."""

    window: Window
    scope_id: str
    whom: str
    starts_at: datetime
    used: int


class Alerts:
    """Raises each alert once: a log line and a row, which the upkeep worker posts to the
    webhook."""

    def __init__(self) -> None:
        self._raised: set[tuple[int, str, datetime, int]] = set()

    def watch(self, use: Use) -> None:
        for percent in crossed(use.used, use.window.limit):
            place = (use.window.id, use.scope_id, use.starts_at, percent)
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
        _, is_new = QuotaAlert.objects.get_or_create(
            window_id=use.window.id,
            scope_id=use.scope_id,
            starts_at=use.starts_at,
            percent=percent,
            defaults={"used": use.used, "limit": use.window.limit},
        )
        if not is_new:
            return
        metric, limit = use.window.metric, use.window.limit
        log.warning(
            "%d %% of the quota window of %s (%s) for %s is used: %s",
            percent,
            amount(metric, limit),
            use.window.period.value,
            use.whom,
            amount(metric, use.used),
        )


def tell_alerts() -> int:
    """Post what nobody was told yet to ALERT_WEBHOOK_URL; returns how many were."""
    if not settings.ALERT_WEBHOOK_URL:
        return 0
    since = timezone.now() - timedelta(hours=OLDEST_HOURS)
    told = 0
    for alert in QuotaAlert.objects.filter(told_at=None, raised_at__gt=since).order_by("id"):
        if not _post(alert):
            break
        QuotaAlert.objects.filter(pk=alert.pk).update(told_at=timezone.now())
        told += 1
    return told


def _post(alert: QuotaAlert) -> bool:
    try:
        answer = requests.post(
            settings.ALERT_WEBHOOK_URL,
            json=_body(alert),
            timeout=WEBHOOK_SECONDS,
            allow_redirects=False,
        )
    except requests.RequestException:
        log.warning("The alert webhook cannot be reached; trying again later")
        return False
    if answer.ok and not answer.is_redirect:
        return True
    log.warning("The alert webhook answered %d; trying again later", answer.status_code)
    return False


def _body(alert: QuotaAlert) -> dict[str, object]:
    """In the words the API has for the same window."""
    window = alert.window
    is_money = window.metric == Metric.NANO_USD
    return {
        "type": "quota.alert",
        "scope": window.scope,
        "scope_id": alert.scope_id,
        "metric": "cost" if is_money else window.metric,
        "period": window.period,
        "percent": alert.percent,
        "used": None if is_money else alert.used,
        "limit": None if is_money else alert.limit,
        "used_usd": as_usd(alert.used) if is_money else None,
        "limit_usd": as_usd(alert.limit) if is_money else None,
        "at": alert.raised_at.isoformat().replace("+00:00", "Z"),
    }
