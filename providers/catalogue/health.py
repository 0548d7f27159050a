"""Looks whether the providers are there and which models they list. Spends nothing."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from random import SystemRandom

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from providers import process_commons
from providers.adapters.ollama_models import LoadedModel
from providers.catalogue.hugging_face_key import check_key
from providers.catalogue.leadership import leading
from providers.catalogue.listing import BRINGS_ITS_OWN_MODELS, listed_as, store_catalogue
from providers.catalogue.readiness import list_loaded, names_of
from providers.catalogue.readiness_sync import (
    check_gates,
    forget_readiness,
    store_readiness,
    store_unwell,
)
from providers.errors import ProviderError
from providers.events import publish
from providers.models import Origin, Provider
from providers.money import nano_usd_of
from providers.protocol import CatalogueEntry, Credit, Health, Key
from providers.protocol import Provider as Adapter
from providers.sources import HUGGINGFACE, OLLAMA, Source, adapter_for, source_of
from providers.stored_keys import is_rehearsal, real_way_kept

# What is local may change at any moment, the lists of the others change slowly.
PROBE_SECONDS = {OLLAMA: 15.0}
PROBE_OTHERS_SECONDS = 300.0
PROBE_UNWELL_SECONDS = 60.0
JITTER = 0.2
CREDIT = ("credit_used_nano_usd", "credit_limit_nano_usd", "credit_left_nano_usd")
MOST_AT_ONCE = 16

_random = SystemRandom()


@dataclass(frozen=True, slots=True)
class Finding:
    """`catalogue` is None where it could not be read; `loaded` is what an Ollama has in memory."""

    health: Health
    catalogue: list[CatalogueEntry] | None = None
    loaded: list[LoadedModel] | None = None


def probe_providers() -> None:
    """Ask every provider that can be asked, all at once, and store what was found."""
    _probe(_askable())


def probe_due_providers() -> None:
    """As `probe_providers`, but only those whose time has come, and only by one worker."""
    with leading("probe") as is_leader:
        if is_leader:
            _probe([provider for provider in _askable() if _is_due(provider)])


def look_at(provider: Provider) -> Finding:
    """Ask this one now, and store what was found."""
    finding = find_out(source_of(provider))
    _store(provider, finding)
    real_way_kept.forget()
    return finding


def probe_provider(provider: Provider) -> None:
    """Ask this one, if it can be asked, and store what was found."""
    _probe([each for each in _askable() if each.pk == provider.pk])


def find_out(source: Source) -> Finding:
    """Never raises."""
    try:
        adapter = adapter_for(source)
    except ProviderError as error:
        return Finding(_unreachable(error))
    health = _with_every_key(source, adapter, adapter.probe(source.key))
    if not health.is_reachable or health.is_authorised is False:
        return Finding(health)
    try:
        return Finding(health, adapter.catalogue(source.key), list_loaded(source))
    except ProviderError:
        return Finding(health)


def choose_model(source: Source, models: Sequence[str], finding: Finding) -> str:
    """The first of ours that the provider lists; else, where its models are its own, the first."""
    if not finding.health.is_reachable:
        return ""
    if finding.catalogue is None:
        return next(iter(models), "")
    listed = [entry.model for entry in finding.catalogue if entry.is_served and entry.can_chat]
    names = [listed_as(source.adapter, model, listed) for model in models]
    others = listed if source.adapter in BRINGS_ITS_OWN_MODELS else []
    return next((name for name in [*names, *others] if name in listed), "")


def _with_every_key(source: Source, adapter: Adapter, health: Health) -> Health:
    """Of several keys one is enough, but who has to mend something is told. They are counted, for
    nothing of a key may be shown."""
    if not health.is_reachable and health.is_authorised is None:
        return health
    verdicts = [
        _verdict(source, adapter, key, health if key == source.key else None) for key in source.keys
    ]
    for key, verdict in zip(source.keys, verdicts, strict=True):
        if verdict.is_authorised and not verdict.message:
            accept(source, key)
    told = [verdict for verdict in verdicts if verdict.code or verdict.message]
    if not told:
        return replace(health, is_authorised=verdicts[0].is_authorised if verdicts else None)
    accepted = [verdict.is_authorised for verdict in verdicts if verdict.is_authorised is not False]
    place = "" if len(verdicts) == 1 else f"Key {verdicts.index(told[0]) + 1} of {len(verdicts)}: "
    return replace(
        health,
        is_reachable=True,
        is_authorised=accepted[0] if accepted else False,
        code=health.code or told[0].code,
        message=f"{place}{told[0].message}",
    )


def _verdict(source: Source, adapter: Adapter, key: Key, health: Health | None) -> Health:
    """What is known of one key. The router's list is public: there the Hub is asked."""
    health = health or adapter.probe(key)
    if source.adapter != HUGGINGFACE or health.is_authorised is not None:
        return health
    found = check_key(key)
    return replace(health, is_authorised=found.is_accepted, code=found.code, message=found.message)


