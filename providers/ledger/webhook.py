"""Posts alerts to ALERT_WEBHOOK_URL, each until it is taken."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Final

import requests
from django.conf import settings
from django.utils import timezone

from providers.ledger.alerts import as_told
from providers.models import Alert

log = logging.getLogger(__name__)

OLDEST_HOURS: Final = 24  # what was not told for a day is not news any more
WEBHOOK_SECONDS: Final = 5.0


def tell_alerts() -> int:
    """Post what nobody was told yet; returns how many were."""
    if not settings.ALERT_WEBHOOK_URL:
        return 0
    since = timezone.now() - timedelta(hours=OLDEST_HOURS)
    told = 0
    for alert in Alert.objects.filter(told_at=None, raised_at__gt=since).order_by("id"):
        if not _post(alert):
            break
        Alert.objects.filter(pk=alert.pk).update(told_at=timezone.now())
        told += 1
    return told


def _post(alert: Alert) -> bool:
    try:
        answer = requests.post(
            settings.ALERT_WEBHOOK_URL,
            json={"type": "alert.raised", **as_told(alert)},
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
