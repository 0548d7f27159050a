"""The quota ledger's protocol: every attempt is bracketed by a reservation."""

from __future__ import annotations

import math
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from typing import Protocol

from providers.protocol import ModelRef, Usage


@dataclass(slots=True)
class Reservation:
    """A place held for one attempt; `usage` is settled on the way out, also when cancelled."""

    usage: Usage = field(default_factory=Usage)


class Ledger(Protocol):
    def reserve(self, model: ModelRef, max_tokens: int) -> AbstractContextManager[Reservation]:
        """Refuse (QuotaExhausted, RateLimited), or count and settle on the way out."""
        ...


class UnlimitedLedger:
    """Lets every attempt through and counts nothing."""

    def reserve(
        self,
        model: ModelRef,  # noqa: ARG002  the protocol's arguments
        max_tokens: int,  # noqa: ARG002
    ) -> AbstractContextManager[Reservation]:
        return nullcontext(Reservation())


def estimate_tokens(*texts: str) -> int:
    """About how many tokens these texts are, erring upwards: a quarter of the ASCII characters,
    two thirds of the others, a tenth on top, four for each text and three for the whole."""
    ascii_count = sum(len(text.encode("ascii", "ignore")) for text in texts)
    other_count = sum(map(len, texts)) - ascii_count
    return math.ceil(1.1 * (ascii_count / 4 + other_count / 1.5)) + 4 * len(texts) + 3
