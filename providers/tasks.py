"""What beat has done about the providers."""

from __future__ import annotations

from celery import shared_task

from providers import health


@shared_task
def probe_due_providers() -> None:
    health.probe_due_providers()
