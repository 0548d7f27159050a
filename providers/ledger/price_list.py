"""The prices we ship, where a provider's own list of models has none: dated, and with their source.

They are those of a paid key; what a free key may do is a matter of its quota.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from providers.protocol import ListPrice


@dataclass(frozen=True, slots=True)
class ListedPrice:
    """US dollars per million tokens from a day on. Thoughts cost as much as the answer."""

    model: str
    since: date
    listed: ListPrice
    source: str


def _usd(tokens_in: str, tokens_out: str) -> ListPrice:
    return ListPrice(Decimal(tokens_in), Decimal(tokens_out))


_GOOGLE: Final = "ai.google.dev/gemini-api/docs/pricing, as of 7 October 2026"
_OPENROUTER: Final = "openrouter.ai/google/gemini-3.1-flash-lite, at Google's price of 7 May 2026"

GEMINI_PRICES: Final = (
    ListedPrice("gemini-3.1-flash-lite", date(2026, 5, 7), _usd("0.25", "1.50"), _OPENROUTER),
    ListedPrice("gemini-3.5-flash", date(2026, 5, 19), _usd("1.50", "9.00"), _GOOGLE),
    ListedPrice("gemini-3.5-flash-lite", date(2026, 7, 1), _usd("0.30", "2.50"), _GOOGLE),
    ListedPrice("gemini-3.8-flash", date(2026, 9, 2), _usd("0.75", "3.75"), _GOOGLE),
    ListedPrice("gemini-3.8-flash", date(2027, 1, 1), _usd("1.50", "7.50"), _GOOGLE),
)


def listed_price(model: str, on: date) -> ListedPrice | None:
    """The one in force on that day."""
    prices = [price for price in GEMINI_PRICES if price.model == model and price.since <= on]
    return max(prices, key=lambda price: price.since, default=None)
