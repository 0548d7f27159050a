"""Provider keys in the database: added, changed, tested, deleted, and encrypted anew.

ProviderKeyError
├── SecretUnusable        no key reads so
└── KeyKnown              this provider has it already
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import ClassVar, Final

from django.conf import settings
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from providers.catalogue.health import accept
from providers.catalogue.key_trials import KeyFinding, ask_about
from providers.catalogue.leadership import leading
from providers.encryption import CannotBeOpened, decrypt, encrypt, encrypt_anew
from providers.ledger.limits import forget_limits
from providers.ledger.windows import Scope
from providers.models import Origin, Provider, ProviderKey, QuotaWindow
from providers.protocol import Key, clean_secret
from providers.registry import sources_kept
from providers.sources import source_of
from providers.stored_keys import (
    OF_NO_USE,
    REFUSED,
    forget_stored_keys,
    is_rehearsal,
    real_way_kept,
)

LONGEST_SECRET: Final = 1000
FORM: Final = re.compile(rf"[\x21-\x7e]{{8,{LONGEST_SECRET}}}")  # what can stand in a header
USUAL_NAME: Final = "Saved key"
TRY_AGAIN_AFTER: Final = timedelta(minutes=1)


class ProviderKeyError(Exception):
    """`message` is a sentence for a person, and holds nothing of the key."""

    code: ClassVar[str] = "provider_key_error"

    def __init__(self) -> None:
        self.message = " ".join((type(self).__doc__ or "").split())
        super().__init__(self.message)


class SecretUnusable(ProviderKeyError):
    """This is no provider's key: one has 8 characters or more, letters, digits and signs without
    blanks. Copy it whole, and nothing beside it."""

    code = "secret_unusable"


class KeyKnown(ProviderKeyError):
    """This provider has this key already: test or edit that one."""

    code = "key_known"


@sensitive_variables("secret")
def check_secret(*, secret: str, provider: Provider, besides: ProviderKey) -> None:
    """Whether the provider could have it, and has it not `besides` the row that is to get it.

    Raises SecretUnusable, KeyKnown.
    """
    key = Key(clean_secret(secret))
    if not FORM.fullmatch(key.secret):
        raise SecretUnusable
    twins = ProviderKey.objects.filter(provider=provider, key_id=key.id)
    if twins.exclude(pk=besides.pk).exists():
        raise KeyKnown


@sensitive_variables("secret")
def add_key(
    *, provider: Provider, secret: str, name: str = "", added_by: User | None = None
) -> ProviderKey:
    """Not tested yet. Raises SecretUnusable, KeyKnown."""
    row = ProviderKey(provider=provider, name=name.strip() or USUAL_NAME, added_by=added_by)
    save_key(row=row, secret=secret)
    return row


@sensitive_variables("secret")
def save_key(*, row: ProviderKey, secret: str = "") -> None:
    """With another secret, or with the one it has: then it counts as mended. Quota windows of its
    own stay its own.

    Raises SecretUnusable, KeyKnown.
    """
    before = row.key_id
    if secret or not before:
        check_secret(secret=secret, provider=row.provider, besides=row)
        _put(Key(clean_secret(secret)), row)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise KeyKnown from error
    if before and row.key_id != before:
        _move_windows(before, row.key_id)
    _revive(row)
    _take_effect(row.provider)


def delete_key(*, row: ProviderKey) -> None:
    row.delete()
    _take_effect(row.provider)


def try_key(*, row: ProviderKey) -> None:
    """Ask the provider, and keep what it says of the key. No transaction may be open: that takes
    seconds, and is written down on the way."""
    found = _ask_about(row)
    row.verdict, row.verdict_message = found.verdict, found.message[:300]
    row.verdict_at = timezone.now()
    if found.was_asked and row.verdict != ProviderKey.Verdict.UNREACHABLE:
        row.was_taken = row.verdict not in REFUSED
    ProviderKey.objects.filter(pk=row.pk, key_id=row.key_id).update(
        verdict=row.verdict,
        verdict_message=row.verdict_message,
        verdict_at=row.verdict_at,
        was_taken=row.was_taken,
    )
    real_way_kept.forget()  # what is of no use ends no rehearsal
    if row.verdict not in OF_NO_USE:
        _revive(row)


def try_unreached_keys() -> None:
    """Those whose provider was not there, once more: it may be by now. By one worker, and never
    where nobody is to be asked: at a paused provider, or in a rehearsal that is wanted."""
    if is_rehearsal() and not settings.REHEARSAL_ENDS_WITH_A_KEY:
        return
    before = timezone.now() - TRY_AGAIN_AFTER
    unreached = ProviderKey.objects.filter(
        is_enabled=True,
        provider__is_enabled=True,
        verdict=ProviderKey.Verdict.UNREACHABLE,
        verdict_at__lt=before,
    ).exclude(provider__origin=Origin.WITHDRAWN)
    if not unreached.exists():
        return
    with leading("unreached keys") as is_leader:
        if is_leader:
            for row in unreached:
                try_key(row=row)


@dataclass(frozen=True, slots=True)
class Rotation:
    """How many keys stand under the newest of ENCRYPTION_KEYS now, how many of them were put there,
    and which cannot be opened."""

    readable: int
    renewed: int
    closed: Sequence[ProviderKey]


def rotate_keys() -> Rotation:
    """Encrypt all keys by the newest of ENCRYPTION_KEYS. What was edited meanwhile is so already,
    and what cannot be opened stays as it is."""
    renewed, closed = 0, []
    rows = list(ProviderKey.objects.select_related("provider"))
    for row in rows:
        try:
            encrypted = encrypt_anew(row.encrypted_secret)
        except CannotBeOpened:
            closed.append(row)
            continue
        if encrypted != row.encrypted_secret:
            unchanged = ProviderKey.objects.filter(pk=row.pk, encrypted_secret=row.encrypted_secret)
            renewed += unchanged.update(encrypted_secret=encrypted)
    return Rotation(len(rows) - len(closed), renewed, closed)


def _put(key: Key, row: ProviderKey) -> None:
    row.encrypted_secret = encrypt(key.secret)
    row.key_id, row.last_four = key.id, key.last_four
    row.verdict, row.verdict_message, row.verdict_at = ProviderKey.Verdict.UNKNOWN, "", None
    row.was_taken = False


def _take_effect(provider: Provider) -> None:
    """Here once it is committed, in other processes after five seconds; and its health is looked
    at next."""
    Provider.objects.filter(pk=provider.pk).update(probe_due_at=None)
    transaction.on_commit(forget_stored_keys)
    transaction.on_commit(sources_kept.forget)


def _move_windows(before: str, after: str) -> None:
    windows = QuotaWindow.objects.filter(scope=Scope.KEY.value)
    if not windows.filter(scope_id=after).exists():
        windows.filter(scope_id=before).update(scope_id=after)
    transaction.on_commit(forget_limits)


def _ask_about(row: ProviderKey) -> KeyFinding:
    try:
        key = Key(decrypt(row.encrypted_secret), row.name)
    except CannotBeOpened:
        return KeyFinding(
            ProviderKey.Verdict.UNKNOWN,
            "ENCRYPTION_KEYS cannot open it: put back the one it was encrypted by, or type the "
            "key anew.",
            was_asked=False,
        )
    return ask_about(replace(source_of(row.provider), keys=(key,)))


def _revive(row: ProviderKey) -> None:
    """It is asked with again, though it was refused before."""
    try:
        key = Key(decrypt(row.encrypted_secret), row.name)
    except CannotBeOpened:
        return
    accept(source_of(row.provider), key)
