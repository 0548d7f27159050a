"""What beat has done about the providers."""

from __future__ import annotations

from celery import shared_task

from providers import troubles
from providers.catalogue import health
from providers.ledger import drift, sweeper, webhook


@shared_task
def probe_due_providers() -> None:
    health.probe_due_providers()


@shared_task
def sweep_reservations() -> None:
    sweeper.sweep_reservations()
    sweeper.clean_up()
    troubles.watch_troubles()
    webhook.tell_alerts()


@shared_task
def report_drift() -> None:
    drift.report_drift()
