"""Money in integer nano-USD: what a model asks for its tokens, and what an attempt costs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from providers.protocol import ListPrice, Usage

NANO_USD: Final = 1_000_000_000
MILLION: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class ModelPrice:
    """What a model asks, in nano-USD for a million tokens. Free is an explicit 0.

    `cached_nano_usd` is for input from the provider's cache, `reasoning_nano_usd` for what was
    thought; None: they cost as much as the rest of the input and the output.
    """

    input_nano_usd: int
    output_nano_usd: int
    cached_nano_usd: int | None = None
    reasoning_nano_usd: int | None = None

    def of(self, usage: Usage) -> int:
        """What was used costs so much; a part of a nano-USD counts as a whole one."""
        cached = min(usage.cached_input_tokens, usage.input_tokens)
        thought = min(usage.reasoning_tokens, usage.output_tokens)
        parts = (
            (usage.input_tokens - cached) * self.input_nano_usd
            + cached * _known(self.cached_nano_usd, self.input_nano_usd)
            + (usage.output_tokens - thought) * self.output_nano_usd
            + thought * _known(self.reasoning_nano_usd, self.output_nano_usd)
        )
        return -(-parts // MILLION)

    def most_of(self, input_tokens: int, output_tokens: int) -> int:
        """What so many tokens may cost, whichever of them turn out to be cached or thought."""
        dearest_in = max(self.input_nano_usd, self.cached_nano_usd or 0)
        dearest_out = max(self.output_nano_usd, self.reasoning_nano_usd or 0)
        return ModelPrice(dearest_in, dearest_out).of(Usage(input_tokens, output_tokens))


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
    return price.of(usage) if price else None


def total_of(costs: Iterable[int | None]) -> Total:
    known, is_complete = 0, True
    for cost in costs:
        if cost is None:
            is_complete = False
        else:
            known += cost
    return Total(known, is_complete)


def price_of_list(listed: ListPrice) -> ModelPrice:
    return ModelPrice(
        nano_usd_of(listed.input_usd),
        nano_usd_of(listed.output_usd),
        None if listed.cached_usd is None else nano_usd_of(listed.cached_usd),
        None if listed.reasoning_usd is None else nano_usd_of(listed.reasoning_usd),
    )


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


def _known(price: int | None, otherwise: int) -> int:
    return otherwise if price is None else price
