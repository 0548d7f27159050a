"""What tokens cost: recorded with date and source, read as a table of what is in force."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields, replace

from django.db.models import OuterRef, Subquery
from django.utils import timezone

from providers.catalogue.routes import split_suffix
from providers.models import LanguageModel, Price, Provider, charges_nothing
from providers.money import FREE, ModelPrice, price_of_list
from providers.protocol import ListPrice, ModelRef


def record_price(
    model: LanguageModel, listed: ListPrice | None, *, source: str, host: str = ""
) -> bool:
    """Write what is in force from now on; True where that is a change. 0 says that it is free, None
    that it is not known any more."""
    found = price_of_list(listed) if listed else None
    last = Price.objects.filter(language_model=model, host=host).order_by("-effective_at").first()
    if (last.as_price() if last else None) == found:
        return False
    Price.objects.create(
        language_model=model,
        host=host,
        effective_at=timezone.now(),
        source=source[:200],
        **(asdict(found) if found else {}),
    )
    return True


def price_in_force(model: ModelRef) -> Price | None:
    """The row, for who only looks. A pinned `model:host` has its host's; the bare model's where
    that is not known."""
    name, host = split_suffix(model)
    prices = Price.objects.filter(
        language_model__provider__name=model.provider,
        language_model__name__in=[model.name, name],
        effective_at__lte=timezone.now(),
    ).order_by("-effective_at")
    newest = (prices.filter(host=each).first() for each in dict.fromkeys([host, ""]))
    return next((price for price in newest if price and price.as_price()), None)


class PriceTable:
    """The prices in force, by `provider:name`, with `:host` behind it where a host has its own."""

    def __init__(self, prices: Mapping[str, ModelPrice], free_providers: frozenset[str]) -> None:
        self.prices = prices
        self.free_providers = free_providers

    def price_of(self, model: ModelRef) -> ModelPrice | None:
        """None where it is not known. A host without a price of its own has the bare model's."""
        if model.provider in self.free_providers:
            return FREE
        name = str(model)
        return self.prices.get(name) or self.prices.get(name.rpartition(":")[0])


def listed_price(model: LanguageModel, prices: PriceTable) -> ModelPrice | None:
    """Of a list: the model's own; else the lowest of its live hosts, which should have been read
    with it."""
    own = model.as_ref()
    if price := prices.price_of(own):
        return price
    live = [
        replace(own, name=f"{own.name}:{host.name}") for host in model.hosts.all() if host.is_live
    ]
    known = [price for price in map(prices.price_of, live) if price]
    return min(known, key=lambda price: price.output_nano_usd + price.input_nano_usd, default=None)


def read_prices() -> PriceTable:
    """As the database has them now."""
    newest = Price.objects.filter(
        language_model=OuterRef("language_model"),
        host=OuterRef("host"),
        effective_at__lte=timezone.now(),
    ).order_by("-effective_at")
    known = Price.objects.filter(pk=Subquery(newest.values("pk")[:1]), input_nano_usd__isnull=False)
    rows = known.values_list(
        "language_model__provider__name",
        "language_model__name",
        "host",
        *(column.name for column in fields(ModelPrice)),
    )
    return PriceTable(
        {_key(provider, name, host): ModelPrice(*price) for provider, name, host, *price in rows},
        frozenset(name for name, adapter, plan in _providers() if charges_nothing(adapter, plan)),
    )


def _key(provider: str, name: str, host: str) -> str:
    return f"{provider}:{name}:{host}" if host else f"{provider}:{name}"


def _providers() -> list[tuple[str, str, str]]:
    return list(Provider.objects.values_list("name", "adapter", "plan"))
