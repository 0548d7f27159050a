"""Rates are counted in Redis: every window of an attempt, or none; and never one too many."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from redis import Redis

from providers.ledger.rates import Counter, Rates, Taken
from providers.ledger.windows import Metric, Period, Refusal, Scope, Window

START = datetime(2026, 11, 26, 12, 0, 0, tzinfo=UTC)


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    def move(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def rates(redis_store: Redis, clock: Clock) -> Rates:
    return Rates(redis_store, clock)


def counter(
    limit: int,
    period: Period = Period.MINUTE,
    metric: Metric = Metric.REQUESTS,
    *,
    number: int = 1,
    amount: int = 1,
    zone: str = "UTC",
) -> Counter:
    window = Window(number, Scope.PROVIDER, "gemini", metric, period, limit, zone)
    return Counter(window, "gemini", "the provider gemini", amount, lease_seconds=130)


def take(rates: Rates, *counters: Counter) -> Taken | Refusal:
    return rates.take(uuid4().hex, counters)


def taken(rates: Rates, *counters: Counter) -> Taken:
    answer = take(rates, *counters)
    assert isinstance(answer, Taken)
    return answer


def refused(rates: Rates, *counters: Counter) -> Refusal:
    answer = take(rates, *counters)
    assert isinstance(answer, Refusal)
    return answer


def used(rates: Rates, one: Counter) -> int:
    return rates.read([one])[0].used


def waiting(rates: Rates, one: Counter) -> int:
    return rates.read([one])[0].waiting


def test_a_full_window_says_when_it_frees(rates: Rates, clock: Clock) -> None:
    two = counter(2)
    taken(rates, two)
    clock.move(10)
    taken(rates, two)
    clock.move(5)
    refusal = refused(rates, two)
    assert (refusal.used, refusal.window.limit) == (2, 2)
    assert refusal.frees_at == START + timedelta(seconds=62)
    clock.move((refusal.frees_at - clock.now).total_seconds())
    assert used(rates, two) == 1
    taken(rates, two)
    refused(rates, two)


def test_a_sliding_window_never_holds_more_than_its_limit(rates: Rates, clock: Clock) -> None:
    """Asked far too often, in steps that fit no sub-bucket."""
    ten, granted = counter(10), []
    for _ in range(3000):
        clock.move(0.137)
        if isinstance(take(rates, ten), Taken):
            granted.append(clock.now)
    for first, eleventh in zip(granted, granted[10:], strict=False):
        assert eleventh - first > timedelta(seconds=61)
    assert len(granted) >= 0.95 * 10 * (3000 * 0.137 / 60)


def test_an_hour_slides_by_minutes(rates: Rates, clock: Clock) -> None:
    one = counter(1, Period.HOUR)
    taken(rates, one)
    clock.move(3599)
    refusal = refused(rates, one)
    assert refusal.frees_at == START + timedelta(minutes=62)
    clock.move(121)
    taken(rates, one)


def test_where_one_window_is_full_none_is_counted(rates: Rates) -> None:
    wide, full = counter(100, number=1), counter(1, number=2)
    taken(rates, wide, full)
    refused(rates, wide, full)
    refused(rates, full, wide)
    assert used(rates, wide) == 1


def test_the_window_that_is_full_longest_is_named(rates: Rates) -> None:
    minute, day = counter(1, number=1), counter(1, Period.DAY, number=2)
    taken(rates, minute, day)
    assert refused(rates, minute, day).window == day.window


def test_a_day_begins_at_midnight_of_its_zone(rates: Rates, clock: Clock) -> None:
    day = counter(1, Period.DAY, zone="America/Los_Angeles")
    taken(rates, day)
    assert refused(rates, day).frees_at == datetime(2026, 11, 27, 8, tzinfo=UTC)
    clock.move(20 * 3600 - 1)
    refused(rates, day)
    clock.move(1)
    taken(rates, day)
    assert used(rates, day) == 1


def test_a_lifetime_never_frees_and_never_expires(rates: Rates, redis_store: Redis) -> None:
    once = counter(1, Period.LIFETIME)
    taken(rates, once)
    assert refused(rates, once).frees_at is None
    assert redis_store.ttl(once.key) == -1


def test_tokens_are_reserved_at_most_and_corrected_to_what_was_used(rates: Rates) -> None:
    tokens = counter(1000, metric=Metric.TOKENS, amount=600)
    first = taken(rates, tokens)
    assert refused(rates, tokens).used == 600
    rates.settle(first, {Metric.TOKENS: 150})
    assert used(rates, tokens) == 150
    taken(rates, tokens)


def test_what_was_not_sent_is_given_back(rates: Rates) -> None:
    requests, day = counter(1), counter(1, Period.DAY, number=2)
    rates.settle(taken(rates, requests, day), dict.fromkeys(Metric, 0))
    assert (used(rates, requests), used(rates, day)) == (0, 0)
    taken(rates, requests, day)


def test_a_correction_that_comes_too_late_changes_nothing(rates: Rates, clock: Clock) -> None:
    day = counter(1000, Period.DAY, Metric.TOKENS, amount=600)
    first = taken(rates, day)
    clock.move(24 * 3600)
    taken(rates, day)
    rates.settle(first, {Metric.TOKENS: 1})
    assert used(rates, day) == 600


def test_only_so_many_are_under_way_at_once(rates: Rates) -> None:
    two = counter(2, Period.AT_ONCE, Metric.CONCURRENCY)
    first = taken(rates, two)
    taken(rates, two)
    assert refused(rates, two).used == 2
    rates.settle(first, {})
    taken(rates, two)


def test_the_place_of_a_lost_attempt_frees_when_its_lease_ends(rates: Rates, clock: Clock) -> None:
    one = counter(1, Period.AT_ONCE, Metric.CONCURRENCY)
    taken(rates, one)
    assert refused(rates, one).frees_at == START + timedelta(seconds=130)
    clock.move(130)
    taken(rates, one)


def test_who_finds_no_place_is_counted_as_waiting_until_it_has_one_or_asks_no_more(
    rates: Rates, clock: Clock
) -> None:
    one = counter(1, Period.AT_ONCE, Metric.CONCURRENCY)
    first = taken(rates, one)
    assert waiting(rates, one) == 0
    for _ in range(3):
        assert isinstance(rates.take("patient", [one]), Refusal)
    assert isinstance(rates.take("leaves", [one]), Refusal)
    assert (used(rates, one), waiting(rates, one)) == (1, 2)
    clock.move(1.9)
    assert isinstance(rates.take("patient", [one]), Refusal)
    clock.move(0.2)
    assert waiting(rates, one) == 1
    rates.settle(first, {})
    assert isinstance(rates.take("patient", [one]), Taken)
    assert (used(rates, one), waiting(rates, one)) == (1, 0)


def test_nobody_waits_for_a_window_that_frees_with_time(rates: Rates) -> None:
    place, minute = counter(9, Period.AT_ONCE, Metric.CONCURRENCY), counter(1, number=2)
    taken(rates, place, minute)
    refused(rates, place, minute)
    assert [one.waiting for one in rates.read([place, minute])] == [0, 0]


def test_counters_expire_after_two_windows(rates: Rates, redis_store: Redis) -> None:
    minute, hour = counter(9, number=1), counter(9, Period.HOUR, number=2)
    day, month = counter(9, Period.DAY, number=3), counter(9, Period.MONTH, number=4)
    taken(rates, minute, hour, day, month)
    lives = [redis_store.ttl(one.key) for one in (minute, hour, day, month)]
    assert lives == [120, 7200, 2 * 86_400, 2 * 30 * 86_400]


def test_all_counters_stand_in_one_slot_of_a_cluster(rates: Rates, redis_store: Redis) -> None:
    taken(rates, counter(9, number=1), counter(9, Period.DAY, number=2))
    assert all(b"{quota}" in key for key in redis_store.keys("*"))


def test_without_a_clock_redis_tells_the_time(redis_store: Redis) -> None:
    rates = Rates(redis_store)
    answer = taken(rates, counter(1))
    assert abs((answer.at - datetime.now(UTC)).total_seconds()) < 5
    refusal = refused(rates, counter(1))
    assert refusal.frees_at is not None
    assert 60 < (refusal.frees_at - answer.at).total_seconds() <= 62


def test_scripts_that_redis_has_lost_are_sent_again(rates: Rates, redis_store: Redis) -> None:
    one = counter(1, Period.AT_ONCE, Metric.CONCURRENCY)
    redis_store.script_flush()
    first = taken(rates, one)
    redis_store.script_flush()
    rates.settle(first, {})
    redis_store.script_flush()
    assert used(rates, one) == 0
