"""What live traffic tells of the models: when each last answered, when and why it last did not,
and how long its answers take. Nothing is asked for it."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from statistics import quantiles

from django.db.models import Max
from django.utils import timezone

from providers.catalogue.routes import unpinned
from providers.ledger.usage import NOT_SENT
from providers.models import Attempt
from providers.protocol import ModelRef

WINDOW = timedelta(hours=24)
READ_EVERY_SECONDS = 60.0
MOST_READ, FEWEST_ANSWERS = 2000, 10


@dataclass(frozen=True, slots=True)
class Traffic:
    """Of the last day. None where there was none."""

    last_success_at: datetime | None = None
    last_failure_at: datetime | None = None
    last_failure_code: str = ""

    @property
    def is_failing(self) -> bool:
        """The last attempt that ended did not succeed."""
        if self.last_failure_at is None:
            return False
        return self.last_success_at is None or self.last_success_at < self.last_failure_at

    def __str__(self) -> str:
        parts = []
        if self.last_success_at:
            parts.append(f"last answered {self.last_success_at:%Y-%m-%d %H:%M} UTC")
        if self.last_failure_at:
            code = self.last_failure_code
            parts.append(f"last failed {self.last_failure_at:%Y-%m-%d %H:%M} UTC ({code})")
        return ", ".join(parts) or "not asked in the last day"


NO_TRAFFIC = Traffic()


def recent_traffic() -> dict[str, Traffic]:
    """By `provider:name`. What a host did counts for the model that it serves; what we refused
    ourselves says nothing of it."""
    rows = (
        Attempt.objects.filter(started_at__gte=timezone.now() - WINDOW, is_rehearsal=False)
        .exclude(status=Attempt.Status.CANCELLED)
        .exclude(NOT_SENT)
        .order_by()
        .values_list("provider", "model", "status", "code")
        .annotate(last_at=Max("ended_at"))
    )
    found: dict[str, Traffic] = {}
    for provider, model, status, code, last_at in rows:
        name = unpinned(ModelRef(provider, model))
        traffic = found.get(name, NO_TRAFFIC)
        if status == Attempt.Status.SUCCEEDED:
            found[name] = _with_success(traffic, last_at)
        else:
            found[name] = _with_failure(traffic, last_at, code)
    return found


def together(parts: Iterable[Traffic]) -> Traffic:
    """Of a provider: of all its models."""
    whole = NO_TRAFFIC
    for part in parts:
        if part.last_success_at:
            whole = _with_success(whole, part.last_success_at)
        if part.last_failure_at:
            whole = _with_failure(whole, part.last_failure_at, part.last_failure_code)
    return whole


def _with_success(traffic: Traffic, at: datetime) -> Traffic:
    if traffic.last_success_at and traffic.last_success_at >= at:
        return traffic
    return replace(traffic, last_success_at=at)


def _with_failure(traffic: Traffic, at: datetime, code: str) -> Traffic:
    if traffic.last_failure_at and traffic.last_failure_at >= at:
        return traffic
    return replace(traffic, last_failure_at=at, last_failure_code=code)


def usual_seconds() -> Mapping[str, float]:
    """In which nine of ten answers of a model have come, by `provider:name`, of those that answered
    often enough lately. Read once a minute."""
    return _usual_seconds(int(time.monotonic() // READ_EVERY_SECONDS))


@lru_cache(maxsize=1)
def _usual_seconds(minute: int) -> Mapping[str, float]:  # noqa: ARG001  another minute reads anew
    rows = (
        Attempt.objects.filter(started_at__gte=timezone.now() - WINDOW, is_rehearsal=False)
        .filter(status=Attempt.Status.SUCCEEDED)
        .order_by("-started_at")
        .values_list("provider", "model", "started_at", "ended_at")
    )
    taken: defaultdict[str, list[float]] = defaultdict(list)
    for provider, model, started_at, ended_at in rows[:MOST_READ]:
        name = unpinned(ModelRef(provider, model))
        taken[name].append((ended_at - started_at).total_seconds())
    return {
        name: quantiles(seconds, n=10)[-1]
        for name, seconds in taken.items()
        if len(seconds) >= FEWEST_ANSWERS
    }
