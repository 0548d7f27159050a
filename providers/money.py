"""Money in integer nano-USD: what a model asks for its tokens, and what an attempt costs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from providers.protocol import Usage

NANO_USD: Final = 1_000_000_000
MILLION: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class ModelPrice:
    """What a model asks, in nano-USD for a million tokens. Free is an explicit 0."""

    input_nano_usd: int
    output_nano_usd: int

    @property
    def is_free(self) -> bool:
        return self.input_nano_usd == self.output_nano_usd == 0

    def of(self, input_tokens: int, output_tokens: int) -> int:
        """What so many tokens cost; a part of a nano-USD counts as a whole one."""
        parts = input_tokens * self.input_nano_usd + output_tokens * self.output_nano_usd
        return -(-parts // MILLION)


FREE: Final = ModelPrice(0, 0)


@dataclass(frozen=True, slots=True)
class Total:
    """A sum of costs. Not complete: a part of it is unknown; `nano_usd` is the known part."""

    nano_usd: int
    is_complete: bool

    @property
    def known_nano_usd(self) -> int | None:
        """The sum where all of it is known."""
        return self.nano_usd if self.is_complete else None


def cost_of(usage: Usage, price: ModelPrice | None) -> int | None:
    """Nothing used costs nothing, whatever the price; else None where no price is known."""
    if not usage.input_tokens and not usage.output_tokens:
        return 0
    return price.of(usage.input_tokens, usage.output_tokens) if price else None


def total_of(costs: Iterable[int | None]) -> Total:
    known, is_complete = 0, True
    for cost in costs:
        if cost is None:
            is_complete = False
        else:
            known += cost
    return Total(known, is_complete)


def nano_usd_of(usd: Decimal) -> int:
    """To the nearest nano-USD."""
    return int((usd * NANO_USD).to_integral_value())


def as_usd(nano_usd: int | None) -> str | None:
    """A decimal string without superfluous zeros: "0" is free, null unknown."""
    if nano_usd is None:
        return None
    sign, size = ("-" if nano_usd < 0 else ""), abs(nano_usd)
    whole, part = divmod(size, NANO_USD)
    digits = f"{part:09d}".rstrip("0")
    return f"{sign}{whole}.{digits}" if digits else f"{sign}{whole}"
