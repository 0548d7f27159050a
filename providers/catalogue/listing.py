"""What the providers list, kept in the tables: which models are served, by which hosts, for how
much."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from django.db.models import Q
from django.utils import timezone

from providers import protocol
from providers.catalogue.pinning import hosts_kept
from providers.catalogue.routes import POLICIES, split_suffix
from providers.ledger.price_list import listed_price
from providers.ledger.prices import record_price
from providers.models import Host, LanguageModel, Origin, Price, Provider
from providers.money import nano_usd_of, price_of_list
from providers.protocol import CatalogueEntry, ListPrice, ModelRef

# Their models are what they list; of the others we ship a choice.
BRINGS_ITS_OWN_MODELS = {Provider.Adapter.OLLAMA, Provider.Adapter.OPENAI_COMPATIBLE}
ROUTER_LIST = "the router's /v1/models"
DEAREST_HOST = f"{ROUTER_LIST}, the dearest host"
OWN_LIST = "the server's own /models"
FREE = ListPrice(Decimal(0), Decimal(0))
HOST_FACTS = (
    "is_live",
    "context_tokens",
    "input_nano_usd",
    "output_nano_usd",
    "is_free",
    "first_token_seconds",
    "tokens_per_second",
    "supports_tools",
    "supports_structured_output",
    "checked_at",
)


def store_catalogue(provider: Provider, catalogue: Sequence[CatalogueEntry]) -> None:
    """Only what comes from us or from a catalogue: what an operator added or set stands."""
    by_name = {entry.model: entry for entry in catalogue if entry.can_chat}
    listed = {name: entry for name, entry in by_name.items() if entry.is_served}
    rows = list(LanguageModel.objects.filter(provider=provider).select_related("provider"))
    names = {row.pk: listed_as(provider.adapter, row.name, by_name) for row in rows}
    _mark_served(
        provider, rows, {row.pk for row in rows if _serves(listed.get(names[row.pk]), row)}
    )
    if provider.adapter in BRINGS_ITS_OWN_MODELS:
        found = [_found(provider, listed[name]) for name in listed.keys() - set(names.values())]
        rows += LanguageModel.objects.bulk_create(found)
        names |= {row.pk: row.name for row in found}
    entries = {row: by_name[names[row.pk]] for row in rows if names.get(row.pk) in by_name}
    _store_hosts(provider, entries)
    _record_prices(provider, rows, entries)


def listed_as(adapter: str, name: str, listed: Collection[str]) -> str:
    """Ollama lists `gemma4` as `gemma4:latest`; a router lists a model without its suffix."""
    if adapter == Provider.Adapter.OLLAMA and name not in listed and ":" not in name:
        return f"{name}:latest"
    return split_suffix(ModelRef(adapter, name))[0]


def _serves(entry: CatalogueEntry | None, row: LanguageModel) -> bool:
    """A model that an operator pinned to a host is served by that host or not at all."""
    _, suffix = split_suffix(row.as_ref())
    if entry is None or suffix in POLICIES:
        return entry is not None
    return any(host.is_live for host in entry.hosts if host.name == suffix)


def _mark_served(
    provider: Provider, rows: Iterable[LanguageModel], listed: Collection[int]
) -> None:
    ours = [
        row.pk
        for row in rows
        if row.origin in (Origin.SHIPPED, Origin.CATALOGUE) and "is_served" not in row.overridden
    ]
    served = [pk for pk in ours if pk in listed]
    gone = [pk for pk in ours if pk not in listed]
    models = LanguageModel.objects.filter(provider=provider)
    models.filter(pk__in=served).exclude(Q(is_served=True)).update(is_served=True)
    models.filter(pk__in=gone).exclude(Q(is_served=False)).update(is_served=False)


def _found(provider: Provider, entry: CatalogueEntry) -> LanguageModel:
    return LanguageModel(
        provider=provider,
        name=entry.model[:200],
        label=entry.model[:120],
        context_tokens=entry.context_tokens or 0,
        origin=Origin.CATALOGUE,
        is_served=True,
    )


def _store_hosts(provider: Provider, entries: Mapping[LanguageModel, CatalogueEntry]) -> None:
    now = timezone.now()
    rows = [_host(row, host, now) for row, entry in entries.items() for host in _named(entry.hosts)]
    Host.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["language_model", "name"],
        update_fields=HOST_FACTS,
    )
    Host.objects.filter(language_model__provider=provider, checked_at__lt=now).delete()
    hosts_kept.forget()


def _named(hosts: Iterable[protocol.Host]) -> Iterable[protocol.Host]:
    """Each name once: the last one counts."""
    return {host.name: host for host in hosts if host.name}.values()


def _host(row: LanguageModel, host: protocol.Host, now: datetime) -> Host:
    return Host(
        language_model=row,
        name=host.name[:60],
        is_live=host.is_live,
        context_tokens=host.context_tokens,
        input_nano_usd=_nano(host.input_usd_per_million),
        output_nano_usd=_nano(host.output_usd_per_million),
        is_free=host.is_free,
        first_token_seconds=host.first_token_seconds,
        tokens_per_second=host.tokens_per_second,
        supports_tools=host.supports_tools,
        supports_structured_output=host.supports_structured_output,
        checked_at=now,
    )


def _record_prices(
    provider: Provider,
    rows: Iterable[LanguageModel],
    entries: Mapping[LanguageModel, CatalogueEntry],
) -> None:
    """Those of the router by host; Google's as we ship them; what runs here is free. Another server
    is priced by its list, if that has prices, as long as the operator has entered none."""
    known = _KnownPrices(provider)
    match provider.adapter:
        case Provider.Adapter.HUGGINGFACE:
            for row, entry in entries.items():
                _record_router_prices(known, row, entry.hosts)
        case Provider.Adapter.GEMINI:
            _record_shipped_prices(known, rows)
        case Provider.Adapter.OLLAMA:
            for row in rows:
                known.record(row, FREE, "Ollama, on a machine of your own")
        case Provider.Adapter.OPENAI_COMPATIBLE:
            _record_listed_prices(known, entries)


def _record_shipped_prices(known: _KnownPrices, rows: Iterable[LanguageModel]) -> None:
    for row in rows:
        if price := listed_price(row.name, timezone.now().date()):
            known.record(row, price.listed, price.source)


def _record_listed_prices(
    known: _KnownPrices, entries: Mapping[LanguageModel, CatalogueEntry]
) -> None:
    for row, entry in entries.items():
        if entry.price and known.source_of(row) in ("", OWN_LIST):
            known.record(row, entry.price, OWN_LIST)


def _record_router_prices(
    known: _KnownPrices, row: LanguageModel, hosts: Iterable[protocol.Host]
) -> None:
    """Unpinned, the router may take any of its live hosts: so the bare model costs as much as the
    dearest of them, and nothing is known of it where the price of one is not."""
    live = {host.name: _prices(host) for host in _named(hosts) if host.is_live}
    for name, price in live.items():
        known.record_or_forget(row, price, ROUTER_LIST, name)
    priced = [price for price in live.values() if price]
    if live:
        dearest = _dearest(priced) if len(priced) == len(live) else None
        known.record_or_forget(row, dearest, DEAREST_HOST)


def _dearest(prices: Sequence[ListPrice]) -> ListPrice:
    return ListPrice(
        max(price.input_usd for price in prices), max(price.output_usd for price in prices)
    )


class _KnownPrices:
    """The newest prices of a provider's models, read at once: few lists bring a new one."""

    def __init__(self, provider: Provider) -> None:
        rows = Price.objects.filter(language_model__provider=provider).order_by("effective_at")
        self._known = {(row.language_model_id, row.host): row for row in rows}

    def record(self, row: LanguageModel, listed: ListPrice, source: str, host: str = "") -> None:
        known = self._known.get((row.pk, host))
        if known is None or known.as_price() != price_of_list(listed):
            record_price(row, listed, source=source, host=host)

    def record_or_forget(
        self, row: LanguageModel, listed: ListPrice | None, source: str, host: str = ""
    ) -> None:
        """What the list says no more is not known any more; what the operator said stands."""
        known = self._known.get((row.pk, host))
        if listed:
            self.record(row, listed, source, host)
        elif known and known.source == source and known.as_price():
            record_price(row, None, source=source, host=host)

    def source_of(self, row: LanguageModel) -> str:
        known = self._known.get((row.pk, ""))
        return known.source if known else ""


def _prices(host: protocol.Host) -> ListPrice | None:
    if host.input_usd_per_million is not None and host.output_usd_per_million is not None:
        return ListPrice(host.input_usd_per_million, host.output_usd_per_million)
    return FREE if host.is_free else None


def _nano(usd: Decimal | None) -> int | None:
    return None if usd is None else nano_usd_of(usd)
