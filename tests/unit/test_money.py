"""Money is counted in whole nano-USD, and told in decimal strings."""

from __future__ import annotations

from decimal import Decimal

import pytest

from providers.money import FREE, ModelPrice, as_usd, cost_of, nano_usd_of, total_of
from providers.protocol import Usage

PRICE = ModelPrice(input_nano_usd=150_000_000, output_nano_usd=600_000_000)


@pytest.mark.parametrize(
    ("nano_usd", "told"),
    [
        (0, "0"),
        (1, "0.000000001"),
        (90_000_000, "0.09"),
        (1_000_000_000, "1"),
        (12_340_000_000, "12.34"),
        (-5_000_000_00, "-0.5"),
        (None, None),
    ],
)
def test_money_is_told_without_superfluous_zeros(nano_usd: int | None, told: str | None) -> None:
    assert as_usd(nano_usd) == told


def test_what_is_told_can_be_read_again() -> None:
    assert [nano_usd_of(Decimal(as_usd(n) or "")) for n in (0, 1, 999, 10**12 + 7)] == [
        0,
        1,
        999,
        10**12 + 7,
    ]


def test_tokens_in_and_out_have_their_own_price() -> None:
    assert PRICE.of(1000, 100) == 150_000 + 60_000


def test_a_part_of_a_nano_dollar_counts_as_a_whole_one() -> None:
    assert ModelPrice(1, 1).of(1, 0) == 1
    assert ModelPrice(1, 1).of(500_000, 500_000) == 1
    assert ModelPrice(1, 1).of(500_000, 500_001) == 2


def test_nothing_used_costs_nothing_even_where_no_price_is_known() -> None:
    assert cost_of(Usage(), None) == 0
    assert cost_of(Usage(), PRICE) == 0


def test_without_a_price_the_cost_is_not_known() -> None:
    assert cost_of(Usage(1, 0), None) is None


def test_what_is_free_costs_an_explicit_nothing() -> None:
    assert cost_of(Usage(1000, 1000), FREE) == 0


def test_a_sum_with_an_unknown_part_is_not_complete() -> None:
    assert total_of([1, 2]).known_nano_usd == 3
    assert total_of([]).known_nano_usd == 0
    mixed = total_of([1, None, 2])
    assert (mixed.nano_usd, mixed.is_complete, mixed.known_nano_usd) == (3, False, None)
