"""Where a stretch of a window begins and ends, for whom it is, and how a refusal says so."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from providers.attempt_rows import MAX_MESSAGE_CHARACTERS
from providers.errors import CapReached, WindowFull
from providers.ledger.limits import Limits
from providers.ledger.prices import PriceTable
from providers.ledger.windows import EPOCH, Metric, Period, Refusal, Scope, Window, crossed, span_of
from providers.money import FREE, ModelPrice
from providers.protocol import ModelRef

PACIFIC = "America/Los_Angeles"
NO_PRICES = PriceTable({}, frozenset())


def window(
    number: int, scope: Scope = Scope.PROVIDER, scope_id: str = "", limit: int = 10
) -> Window:
    return Window(number, scope, scope_id, Metric.REQUESTS, Period.DAY, limit)


@pytest.mark.parametrize(
    ("period", "zone", "now", "starts_at", "ends_at"),
    [
        (Period.DAY, "UTC", "2026-11-26T12:00", "2026-11-26T00:00", "2026-11-27T00:00"),
        (Period.DAY, PACIFIC, "2026-11-26T07:59", "2026-11-25T08:00", "2026-11-26T08:00"),
        (Period.DAY, PACIFIC, "2026-11-26T08:00", "2026-11-26T08:00", "2026-11-27T08:00"),
        # the days on which clocks are changed have 23 and 25 hours
        (Period.DAY, PACIFIC, "2026-03-08T20:00", "2026-03-08T08:00", "2026-03-09T07:00"),
        (Period.DAY, PACIFIC, "2026-11-01T20:00", "2026-11-01T07:00", "2026-11-02T08:00"),
        (Period.MONTH, "UTC", "2026-12-31T23:59", "2026-12-01T00:00", "2027-01-01T00:00"),
        (Period.MONTH, "UTC", "2028-02-29T12:00", "2028-02-01T00:00", "2028-03-01T00:00"),
        (Period.MONTH, PACIFIC, "2026-11-01T06:59", "2026-10-01T07:00", "2026-11-01T07:00"),
    ],
)
def test_a_day_and_a_month_are_those_of_the_zones_calendar(
    period: Period, zone: str, now: str, starts_at: str, ends_at: str
) -> None:
    span = span_of(period, zone, at(now))
    assert (span.starts_at, span.ends_at) == (at(starts_at), at(ends_at))


def test_a_lifetime_has_no_end() -> None:
    span = span_of(Period.LIFETIME, "UTC", at("2026-11-26T12:00"))
    assert (span.starts_at, span.ends_at) == (EPOCH, None)


def test_a_refusal_names_the_window_what_is_used_and_when_it_frees() -> None:
    now = at("2026-11-26T12:00")
    gemini = Window(1, Scope.PROVIDER, "gemini", Metric.REQUESTS, Period.DAY, 20, PACIFIC)
    refusal = Refusal(gemini, "the provider gemini", 20, now, at("2026-11-27T08:00"))
    error = refusal.as_error()
    assert isinstance(error, WindowFull)
    assert error.message == (
        "Our quota window of 20 requests a day for the provider gemini is full: "
        "20 requests used; it frees at 2026-11-27 08:00:00 UTC."
    )
    assert error.resets_at == at("2026-11-27T08:00")
    assert error.retry_after_seconds == timedelta(hours=20).total_seconds()


def test_a_long_name_is_cut_and_never_when_it_frees() -> None:
    now = at("2026-11-26T12:00")
    window = Window(1, Scope.MODEL, "m", Metric.INPUT_TOKENS, Period.DAY, 10**12)
    refusal = Refusal(window, f"the model {'m' * 250}", 10**12, now, at("2026-11-27T00:00"), 9**12)
    told = refusal.as_error(" Nothing was asked.").message
    assert "for the model mmm" in told
    assert "mm… is full: 1000000000000 input tokens used, this may take" in told
    assert told.endswith("; it frees at 2026-11-27 00:00:00 UTC. Nothing was asked.")
    assert len(told) <= MAX_MESSAGE_CHARACTERS


def test_a_cap_on_money_says_so_in_dollars_and_never_frees() -> None:
    now = at("2026-11-26T12:00")
    cap = Window(0, Scope.DELIBERATION, "x", Metric.NANO_USD, Period.LIFETIME, 50_000_000)
    error = Refusal(cap, "this deliberation", 48_000_000, now, None, 4_000_000).as_error()
    assert isinstance(error, CapReached)
    assert error.message == (
        "Our quota window of $0.05 in all for this deliberation is full: "
        "$0.048 used, this may take $0.004; it does not free by itself."
    )
    assert error.resets_at is None
    assert error.retry_after_seconds is None


def test_each_threshold_is_crossed_when_it_is_reached() -> None:
    assert crossed(49, 100) == []
    assert crossed(50, 100) == [50]
    assert crossed(95, 100) == [50, 80, 95]
    assert crossed(120, 100) == [50, 80, 95, 100]
    assert crossed(1, 0) == []


def test_a_window_that_names_nobody_is_each_ones_own() -> None:
    limits = Limits([window(1), window(2, Scope.PERSON)], NO_PRICES)
    scopes = {Scope.PROVIDER: "ollama", Scope.PERSON: "7"}
    assert limits.applying_to(scopes) == [
        (window(2, Scope.PERSON), "7"),
        (window(1), "ollama"),
    ]


def test_a_window_that_names_somebody_stands_in_its_place() -> None:
    named = window(2, scope_id="gemini", limit=500)
    limits = Limits([named, window(1)], NO_PRICES)
    assert limits.applying_to({Scope.PROVIDER: "gemini"}) == [(named, "gemini")]
    assert limits.applying_to({Scope.PROVIDER: "ollama"}) == [(window(1), "ollama")]


def test_a_provider_and_a_key_of_one_name_have_each_their_own() -> None:
    limits = Limits([window(1), window(2, Scope.KEY)], NO_PRICES)
    assert limits.applying_to({Scope.PROVIDER: "ollama"}) == [(window(1), "ollama")]
    assert limits.applying_to({Scope.KEY: "ollama"}) == [(window(2, Scope.KEY), "ollama")]


def test_a_scope_without_a_name_has_no_window() -> None:
    limits = Limits([window(1, Scope.PERSON), window(2, Scope.COUNCIL)], NO_PRICES)
    assert limits.applying_to({Scope.PERSON: "", Scope.COUNCIL: ""}) == []


def test_everybody_together_need_no_name() -> None:
    everybody = window(1, Scope.GLOBAL)
    assert Limits([everybody], NO_PRICES).applying_to({Scope.GLOBAL: ""}) == [(everybody, "")]


def test_a_host_has_its_own_price_or_that_of_the_bare_model() -> None:
    bare, dear = ModelPrice(1, 2), ModelPrice(3, 4)
    prices = PriceTable({"hf:m": bare, "hf:m:groq": dear}, frozenset(["ollama"]))
    assert prices.price_of(ModelRef("hf", "m:groq")) == dear
    assert prices.price_of(ModelRef("hf", "m:novita")) == bare
    assert prices.price_of(ModelRef("hf", "m")) == bare
    assert prices.price_of(ModelRef("hf", "n")) is None
    assert prices.price_of(ModelRef("ollama", "gemma4:27b")) == FREE


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
