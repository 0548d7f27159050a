"""Finds what a lost worker left: holds that ran out, and attempts that nobody recorded; and
clears away what has long ended."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from providers.ledger import budgets
from providers.ledger.alerts import Trouble, raise_alert
from providers.ledger.budget_rows import Settlement
from providers.ledger.windows import Metric, amount
from providers.models import Alert, Attempt, Budget, QuotaWindow, Reservation

log = logging.getLogger(__name__)

MOST_AT_ONCE: Final = 500
QUIET_SECONDS: Final = 60  # how long after its end an attempt has surely been recorded
LOOK_BACK_SECONDS: Final = 3600
RESERVATION_DAYS: Final = 40  # what a provider bills for a month can be compared until then
BUDGET_DAYS: Final = 400  # so that a month can be held against that of the year before
LONGEST_STRETCH_DAYS: Final = {QuotaWindow.Period.DAY: 1, QuotaWindow.Period.MONTH: 31}
LOST_MESSAGE: Final = "The worker that made this attempt was lost."


def sweep_reservations(now: datetime | None = None) -> int:
    """Expire what is held for too long, and record as lost what has ended unrecorded; returns how
    many attempts were lost."""
    now = now or timezone.now()
    for row in Reservation.objects.filter(
        state=Reservation.State.HELD, expires_at__lt=now
    ).order_by("expires_at")[:MOST_AT_ONCE]:
        if budgets.end(row, Settlement(Reservation.State.EXPIRED, None), now) is not None:
            raise_alert(_expired(row))
    return _record_lost(now)


def clean_up(now: datetime | None = None) -> int:
    """Delete reservations that ended long ago, and budgets nobody can spend from any more; returns
    how many. What is held is never touched."""
    now = now or timezone.now()
    ended = Reservation.objects.filter(ended_at__lt=now - timedelta(days=RESERVATION_DAYS))
    oldest = list(ended.order_by("ended_at").values_list("id", flat=True)[:MOST_AT_ONCE])
    deleted, _ = Reservation.objects.filter(id__in=oldest).delete() if oldest else (0, {})
    closed = Budget.objects.filter(_begun_long_ago(now), held_nano_usd=0)
    return deleted + closed.delete()[0]


def _begun_long_ago(now: datetime) -> Q:
    """A window for all time never ends; a deliberation has ended when its reservations go."""
    long_ago = Q(window=None, starts_at__lt=now - timedelta(days=RESERVATION_DAYS))
    for period, days in LONGEST_STRETCH_DAYS.items():
        began = now - timedelta(days=BUDGET_DAYS + days)
        long_ago |= Q(window__period=period, starts_at__lt=began)
    return long_ago


def _record_lost(now: datetime) -> int:
    recorded = Attempt.objects.filter(id=OuterRef("id"))
    ended = Reservation.objects.filter(
        ended_at__gt=now - timedelta(seconds=LOOK_BACK_SECONDS), ended_at__lte=now
    ).exclude(Exists(recorded))
    quiet = now - timedelta(seconds=QUIET_SECONDS)
    lost = [
        row
        for row in ended.order_by("ended_at")[:MOST_AT_ONCE]
        if row.state == Reservation.State.EXPIRED or _ended_at(row, now) < quiet
    ]
    Attempt.objects.bulk_create([_lost(row, now) for row in lost], ignore_conflicts=True)
    if lost:
        log.warning("%d attempts were lost with their worker", len(lost))
    return len(lost)


def _expired(row: Reservation) -> Trouble:
    """One for all that a lost worker leaves at a provider."""
    held = amount(Metric.NANO_USD, row.held_nano_usd)
    message = (
        f"{held}, held for an attempt at {row.provider}:{row.model}, is free again: its worker was "
        "lost, and what the attempt used is not known."
    )
    return Trouble(Alert.Kind.EXPIRED, row.provider, message, row.provider)


def _lost(row: Reservation, now: datetime) -> Attempt:
    """Nobody heard what it used; its cost is only known where it was settled."""
    return Attempt(
        id=row.id,
        trace_id=row.trace_id or row.id,
        person_id=row.person_id,
        voice=row.voice,
        number=row.number,
        provider=row.provider,
        model=row.model,
        status=Attempt.Status.LOST,
        code="lost",
        message=LOST_MESSAGE,
        started_at=row.created_at,
        ended_at=max(row.created_at, _ended_at(row, now)),
        is_estimated=True,
        cost_nano_usd=row.cost_nano_usd,
    )


def _ended_at(row: Reservation, now: datetime) -> datetime:
    return row.ended_at or now
