"""The worker application."""

from __future__ import annotations

import os

from celery import Celery
from celery.signals import worker_ready, worker_shutting_down

from backend.memory import keep_what_is_loaded

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")

app = Celery("ai_council")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_ready.connect
def settle(**_: object) -> None:
    from providers import rows  # noqa: PLC0415  needs the apps to be ready

    rows.commit_together()
    keep_what_is_loaded()


@worker_shutting_down.connect
def let_go(**_: object) -> None:
    """Celery would wait for its threads as long as they run: have them let go now."""
    from council.running import running  # noqa: PLC0415  needs the apps to be ready

    running().abandon_all()
