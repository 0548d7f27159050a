"""What is known of the price of one model, for those who only look."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.utils import timezone

from providers.models import LanguageModel, Price
from providers.protocol import ModelRef, Usage
from providers.routes import split_suffix

NANO = 1_000_000_000
MILLION = 1_000_000


def price_of(model: ModelRef) -> Price | None:
    """The price in force. A pinned `model:host` has its host's; the bare model's where that is
    not known, which is the dearest of its hosts'."""
    now = timezone.now()
    name, host = split_suffix(model)
    row = LanguageModel.objects.filter(
        provider__name=model.provider, name__in=[model.name, name]
    ).first()
    if row is None:
        return None
    return (_newest(row, host, now) if host else None) or _newest(row, "", now)


def cost_nano_usd(model: ModelRef, usage: Usage) -> int | None:
    """None where no price is known."""
    price = price_of(model)
    if price is None:
        return None
    spent = usage.input_tokens * price.input_nano_usd + usage.output_tokens * price.output_nano_usd
    return -(-spent // MILLION)


def nano_usd(usd: Decimal) -> int:
    return int((usd * NANO).to_integral_value())


def _newest(model: LanguageModel, host: str, now: datetime) -> Price | None:
    prices = Price.objects.filter(language_model=model, host=host, effective_at__lte=now)
    return prices.order_by("-effective_at").first()
