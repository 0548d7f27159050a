"""Has an Ollama fetch a model, and keeps on its row how far it is. Gigabytes: it may take hours."""

from __future__ import annotations

import logging
import time
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Final

from django.utils import timezone

from providers.adapters.ollama import Ollama
from providers.adapters.ollama_models import PULL_IDLE_SECONDS, PullProgress
from providers.errors import (
    Cancelled,
    ConnectionLost,
    ConnectTimedOut,
    ProviderError,
    UpstreamFault,
)
from providers.models import Provider, Pull
from providers.models.pulls import PullQuerySet
from providers.protocol import Deadline
from providers.sources import adapter_for, rehearsing, source_of
from providers.switch import Switch

log = logging.getLogger(__name__)

LONGEST_SECONDS: Final = 86_400.0
TOLD_EVERY_SECONDS: Final = 0.5
# Of which nothing was heard for longer than an Ollama may be silent: its worker is gone.
LOST_AFTER: Final = timedelta(seconds=PULL_IDLE_SECONDS + 60)
# A worker that ends may be handed what it has just put back, and lose it. Enqueued twice, a pull
# runs once.
FORGOTTEN_AFTER: Final = timedelta(seconds=10)
LOST = "worker_lost", "Its worker was lost. Pull it again: Ollama goes on from what it has."

_switch = Switch()  # of all pulls of this process


def let_go() -> None:
    """The process ends: what it fetches is put back into the queue."""
    _switch.cut()


def pull(pull_id: int) -> bool:
    """Fetch what that row asks for, unless it is no longer queued. False if it was put back."""
    claimed = Pull.objects.filter(pk=pull_id, status=Pull.Status.QUEUED)
    if not claimed.update(status=Pull.Status.FETCHING, told_at=timezone.now()):
        return True
    row = Pull.objects.select_related("provider").get(pk=pull_id)
    try:
        with _own_switch() as switch, closing(_follow(row, switch)) as told:
            for progress in told:
                if not _tell(row, progress):
                    return True  # cancelled: who no longer listens ends the fetching
    except Cancelled:
        return not _still(row).update(status=Pull.Status.QUEUED, told_at=timezone.now())
    except ProviderError as error:
        said = error.message.rstrip(".")
        _end(row, Pull.Status.FAILED, error.code, f"{said}. {advice(error)}".strip())
    else:
        _end(row, Pull.Status.DONE)
        Provider.objects.filter(pk=row.provider_id).update(probe_due_at=None)  # soon listed
    return True


def sweep_pulls() -> list[int]:
    """End what lost its worker; tells which to enqueue again because they have waited long."""
    now = timezone.now()
    code, message = LOST
    Pull.objects.filter(status=Pull.Status.FETCHING, told_at__lt=now - LOST_AFTER).update(
        status=Pull.Status.FAILED, code=code, message=message, ended_at=now
    )
    waiting = Pull.objects.filter(status=Pull.Status.QUEUED, told_at__lt=now - FORGOTTEN_AFTER)
    forgotten = list(waiting.values_list("pk", flat=True))
    if forgotten:
        waiting.filter(pk__in=forgotten).update(told_at=now)
    return forgotten


def advice(error: ProviderError) -> str:
    """What the operator can do about it."""
    said = error.message.lower()
    if "no space left" in said or "disk quota" in said:
        return "Make room on the disk where Ollama keeps its models, then pull it again."
    if "file does not exist" in said or "not found" in said:
        return "Look the name up at ollama.com/library."
    if isinstance(error, (ConnectionLost, ConnectTimedOut)):
        return "See that Ollama runs (`ollama serve`), then pull it again."
    return "" if isinstance(error, UpstreamFault) else "What was fetched so far is kept."


def _follow(row: Pull, switch: Switch) -> Generator[PullProgress]:
    source = source_of(row.provider)
    source = rehearsing(source) if row.is_rehearsal else source
    adapter = adapter_for(source)
    if not isinstance(adapter, Ollama):
        raise UpstreamFault("Only an Ollama fetches models.")
    deadline = replace(
        Deadline.after(LONGEST_SECONDS, switch), first_text_seconds=PULL_IDLE_SECONDS
    )
    kept_at, kept_step = 0.0, ""
    for progress in adapter.models.pull(row.model, source.key, deadline):
        now = time.monotonic()
        if progress.status != kept_step or now - kept_at >= TOLD_EVERY_SECONDS:
            kept_at, kept_step = now, progress.status
            yield progress


def _tell(row: Pull, progress: PullProgress) -> bool:
    """Whether anybody still wants it."""
    kept = _still(row).update(
        step=progress.status[:200],
        completed_bytes=progress.completed_bytes,
        total_bytes=progress.total_bytes,
        told_at=timezone.now(),
    )
    return bool(kept)


def _end(row: Pull, status: Pull.Status, code: str = "", message: str = "") -> None:
    now = timezone.now()
    _still(row).update(
        status=status, code=code[:40], message=message[:400], told_at=now, ended_at=now
    )
    log.info("The pull %s ended: %s %s", row.pk, status, code)


def _still(row: Pull) -> PullQuerySet:
    return Pull.objects.filter(pk=row.pk, status=Pull.Status.FETCHING)


@contextmanager
def _own_switch() -> Iterator[Switch]:
    """One that is cut when the process lets go."""
    switch = Switch()
    with _switch.while_open(switch.cut):
        yield switch
