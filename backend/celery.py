"""The worker application."""

from __future__ import annotations

import logging
import os

from celery import Celery
from celery.signals import (
    after_setup_logger,
    after_setup_task_logger,
    worker_ready,
    worker_shutting_down,
)

from backend.memory import keep_what_is_loaded

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")

app = Celery("ai_council")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@after_setup_logger.connect
@after_setup_task_logger.connect
def redact_logs(logger: logging.Logger, **_: object) -> None:
    """Celery sets up handlers of its own where it finds none."""
    from backend.redaction import redact  # noqa: PLC0415  needs the settings

    redact([logger])


@worker_ready.connect
def settle(**_: object) -> None:
    from providers import rows  # noqa: PLC0415  needs the apps to be ready

    rows.commit_together()
    keep_what_is_loaded()


@worker_shutting_down.connect
def let_go(**_: object) -> None:
    """Celery would wait for its threads as long as they run: have them let go now."""
    from council.running import running  # noqa: PLC0415  needs the apps to be ready
    from providers import pulling  # noqa: PLC0415

    pulling.let_go()
    running().abandon_all()
