"""Several models asked the same: what came of each, and who was first, longest, cheapest."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from providers.comparison.asking import at_once
from providers.comparison.comparing import Comparison, compare
from providers.errors import NotServed, Overloaded, ProviderError
from providers.money import ModelPrice
from providers.protocol import ModelRef
from providers.quota import UnlimitedLedger
from providers.switch import Switch
from tests.hall import CutOff, Hang, Slow
from tests.unit.tables import QUERY, LaidTable


def names(comparison: Comparison) -> Sequence[str]:
    return [result.model.name for result in comparison.results]


def test_who_answers_stands_by_speed_and_who_fails_last() -> None:
    laid = LaidTable({"slow": [Slow(0.2, "Salt.")], "gone": [NotServed()], "quick": ["Rivers."]})

    compared = laid.compare("gone", "slow", "quick")

    assert names(compared) == ["quick", "slow", "gone"]
    assert [result.has_succeeded for result in compared.results] == [True, True, False]
    assert compared.fastest == compared.first_to_speak == "script:quick"
    assert compared.results[1].seconds >= 0.2 > compared.results[0].seconds
    assert (compared.results[2].code, compared.results[2].text) == ("not_served", "")


def test_each_is_asked_the_query_alone_and_nobody_else_in_its_place() -> None:
    laid = LaidTable({"ann": [NotServed()], "bob": ["Rivers carry salt."]})

    laid.compare("ann", "bob")

    assert [call.model for call in laid.provider.calls if call.model == "ann"] == ["ann"]
    assert laid.provider.prompt_of("bob") == QUERY
    assert {attempt.trace_id for attempt in laid.attempts} == {laid.table.trace_id}


def test_the_longest_is_told_by_its_letters() -> None:
    laid = LaidTable({"ann": ["Salt."], "bob": ["Rivers carry salt."]})
    assert laid.compare("ann", "bob").longest == "script:bob"


def test_all_attempts_are_counted_and_only_the_last_is_heard() -> None:
    laid = LaidTable({"ann": [Overloaded(retry_after_seconds=0.01), "Salt."]})

    [result] = laid.compare("ann").results

    assert (result.attempts, result.text) == (2, "Salt.")
    assert len(laid.attempts) == 2
    assert result.first_token_seconds is not None
    assert result.first_token_seconds <= result.seconds


def test_what_it_cost_is_told_of_all_attempts() -> None:
    price = ModelPrice(1_000_000, 2_000_000)
    laid = LaidTable({"ann": ["Salt."]}, ledger=UnlimitedLedger(price))

    compared = laid.compare("ann")

    [attempt], [result] = laid.attempts, compared.results
    assert result.usage.output_tokens == attempt.usage.output_tokens > 0
    assert result.cost_nano_usd == attempt.cost_nano_usd == price.of(attempt.usage)
    assert compared.cheapest == "script:ann"


def test_a_cost_that_nobody_knows_is_not_the_cheapest() -> None:
    compared = LaidTable({"ann": ["Salt."]}).compare("ann")
    assert compared.results[0].cost_nano_usd is None
    assert compared.cheapest is None


def test_where_all_fail_nothing_is_made_up() -> None:
    compared = LaidTable({"ann": [NotServed()], "bob": [NotServed()]}).compare("ann", "bob")

    bests = (compared.fastest, compared.first_to_speak, compared.longest, compared.cheapest)
    assert bests == (None, None, None, None)
    for result in compared.results:
        assert (result.first_token_seconds, result.tokens_per_second) == (None, None)
        assert not result.has_succeeded
    assert names(compared) == ["ann", "bob"]


def test_an_answer_cut_at_its_length_says_so() -> None:
    [result] = LaidTable({"ann": [CutOff("Rivers carry")]}).compare("ann").results
    assert result.is_partial
    assert result.has_succeeded


def test_to_stop_short_is_no_merit() -> None:
    price = UnlimitedLedger(ModelPrice(1_000_000, 2_000_000))
    laid = LaidTable(
        {"ann": [CutOff("Rivers carry salt, and")], "bob": [Slow(0.1, "Salt.")]}, ledger=price
    )
    compared = laid.compare("ann", "bob")
    bests = (compared.fastest, compared.longest, compared.cheapest)
    assert bests == ("script:bob", "script:bob", "script:bob")


def test_where_all_cost_the_same_none_is_the_cheapest() -> None:
    free = UnlimitedLedger(ModelPrice(0, 0))
    compared = LaidTable({"ann": ["Salt."], "bob": ["Rivers."]}, ledger=free).compare("ann", "bob")
    assert compared.cheapest is None
    assert compared.fastest is not None


def test_who_hangs_holds_nobody_else_and_ends_at_its_deadline() -> None:
    compared = LaidTable({"ann": [Hang()], "bob": ["Salt."]}, seconds=0.3).compare("ann", "bob")

    assert names(compared) == ["bob", "ann"]
    assert compared.results[1].code == "timed_out"
    assert compared.results[1].seconds < 5


def test_nobody_is_asked_once_the_time_of_all_is_over() -> None:
    laid = LaidTable({"ann": ["Salt."]})
    over = replace(laid.table, ends_at=time.monotonic())

    [result] = compare(QUERY, [ModelRef("script", "ann")], over).results

    assert (result.code, result.attempts, laid.attempts) == ("timed_out", 0, [])


def test_what_ends_it_early_cuts_who_still_speaks() -> None:
    switch, speaking = Switch(), threading.Event()

    def ask(name: str) -> None:
        if name == "hangs":
            speaking.set()
            switch.wait(60)
        assert speaking.wait(10)
        raise KeyboardInterrupt

    with ThreadPoolExecutor(1) as beside:
        ended = beside.submit(at_once, ask, ["breaks", "hangs"], switch)
        assert isinstance(ended.exception(timeout=10), KeyboardInterrupt)
    assert switch.is_cut


@pytest.mark.parametrize("error", [NotServed(), Overloaded()])
def test_why_it_failed_is_told(error: ProviderError) -> None:
    [result] = LaidTable({"ann": [error]}, seconds=0.5).compare("ann").results
    assert (result.code, result.message) == (error.code, error.message)
