"""What tokens cost: recorded with date and source."""

from __future__ import annotations

from decimal import Decimal

from django.utils import timezone

from providers.models import LanguageModel, Price
from providers.price_lookup import nano_usd


def record_price(
    model: LanguageModel,
    *,
    input_usd_per_million: Decimal,
    output_usd_per_million: Decimal,
    source: str,
    host: str = "",
) -> bool:
    """Writes only what changes. True where it did."""
    now = timezone.now()
    found = nano_usd(input_usd_per_million), nano_usd(output_usd_per_million)
    last = Price.objects.filter(language_model=model, host=host).order_by("-effective_at").first()
    if last and (last.input_nano_usd, last.output_nano_usd) == found:
        return False
    Price.objects.create(
        language_model=model,
        host=host,
        effective_at=now,
        input_nano_usd=found[0],
        output_nano_usd=found[1],
        source=source[:200],
    )
    return True
