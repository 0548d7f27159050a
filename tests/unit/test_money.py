"""Money is counted in whole nano-USD, and told in decimal strings."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from providers.money import FREE, ModelPrice, as_usd, cost_of, nano_usd_of, total_of
from providers.protocol import Usage

PRICE = ModelPrice(input_nano_usd=150_000_000, output_nano_usd=600_000_000)


def usage(asked: int, answered: int, cached: int, thought: int) -> Usage:
    return Usage(asked, answered, cached_input_tokens=cached, reasoning_tokens=thought)


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
    assert PRICE.of(Usage(1000, 100)) == 150_000 + 60_000


def test_what_is_cached_or_thought_has_its_own_price_and_is_counted_once() -> None:
    used = usage(1000, 100, 400, 70)
    price = ModelPrice(10**9, 2 * 10**9, 10**8, 3 * 10**9)
    assert price.of(used) == 600 * 1000 + 400 * 100 + 30 * 2000 + 70 * 3000


def test_without_a_price_of_their_own_they_cost_as_much_as_the_rest() -> None:
    used = usage(1000, 100, 400, 70)
    assert PRICE.of(used) == PRICE.of(Usage(1000, 100))


def test_an_explicit_nothing_for_them_stays_nothing() -> None:
    price = replace(PRICE, cached_nano_usd=0, reasoning_nano_usd=0)
    assert price.of(usage(1000, 100, 1000, 100)) == 0


def test_more_cached_or_thought_than_there_is_costs_no_more() -> None:
    price = ModelPrice(10**9, 10**9, 0, 0)
    assert price.of(usage(10, 10, 99, 99)) == 0


def test_at_most_all_tokens_are_of_the_dearest_kind() -> None:
    assert ModelPrice(10, 20, 1, 30).most_of(10**6, 10**6) == 10 + 30
    assert PRICE.most_of(1000, 100) == PRICE.of(Usage(1000, 100))


def test_a_part_of_a_nano_dollar_counts_as_a_whole_one() -> None:
    assert ModelPrice(1, 1).of(Usage(1, 0)) == 1
    assert ModelPrice(1, 1).of(Usage(500_000, 500_000)) == 1
    assert ModelPrice(1, 1).of(Usage(500_000, 500_001)) == 2
    assert ModelPrice(1, 1, 1, 1).of(usage(2, 2, 1, 1)) == 1


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
