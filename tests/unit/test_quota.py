"""Tokens are estimated where nobody has counted them, rather too many than too few."""

from __future__ import annotations

from uuid import uuid4

import pytest

from providers.protocol import Key, ModelRef, Usage
from providers.quota import Claim, UnlimitedLedger, estimate_tokens


@pytest.mark.parametrize(
    ("texts", "tokens"),
    [
        ([], 3),
        ([""], 7),
        (["a" * 400], 110 + 7),
        (["海" * 150], 110 + 7),
        (["a" * 400 + "海" * 150], 220 + 7),
        (["a" * 200, "a" * 200], 110 + 11),
        (["a"], 1 + 7),
    ],
)
def test_texts_are_counted_by_their_characters_and_their_number(
    texts: list[str], tokens: int
) -> None:
    assert estimate_tokens(*texts) in (tokens, tokens + 1)  # floats round up


def test_a_script_that_is_not_ascii_takes_more() -> None:
    assert estimate_tokens("Почему море солёное?") > estimate_tokens("Pochemu more solyonoye?")


def test_an_unlimited_ledger_lets_everybody_in() -> None:
    ledger = UnlimitedLedger()

    claim = Claim(uuid4(), ModelRef("script", "ann"), Key(), 10, 100, seconds=5)

    with ledger.reserve(claim) as one:
        with ledger.reserve(claim) as other:
            other.usage = Usage(1, 2)
        assert one.usage == Usage()
