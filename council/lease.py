"""Who may write to a deliberation: one holder at a time, for as long as it renews its lease."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
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
    try:
        found = Deliberation.objects.defer("event_log").get(id=deliberation_id)
    except Deliberation.DoesNotExist:
        return None
    if not _is_free(found):
        return None
    # Whoever claims counts `runs` up, and whoever holds moves the expiry.
    seen = {name: getattr(found, name) for name in ("id", "status", "runs", "lease_expires_at")}
    token, now = new_token(), timezone.now()
    taken: dict[str, object] = {
        "status": Deliberation.Status.RUNNING,
        "runs": found.runs + 1,
        "started_at": found.started_at or now,
        "lease_token": token,
        "lease_expires_at": now + timedelta(seconds=settings.LEASE_SECONDS),
    }
    if not rows.update(Deliberation, taken, seen):
        return None
    for name, value in taken.items():
        setattr(found, name, value)
    return Lease(found, token)


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
    now = timezone.now()
    write(token, deliberation_id, ended_at=now, lease_token=None, lease_expires_at=None, **values)


def _is_free(deliberation: Deliberation) -> bool:
    if deliberation.status == Deliberation.Status.QUEUED:
        return True
    expires_at = deliberation.lease_expires_at
    is_running = deliberation.status == Deliberation.Status.RUNNING
    return is_running and expires_at is not None and expires_at < timezone.now()
