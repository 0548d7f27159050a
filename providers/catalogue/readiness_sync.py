"""Keeps on the rows what was found out about the readiness of their models."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta

from django.utils import timezone

from providers.catalogue import hub
from providers.catalogue.listing import listed_as
from providers.catalogue.readiness import Found, from_listing, look_closely
from providers.catalogue.routes import split_suffix
from providers.catalogue.trial_calls import Refusal, refuse_unconfigured
from providers.models import LanguageModel, Provider, Readiness
from providers.protocol import CatalogueEntry, Health
from providers.sources import HUGGINGFACE, source_of

GATE_KEPT = timedelta(days=1)
MOST_GATES = 5  # looked at in one probe: the Hub counts every question
FIELDS = (
    "readiness",
    "readiness_code",
    "readiness_message",
    "readiness_checked_at",
    "ready_at",
)


def store_readiness(
    provider: Provider, catalogue: Sequence[CatalogueEntry], loaded: frozenset[str] | None
) -> None:
    """Of all its models, by its list."""
    entries = {entry.model: entry for entry in catalogue}
    rows = list(LanguageModel.objects.filter(provider=provider))
    for row in rows:
        entry = entries.get(listed_as(provider.adapter, row.name, entries))
        _take(row, from_listing(entry, is_gated=row.is_gated, loaded=loaded))
    LanguageModel.objects.bulk_update(rows, FIELDS)


def store_unwell(provider: Provider, health: Health) -> None:
    """Of a provider that cannot be asked, no model is ready."""
    LanguageModel.objects.filter(provider=provider).update(
        readiness=Readiness.ERROR,
        readiness_code=health.code[:40],
        readiness_message=health.message[:300],
        readiness_checked_at=health.checked_at,
        ready_at=None,
    )


def forget_readiness(providers: Iterable[Provider]) -> None:
    """Of those that are not asked."""
    rows = LanguageModel.objects.filter(provider__in=providers)
    rows.exclude(readiness=Readiness.UNKNOWN).update(
        readiness=Readiness.UNKNOWN,
        readiness_code="",
        readiness_message="",
        readiness_checked_at=None,
        ready_at=None,
    )


def look_at_model(row: LanguageModel) -> Found | Refusal:
    """Ask the provider about this one model, and keep the answer; nothing is where nobody can be
    asked."""
    source = source_of(row.provider)
    if refusal := refuse_unconfigured(source):
        return refusal
    found = look_closely(source, row.name)
    _take(row, found)
    row.save(update_fields=FIELDS)
    return found


def check_gates(provider: Provider) -> None:
    """Ask the Hub about a few models whether their licence is accepted, each once a day."""
    if provider.adapter != HUGGINGFACE:
        return
    source = source_of(provider)
    known_since = timezone.now() - GATE_KEPT
    rows = LanguageModel.objects.usable().filter(provider=provider)
    due = [row for row in rows if not row.gate_checked_at or row.gate_checked_at < known_since]
    for row in due[:MOST_GATES]:
        name, _ = split_suffix(row.as_ref())
        row.is_gated = hub.is_gated_for(name, source.key)
        if row.is_gated is None:
            break  # the next probe asks again
        row.gate_checked_at = timezone.now()
        row.save(update_fields=["is_gated", "gate_checked_at"])


def _take(row: LanguageModel, found: Found) -> None:
    row.readiness = found.status
    row.readiness_code = found.code[:40]
    row.readiness_message = found.message[:300]
    row.readiness_checked_at = timezone.now()
    row.ready_at = found.ready_at
