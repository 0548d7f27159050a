"""The quota ledger's protocol: every attempt is bracketed by a reservation."""

from __future__ import annotations

import math
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from typing import Protocol
from uuid import UUID

from providers.protocol import Key, ModelRef, Usage


@dataclass(frozen=True, slots=True)
class Claim:
    """What an attempt asks of the ledger before it is made.

    `input_tokens` is an estimate, `output_tokens` the most that may be written; after `seconds`
    the attempt is over for sure.
    """

    attempt_id: UUID
    model: ModelRef
    key: Key
    input_tokens: int
    output_tokens: int
    seconds: float


@dataclass(slots=True)
class Reservation:
    """A place held for one attempt; `usage` is settled on the way out, also when cancelled.

    `cost_nano_usd` is known once it is settled, and None where no price is.
    """

    usage: Usage = field(default_factory=Usage)
    cost_nano_usd: int | None = None


class Ledger(Protocol):
    def reserve(self, claim: Claim) -> AbstractContextManager[Reservation]:
        """Refuse (QuotaExhausted, RateLimited), or count and settle on the way out."""
        ...


class UnlimitedLedger:
    """Lets every attempt through and counts nothing."""

    def reserve(self, claim: Claim) -> AbstractContextManager[Reservation]:  # noqa: ARG002  the protocol's
        return nullcontext(Reservation())


def estimate_tokens(*texts: str) -> int:
    """About how many tokens these texts are, erring upwards: a quarter of the ASCII characters,
    two thirds of the others, a tenth on top, four for each text and three for the whole."""
    ascii_count = sum(len(text.encode("ascii", "ignore")) for text in texts)
    other_count = sum(map(len, texts)) - ascii_count
    return math.ceil(1.1 * (ascii_count / 4 + other_count / 1.5)) + 4 * len(texts) + 3
