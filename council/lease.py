"""Who may write to a deliberation: one holder at a time, for as long as it renews its lease."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from uuid import UUID

from django.conf import settings
from django.db.models import Model
from django.utils import timezone

from council.errors import LeaseLost
from council.models import Deliberation
from providers import rows


def new_token() -> UUID:
    """Tokens rise with time, so that an older one can never take a log back."""
    return UUID(int=time.time_ns() << 64 | secrets.randbits(64))


@dataclass(frozen=True, slots=True)
class Lease:
    """A deliberation and the token under which alone it is written to."""

    deliberation: Deliberation
    token: UUID


def claim(deliberation_id: UUID) -> Lease | None:
    """Take the lease by one conditional update; None if it is held, or there is nothing to do."""
    token, now = new_token(), timezone.now()
    taken: dict[str, object] = {
        "status": Deliberation.Status.RUNNING,
        "lease_token": token,
        "lease_expires_at": now + timedelta(seconds=settings.LEASE_SECONDS),
        "started_at": now,
        "id": deliberation_id,
    }
    free = {"lease_expires_at": now}
    parameters = [*rows.columns_of(Deliberation, taken), *rows.columns_of(Deliberation, free)]
    found = rows.first(Deliberation, _claim(), parameters)
    return Lease(found, token) if found else None


@cache
def _claim() -> str:
    """Free is what waits, and what runs with nobody who renewed its lease."""
    waits, runs = Deliberation.Status.QUEUED.value, Deliberation.Status.RUNNING.value
    return rows.returning(
        Deliberation,
        "status = %s, lease_token = %s, lease_expires_at = %s, "
        "started_at = COALESCE(started_at, %s), runs = runs + 1",
        f"id = %s AND (status = '{waits}' OR (status = '{runs}' AND lease_expires_at < %s))",
        left_out=("event_log",),
    )


def renew(tokens: Iterable[UUID]) -> set[UUID]:
    """Prolong the leases of these tokens; returns those that are still held."""
    held = Deliberation.objects.filter(lease_token__in=tokens, status=Deliberation.Status.RUNNING)
    held.update(lease_expires_at=timezone.now() + timedelta(seconds=settings.LEASE_SECONDS))
    return {token for token in held.values_list("lease_token", flat=True) if token}


def release(token: UUID) -> None:
    """Give the deliberation back as it stands, for another worker to go on with."""
    Deliberation.objects.filter(lease_token=token).update(
        lease_token=None, lease_expires_at=timezone.now() - timedelta(seconds=1)
    )


def write(token: UUID, deliberation_id: UUID, **values: object) -> None:
    """Update the row if the lease is still ours. Raises LeaseLost."""
    if not rows.update(Deliberation, values, {"id": deliberation_id, "lease_token": token}):
        raise LeaseLost


def add(token: UUID, deliberation_id: UUID, row: Model) -> None:
    """Insert a row beside the deliberation if the lease is still ours. Raises LeaseLost."""
    held = {"id": deliberation_id, "lease_token": token}
    if not rows.insert_while(row, Deliberation, held):
        raise LeaseLost


def settle(token: UUID, deliberation_id: UUID, **values: object) -> None:
    """Write the last values and give the lease up for good. Raises LeaseLost."""
    ended = {"ended_at": timezone.now(), "lease_token": None, "lease_expires_at": None}
    held = {"id": deliberation_id, "lease_token": token}
    if not rows.update_durably(Deliberation, {**ended, **values}, held):
        raise LeaseLost
