"""The provider keys of the database, opened for the gateway, and the rehearsal that ends with the
first of them not known to be of no use, or with an Ollama that has a model. Pausing a provider says
that nobody is asked there, not that voices are played instead: what it had still counts."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Mapping
from uuid import UUID

from django.conf import settings
from django.db import OperationalError, ProgrammingError, connection
from django.db.models import Q

from providers.encryption import CannotBeOpened, decrypt
from providers.kept import Kept
from providers.models import LanguageModel, Origin, Provider, ProviderKey
from providers.protocol import Key

log = logging.getLogger(__name__)

StoredKeys = Mapping[str, tuple[Key, ...]]
REFUSED = (ProviderKey.Verdict.INVALID, ProviderKey.Verdict.NO_PERMISSION)
OF_NO_USE = (*REFUSED, ProviderKey.Verdict.UNREACHABLE)
_told: set[UUID] = set()


def read_stored_keys() -> StoredKeys:
    """Those in use, by provider, the oldest first; a paused one keeps its own. One that cannot be
    opened is left out."""
    keys: defaultdict[str, list[Key]] = defaultdict(list)
    for row in _rows_in_use():
        try:
            key = Key(decrypt(row.encrypted_secret), row.name)
        except CannotBeOpened:
            _tell_once(row)
        else:
            keys[row.provider.name].append(key)
    return {provider: tuple(found) for provider, found in keys.items()}


stored_keys_kept: Kept[StoredKeys] = Kept(read_stored_keys)


def _has_real_way() -> bool:
    """A key that may be of use, or an Ollama that was found with a model."""
    keys = {key.id for found in read_stored_keys().values() for key in found}
    return bool(keys - useless_key_ids()) or _has_local_model()


real_way_kept: Kept[bool] = Kept(_has_real_way)


def forget_stored_keys() -> None:
    """What was just written must be seen here at once."""
    stored_keys_kept.forget()
    real_way_kept.forget()


def stored_keys(provider: str) -> tuple[Key, ...]:
    return stored_keys_kept.now().get(provider, ())


def is_rehearsal() -> bool:
    """Whether the members of a new deliberation are played. What was decided for want of a real way
    ends with the first that is found; what the operator wants stands."""
    if not settings.REHEARSAL_ENDS_WITH_A_KEY:
        return bool(settings.REHEARSAL)
    return settings.REHEARSAL and not real_way_kept.now()


def useless_key_ids() -> frozenset[str]:
    """Of those that are saved; nobody else's verdict is kept. That its provider is not there now
    says nothing against a key that was taken before."""
    useless = ProviderKey.objects.filter(verdict__in=OF_NO_USE, was_taken=False)
    try:
        return frozenset(useless.values_list("key_id", flat=True))
    except (OperationalError, ProgrammingError):  # no tables yet
        return frozenset()


def has_paused_local_model() -> bool:
    """Of a paused Ollama its models are all that is known: it is not looked at."""
    return _is_any_local(Q(provider__is_enabled=False))


def _has_local_model() -> bool:
    return _is_any_local(Q(provider__is_enabled=False) | Q(provider__is_reachable=True))


def _is_any_local(at: Q) -> bool:
    models = LanguageModel.objects.filter(
        at, provider__adapter=Provider.Adapter.OLLAMA, is_enabled=True, is_served=True
    )
    try:
        return models.exists()
    except (OperationalError, ProgrammingError):  # no tables yet
        return False


def _rows_in_use() -> list[ProviderKey]:
    rows = ProviderKey.objects.filter(is_enabled=True)
    try:
        return list(rows.exclude(provider__origin=Origin.WITHDRAWN).select_related("provider"))
    except (OperationalError, ProgrammingError):
        # No keys are known for sure only where the table is still to be made.
        if ProviderKey._meta.db_table in connection.introspection.table_names():
            raise
        return []


def _tell_once(row: ProviderKey) -> None:
    """In each process: the keys are read every few seconds."""
    if row.pk not in _told:
        _told.add(row.pk)
        log.error("%s cannot be opened with ENCRYPTION_KEYS and is left out", row)
