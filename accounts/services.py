"""API keys: made, recognised, rotated, revoked."""

from __future__ import annotations

import hmac
import re
import secrets
import string
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from accounts.errors import (
    KeyEnded,
    KeyExpired,
    KeyReplaced,
    KeyRevoked,
    KeyUnknown,
    KeyUnreadable,
    NameUnusable,
    PersonInactive,
    ScopeUnknown,
)
from accounts.models import ApiKey
from accounts.pepper import digest, digests

OVERLAP: Final = timedelta(hours=24)
USE_IS_NOTED_EVERY: Final = timedelta(minutes=1)
FORM: Final = re.compile("ac_([0-9A-Za-z]{12})_([0-9A-Za-z]{32})")
ALPHABET: Final = string.ascii_letters + string.digits
NOBODYS: Final = "0" * 64  # compared with where there is no such id: that must take as long
LONGEST_NAME: Final = 80
MOST_DAYS: Final = 36_500


@dataclass(frozen=True, slots=True)
class NewKey:
    """`text` is the whole key, to be shown once: it is kept nowhere."""

    row: ApiKey
    text: str = field(repr=False)


def create_api_key(
    *, owner: User, name: str, scopes: Iterable[str], lasts: timedelta | None = None
) -> NewKey:
    """`lasts`: from now on; None: until it is revoked.

    Raises NameUnusable, ScopeUnknown.
    """
    name, chosen = name.strip(), sorted(set(scopes))
    if not 0 < len(name) <= LONGEST_NAME:
        raise NameUnusable
    if not chosen or not set(chosen) <= set(ApiKey.Scope.values):
        raise ScopeUnknown
    return _make(ApiKey(owner=owner, name=name, scopes=chosen), lasts)


@transaction.atomic
def rotate_api_key(*, key: ApiKey) -> NewKey:
    """A new one in its place, which lasts as long as this one was to; this one ends in 24 hours.
    Quota windows count both as one.

    Raises KeyEnded.
    """
    now = timezone.now()
    new = _make(
        ApiKey(owner=key.owner, name=key.name, scopes=key.scopes, counted_as=key.counted_as),
        key.expires_at - key.created_at if key.expires_at else None,
    )
    has_time = Q(expires_at=None) | Q(expires_at__gt=now)
    open_still = ApiKey.objects.filter(has_time, pk=key.pk, replaced_by=None, revoked_at=None)
    ends_at = min(key.expires_at or now + OVERLAP, now + OVERLAP)
    if not open_still.update(replaced_by=new.row, expires_at=ends_at):
        raise KeyEnded
    key.refresh_from_db()
    return new


def revoke_api_key(*, key: ApiKey) -> None:
    """At once, with all those it has replaced. Revoked twice, it was revoked the first time."""
    it_and_older = ApiKey.objects.filter(counted_as=key.counted_as, pk__lte=key.pk)
    it_and_older.filter(revoked_at=None).update(revoked_at=timezone.now())


@sensitive_variables()
def recognise(text: str) -> ApiKey:
    """The key that reads so, with its owner; that it was used is noted.

    What it has ended by is told only to who has its secret. Raises KeyRefused.
    """
    form = FORM.fullmatch(text)
    if form is None:
        raise KeyUnreadable
    public_id, secret = form.groups()
    found = ApiKey.objects.select_related("owner").filter(public_id=public_id).order_by().first()
    kept = found.secret_digest if found else NOBODYS
    sent = digests(secret)
    is_it = [hmac.compare_digest(kept, one) for one in sent]
    if found is None or not any(is_it):
        raise KeyUnknown
    _check_open(found)
    _note_use(found, sent[0], timezone.now())
    return found


def _check_open(key: ApiKey) -> None:
    if key.revoked_at is not None:
        raise KeyRevoked
    if key.has_expired:
        raise KeyReplaced if key.replaced_by_id else KeyExpired
    if not key.owner.is_active:
        raise PersonInactive


def _note_use(key: ApiKey, newest_digest: str, now: datetime) -> None:
    """Of many at once one writes. What an older pepper has digested is kept under the newest."""
    is_noted = key.last_used_at is not None and now - key.last_used_at < USE_IS_NOTED_EVERY
    if is_noted and key.secret_digest == newest_digest:
        return
    ApiKey.objects.filter(pk=key.pk, last_used_at=key.last_used_at).update(
        last_used_at=now, secret_digest=newest_digest
    )


def _make(row: ApiKey, lasts: timedelta | None) -> NewKey:
    """With an id and a secret of its own."""
    secret = _random(32)
    row.public_id, row.secret_digest = _random(12), digest(secret)
    row.counted_as = row.counted_as or row.public_id
    row.expires_at = row.created_at + lasts if lasts else None
    row.save(force_insert=True)
    return NewKey(row, f"ac_{row.public_id}_{secret}")


def _random(length: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(length))
