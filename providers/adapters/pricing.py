"""Prices as OpenRouter's list of models writes them: US dollars for a single token."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Final

from providers.adapters.framing import Frame
from providers.protocol import ListPrice

MILLION: Final = 1_000_000


def price_per_token(pricing: Frame) -> ListPrice | None:
    """None where either side is missing, or negative: then it depends on who answers.

    A zero for cached or thought tokens stands there also where they have no price of their own.
    """
    asked, answered = _a_million(pricing.get("prompt")), _a_million(pricing.get("completion"))
    if asked is None or answered is None:
        return None
    return ListPrice(
        asked,
        answered,
        cached_usd=_a_million(pricing.get("input_cache_read")) or None,
        reasoning_usd=_a_million(pricing.get("internal_reasoning")) or None,
    )


def dollars(value: object) -> Decimal | None:
    """None where it is no amount, or a negative one."""
    if not isinstance(value, (str, int, float)) or isinstance(value, bool):
        return None
    try:
        usd = Decimal(str(value))
    except InvalidOperation:
        return None
    return usd if usd.is_finite() and usd >= 0 else None


def _a_million(value: object) -> Decimal | None:
    usd = dollars(value)
    return None if usd is None else usd * MILLION
