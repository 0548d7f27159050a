"""A ledger without windows."""

from __future__ import annotations

from uuid import uuid4

from providers.protocol import Key, ModelRef, Usage
from providers.quota import Claim, UnlimitedLedger


def test_an_unlimited_ledger_lets_everybody_in() -> None:
    ledger = UnlimitedLedger()

    claim = Claim(uuid4(), ModelRef("script", "ann"), Key(), 10, 100, seconds=5)

    with ledger.reserve(claim) as one:
        with ledger.reserve(claim) as other:
            other.usage = Usage(1, 2)
        assert one.usage == Usage()
