"""What a worker runs: fetch, call, return."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from council import redis_clients, runner
from council.models import Deliberation, IdempotencyKey

FORGOTTEN_SECONDS = 60
KEY_HOURS = 24


@shared_task
def run_deliberation(deliberation_id: str) -> None:
    if runner.run(UUID(deliberation_id)) is runner.Ending.ABANDONED:
        run_deliberation.delay(deliberation_id)


@shared_task
def sweep() -> None:
    """Enqueue again what lost its worker or its place in the queue; drop old idempotency keys."""
    now = timezone.now()
    abandoned = Deliberation.objects.abandoned().filter(
        enqueued_at__lt=now - timedelta(seconds=settings.LEASE_SECONDS)
    )
    forgotten = Deliberation.objects.filter(
        status=Deliberation.Status.QUEUED,
        enqueued_at__lt=now - timedelta(seconds=FORGOTTEN_SECONDS),
    )
    lost = list(abandoned)
    queued = list(forgotten)
    if queued and redis_clients.queue_length() < len(queued):
        lost += queued
    for deliberation in lost:
        enqueue_again(deliberation)
    IdempotencyKey.objects.filter(created_at__lt=now - timedelta(hours=KEY_HOURS)).delete()


def enqueue_again(deliberation: Deliberation) -> None:
    """Once, however many sweeps see it: moving `enqueued_at` decides who enqueues."""
    moved = Deliberation.objects.filter(
        id=deliberation.id, enqueued_at=deliberation.enqueued_at
    ).update(enqueued_at=timezone.now())
    if moved:
        run_deliberation.delay(str(deliberation.id))
