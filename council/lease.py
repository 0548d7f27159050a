"""Who may write to a deliberation: one holder at a time, for as long as it renews its lease."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from council.errors import LeaseLost
from council.models import Deliberation


def new_token() -> UUID:
    """Tokens rise with time, so that an older one can never take a log back."""
    return UUID(int=time.time_ns() << 64 | secrets.randbits(64))


def claim(deliberation_id: UUID) -> UUID | None:
    """Take the lease by one conditional update; None if it is held, or there is nothing to do."""
    token, now = new_token(), timezone.now()
    is_free = Q(status=Deliberation.Status.QUEUED) | Q(
        status=Deliberation.Status.RUNNING, lease_expires_at__lt=now
    )
    claimed = Deliberation.objects.filter(is_free, id=deliberation_id).update(
        status=Deliberation.Status.RUNNING,
        runs=F("runs") + 1,
        started_at=Coalesce("started_at", Value(now)),
        lease_token=token,
        lease_expires_at=now + timedelta(seconds=settings.LEASE_SECONDS),
    )
    return token if claimed else None


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


def check(token: UUID, deliberation_id: UUID) -> None:
    """Hold the row for the rest of the transaction. Raises LeaseLost if the lease is not ours."""
    write(token, deliberation_id, lease_token=token)


def write(token: UUID, deliberation_id: UUID, **values: object) -> None:
    """Update the row if the lease is still ours. Raises LeaseLost."""
    updated = Deliberation.objects.filter(id=deliberation_id, lease_token=token).update(**values)
    if not updated:
        raise LeaseLost


def settle(token: UUID, deliberation_id: UUID, **values: object) -> None:
    """Write the last values and give the lease up for good. Raises LeaseLost."""
    now = timezone.now()
    write(token, deliberation_id, ended_at=now, lease_token=None, lease_expires_at=None, **values)
