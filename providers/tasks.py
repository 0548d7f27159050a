"""What beat has done about the providers, and the fetching of models."""

from __future__ import annotations

from celery import shared_task

from providers import keys, pulling, troubles
from providers.catalogue import health
from providers.ledger import drift, sweeper, webhook


@shared_task
def probe_due_providers() -> None:
    health.probe_due_providers()
    keys.try_unreached_keys()


@shared_task
def sweep_reservations() -> None:
    sweeper.sweep_reservations()
    sweeper.clean_up()
    troubles.watch_troubles()
    webhook.tell_alerts()
    for pull_id in pulling.sweep_pulls():
        run_pull.delay(pull_id)


@shared_task
def report_drift() -> None:
    drift.report_drift()


@shared_task
def run_pull(pull_id: int) -> None:
    if not pulling.pull(pull_id):
        run_pull.delay(pull_id)
