"""Looks whether the providers are there and which models they list. Spends nothing."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import transaction

from providers.catalogue import BRINGS_ITS_OWN_MODELS, store_catalogue
from providers.errors import ProviderError
from providers.hugging_face_key import check_key
from providers.models import Origin, Provider
from providers.protocol import CatalogueEntry, Health
from providers.registry import (
    HUGGINGFACE,
    OLLAMA,
    Source,
    adapter_for,
    source_of,
)

# A healthy provider's list changes slowly; what is local or broken may change at any moment.
PROBE_AGAIN_SECONDS = 270
MOST_AT_ONCE = 16


@dataclass(frozen=True, slots=True)
class Finding:
    """`catalogue` is None where it could not be read."""

    health: Health
    catalogue: list[CatalogueEntry] | None = None


def probe_providers() -> None:
    """Ask every provider that can be asked, all at once, and store what was found."""
    _probe(_askable())


def probe_due_providers() -> None:
    """As `probe_providers`, but leaves out what was found healthy a moment ago."""
    _probe([provider for provider in _askable() if _is_due(provider)])


def find_out(source: Source) -> Finding:
    """Never raises."""
    try:
        adapter = adapter_for(source)
    except ProviderError as error:
        return Finding(_unreachable(error))
    health = adapter.probe(source.key)
    if source.adapter == HUGGINGFACE and health.is_reachable and health.is_authorised is None:
        found = check_key(source.key)
        health = replace(
            health,
            is_authorised=found.is_accepted,
            code=health.code or found.code,
            message=health.message or found.message,
        )
    if not health.is_reachable or health.is_authorised is False:
        return Finding(health)
    try:
        return Finding(health, adapter.catalogue(source.key))
    except ProviderError:
        return Finding(health)


def _askable() -> list[Provider]:
    """What is not asked has no health: an old one is forgotten.

    A rehearsal asks nobody. The real providers are not in use then, and what the rehearsal
    upstream says of itself is no fact about them: not about their health, nor their models.
    """
    known = Provider.objects.exclude(origin=Origin.WITHDRAWN).filter(is_enabled=True)
    rows = [] if settings.REHEARSAL else [row for row in known if source_of(row).is_configured]
    others = Provider.objects.exclude(pk__in=[row.pk for row in rows])
    others.exclude(is_reachable=None, health_checked_at=None).update(
        is_reachable=None,
        is_authorised=None,
        health_code="",
        health_message="",
        health_seconds=None,
        health_checked_at=None,
    )
    return rows


def _is_due(provider: Provider) -> bool:
    checked_at = provider.health_checked_at
    if checked_at is None or provider.health_status != Provider.HealthStatus.OK:
        return True
    if provider.adapter in BRINGS_ITS_OWN_MODELS:
        return True
    return checked_at <= datetime.now(UTC) - timedelta(seconds=PROBE_AGAIN_SECONDS)


def _probe(providers: Sequence[Provider]) -> None:
    if not providers:
        return
    with ThreadPoolExecutor(min(len(providers), MOST_AT_ONCE)) as pool:
        findings = list(pool.map(find_out, map(source_of, providers)))
    for provider, finding in zip(providers, findings, strict=True):
        _store(provider, finding)


@transaction.atomic
def _store(provider: Provider, finding: Finding) -> None:
    health = finding.health
    Provider.objects.filter(pk=provider.pk).update(
        is_reachable=health.is_reachable,
        is_authorised=health.is_authorised,
        health_code=health.code[:40],
        health_message=health.message[:300],
        health_seconds=health.seconds,
        health_checked_at=health.checked_at,
    )
    # An empty list is news only where nothing may have been pulled yet.
    if finding.catalogue or (finding.catalogue is not None and provider.adapter == OLLAMA):
        store_catalogue(provider, finding.catalogue)


def _unreachable(error: ProviderError) -> Health:
    return Health(
        is_reachable=False,
        is_authorised=None,
        seconds=0.0,
        checked_at=datetime.now(UTC),
        code=error.code,
        message=error.message,
    )