def accept(source: Source, key: Key) -> None:
    """The provider takes the key, whatever it said before."""
    process_commons.commons(is_rehearsal=False).states.accept(source.name, key)


def _askable() -> list[Provider]:
    """What is not asked has no health: an old one is forgotten.

    A rehearsal asks nobody else. The real providers are not in use then, and what the rehearsal
    upstream says of itself is no fact about them: not about their health, nor their models.
    """
    known = Provider.objects.exclude(origin=Origin.WITHDRAWN).filter(is_enabled=True)
    if is_rehearsal():
        # That for want of a key ends with an Ollama that is found.
        known = known.filter(adapter=OLLAMA) if settings.REHEARSAL_ENDS_WITH_A_KEY else known.none()
    rows = [row for row in known if source_of(row).is_configured]
    _forget(Provider.objects.exclude(pk__in=[row.pk for row in rows]))
    return rows


def _forget(others: QuerySet[Provider]) -> None:
    """Looked for first: this is done every few seconds, and a write would wait for others'."""
    known = others.exclude(is_reachable=None, health_checked_at=None, probe_due_at=None)
    if known.exists():
        forget_readiness(list(others))
        known.update(
            is_reachable=None,
            is_authorised=None,
            health_code="",
            health_message="",
            health_seconds=None,
            health_checked_at=None,
            probe_due_at=None,
            loaded=None,
            **_credit_of(None),
        )


def _is_due(provider: Provider) -> bool:
    return provider.probe_due_at is None or provider.probe_due_at <= datetime.now(UTC)


def _due_after(adapter: str, health: Health) -> timedelta:
    """A little sooner or later each time, so that not all who ask one provider ask it together."""
    seconds = PROBE_SECONDS.get(adapter, PROBE_OTHERS_SECONDS)
    if not health.is_reachable or health.is_authorised is False:
        seconds = PROBE_UNWELL_SECONDS
    return timedelta(seconds=seconds * _random.uniform(1 - JITTER, 1 + JITTER))


def _probe(providers: Sequence[Provider]) -> None:
    if not providers:
        return
    with ThreadPoolExecutor(min(len(providers), MOST_AT_ONCE)) as pool:
        findings = list(pool.map(find_out, map(source_of, providers)))
    for provider, finding in zip(providers, findings, strict=True):
        _store(provider, finding)
        check_gates(provider)


@transaction.atomic
def _store(provider: Provider, finding: Finding) -> None:
    health = finding.health
    before = provider.health_status
    Provider.objects.filter(pk=provider.pk).update(
        is_reachable=health.is_reachable,
        is_authorised=health.is_authorised,
        health_code=health.code[:40],
        health_message=health.message[:300],
        health_seconds=health.seconds,
        health_checked_at=health.checked_at,
        probe_due_at=datetime.now(UTC) + _due_after(provider.adapter, health),
        loaded=_rows_of(finding.loaded),
        **_credit_of(health.credit),
    )
    provider.is_reachable, provider.is_authorised = health.is_reachable, health.is_authorised
    if provider.health_status != before:
        transaction.on_commit(partial(_tell, provider, before, health))
    if not health.is_reachable or health.is_authorised is False:
        store_unwell(provider, health)
    # An empty list is news only where nothing may have been pulled yet.
    if finding.catalogue or (finding.catalogue is not None and provider.adapter == OLLAMA):
        store_catalogue(provider, finding.catalogue)
        store_readiness(provider, finding.catalogue, names_of(finding.loaded))


def _tell(provider: Provider, before: str, health: Health) -> None:
    told = {"provider": provider.name, "from": before, "to": provider.health_status}
    publish("health.changed", {**told, "code": health.code, "message": health.message[:300]})


def _credit_of(credit: Credit | None) -> dict[str, int | None]:
    """What was told once is not known any more where it is told no longer."""
    told = (credit.used_usd, credit.limit_usd, credit.left_usd) if credit else (None, None, None)
    nano_usd = (None if usd is None else nano_usd_of(usd) for usd in told)
    return dict(zip(CREDIT, nano_usd, strict=True))


def _rows_of(loaded: list[LoadedModel] | None) -> list[dict[str, object]] | None:
    return None if loaded is None else [asdict(one) for one in loaded]


def _unreachable(error: ProviderError) -> Health:
    return Health(
        is_reachable=False,
        is_authorised=None,
        seconds=0.0,
        checked_at=datetime.now(UTC),
        code=error.code,
        message=error.message,
    )
