"""The quota ledger as the gateway meets it: it refuses, or holds and settles, once."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import datetime
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from redis import Redis

from providers.attempt_rows import MAX_MESSAGE_CHARACTERS
from providers.errors import Cancelled, CapReached, Cut, RateLimited, Unpriced, WindowFull
from providers.models import Budget, QuotaWindow, Reservation
from providers.protocol import MOST_ATTEMPT_SECONDS, Key, ModelRef, Usage
from providers.quota import Claim, Spender
from providers.switch import Switch
from tests.factories import make_language_model
from tests.integration.ledgers import (
    ANN,
    HOLD,
    IN,
    OUT,
    make_claim,
    make_counters,
    make_ledger,
    make_window,
    money_in,
    price,
    spend,
)


@pytest.fixture(autouse=True)
def _priced(redis_store: Redis, transactional_db: None) -> None:
    make_language_model("unpriced")
    price(ANN, "1", "2")


def test_where_no_window_applies_nobody_is_asked() -> None:
    make_window("requests", "minute", 1, scope_id="gemini")
    make_window("nano_usd", "month", 1, scope_id="gemini")
    ledger = make_ledger()
    with CaptureQueriesContext(connection) as queries:
        assert spend(ledger, make_claim(), Usage(10, 20)) == 10 * IN + 20 * OUT
    assert len(queries) == 0
    assert not Reservation.objects.exists()


def test_where_only_rates_apply_the_database_is_not_asked() -> None:
    make_window("requests", "minute", 60)
    make_window("concurrency", "at_once", 4)
    ledger = make_ledger()
    with CaptureQueriesContext(connection) as queries:
        spend(ledger, make_claim(), Usage(10, 20))
    assert len(queries) == 0


def test_a_key_whose_window_is_full_is_told_by_its_name_and_by_nothing_of_itself() -> None:
    key = Key("hf_canarykeyabcdefghi1234", "HF_TOKEN 2 of 2")
    claim = replace(make_claim(), key=key)
    make_window("requests", "hour", 1, scope="key", scope_id=key.id)
    make_window("nano_usd", "month", HOLD + 1, scope="key", scope_id=key.id)
    spend(make_ledger(), claim, Usage(10, 20))

    with (
        pytest.raises(WindowFull) as full,
        make_ledger().reserve(replace(claim, attempt_id=uuid4())),
    ):
        pass

    assert "Our quota window of 1 request an hour for the key HF_TOKEN 2 of 2 is full" in str(
        full.value
    )
    QuotaWindow.objects.filter(metric="requests").delete()
    with pytest.raises(CapReached, match="for the key HF_TOKEN 2 of 2 is full") as capped:
        spend(make_ledger(), replace(claim, attempt_id=uuid4()), Usage(10, 20))
    assert "1234" not in f"{full.value}{capped.value}"


def test_money_is_held_first_and_settled_to_what_was_used() -> None:
    window = make_window()
    with make_ledger().reserve(make_claim()) as reservation:
        assert money_in(window) == (0, HOLD)
        reservation.usage = Usage(90, 10)
    assert money_in(window) == (90 * IN + 10 * OUT, 0)
    row = Reservation.objects.get()
    assert (row.state, row.cost_nano_usd) == ("settled", 90 * IN + 10 * OUT)
    assert (row.is_estimated, row.is_unpriced) == (False, False)


def test_more_than_was_held_is_recorded_as_it_is(caplog: pytest.LogCaptureFixture) -> None:
    window = make_window()
    spend(make_ledger(), make_claim(), Usage(100, 2000))
    assert money_in(window) == (100 * IN + 2000 * OUT, 0)
    assert "cost $0.0041, more than was held" in caplog.text


def test_nothing_generated_is_released_in_full() -> None:
    window = make_window()
    with pytest.raises(RateLimited), make_ledger().reserve(make_claim()):
        raise RateLimited
    assert money_in(window) == (0, 0)
    assert Reservation.objects.get().state == "released"


@pytest.mark.parametrize("error", [Cut, Cancelled])
def test_what_was_cut_is_charged_for_what_came(error: type[Exception]) -> None:
    window = make_window()
    with pytest.raises(error):
        break_off(error, Usage(100, 40, is_estimated=True))
    assert money_in(window) == (100 * IN + 40 * OUT, 0)
    assert Reservation.objects.get().is_estimated


def test_what_is_free_passes_and_costs_an_explicit_nothing() -> None:
    free = ModelRef("huggingface", "free")
    price(free, "0", "0")
    make_window(limit=0)
    assert spend(make_ledger(), make_claim(free), Usage(5, 5)) == 0
    assert Reservation.objects.get().cost_nano_usd == 0


def test_a_full_budget_refuses_and_says_what_is_used_and_when_it_frees() -> None:
    make_window(limit=HOLD + 500)
    spend(make_ledger(), make_claim(), Usage(1, 0))
    with pytest.raises(CapReached) as refused, make_ledger().reserve(make_claim()):
        raise AssertionError("it was let through")
    assert "huggingface is full: $0.000001 used" in refused.value.message
    assert refused.value.resets_at is not None
    assert refused.value.resets_at.day == 1
    assert Reservation.objects.count() == 1


def test_a_refusal_over_money_gives_the_rates_back() -> None:
    make_window(limit=1)
    make_window("requests", "minute", 1)
    make_window("concurrency", "at_once", 1)
    for _ in range(3):
        with pytest.raises(CapReached), make_ledger().reserve(make_claim()):
            pass


def test_all_budgets_have_room_or_none_holds() -> None:
    wide = make_window(scope="global", scope_id="")
    narrow = make_window(scope="model", scope_id=str(ANN), limit=1)
    with pytest.raises(CapReached, match="the model huggingface:ann"):
        spend(make_ledger(), make_claim(), Usage())
    assert (money_in(wide), money_in(narrow)) == ((0, 0), (0, 0))


def test_each_person_has_a_window_of_their_own() -> None:
    make_window(scope="person", scope_id="", limit=HOLD)
    ann, bob = Spender(1, person_name="ann"), Spender(2, person_name="bob")
    spend(make_ledger(ann), make_claim(), Usage(100, 0))
    spend(make_ledger(bob), make_claim(), Usage(100, 0))
    with pytest.raises(CapReached, match="the person ann"):
        spend(make_ledger(ann), make_claim(), Usage())


def test_a_model_without_a_price_is_refused_where_money_is_limited() -> None:
    make_window(scope="person", scope_id="")
    model, ann = ModelRef("huggingface", "unpriced" * 30), Spender(1, person_name="ann" * 50)
    with pytest.raises(Unpriced, match="No price is known for unpriced") as caught:
        spend(make_ledger(ann), make_claim(model), Usage())
    assert "… counts money: $0 used; it frees at 20" in caught.value.message
    assert len(caught.value.message) <= MAX_MESSAGE_CHARACTERS


def test_a_soft_window_lets_it_through_marked_and_its_cost_stays_unknown() -> None:
    window = make_window(is_soft=True)
    claim = make_claim(ModelRef("huggingface", "unpriced"))
    with make_ledger().reserve(claim) as reservation:
        assert money_in(window) == (0, 1000 * 10_000)  # ten dollars a million
        reservation.usage = Usage(5, 5)
    assert reservation.cost_nano_usd is None
    assert money_in(window) == (0, 0)
    row = Reservation.objects.get()
    assert (row.state, row.is_unpriced, row.cost_nano_usd) == ("settled", True, None)


def test_a_soft_window_lets_begin_while_anything_is_left() -> None:
    make_window(limit=100 * IN, is_soft=True)
    spend(make_ledger(), make_claim(), Usage(99, 0))
    spend(make_ledger(), make_claim(), Usage(99, 0))
    with pytest.raises(CapReached):
        spend(make_ledger(), make_claim(), Usage())


def test_a_deliberation_spends_no_more_than_its_cap_in_all_its_attempts() -> None:
    spender = Spender(1, "general", uuid4(), max_cost_nano_usd=2 * HOLD)
    with make_ledger(spender).reserve(make_claim()) as first:
        first.usage = Usage(100, 900)
        spend(make_ledger(spender), make_claim(), Usage(100, 0))
        with pytest.raises(CapReached, match="for this deliberation"):
            spend(make_ledger(spender), make_claim(), Usage())
    other = Spender(1, "general", uuid4(), max_cost_nano_usd=2 * HOLD)
    spend(make_ledger(other), make_claim(), Usage(1, 1))


def test_rates_are_refused_before_anything_is_sent() -> None:
    make_window("requests", "day", 1)
    spend(make_ledger(), make_claim(), Usage(1, 1))
    with pytest.raises(WindowFull, match="1 request a day for the provider huggingface"):
        spend(make_ledger(), make_claim(), Usage())


def test_who_waits_for_a_place_gets_it_when_it_frees() -> None:
    make_window("concurrency", "at_once", 1)
    ledger = make_ledger()
    with ledger.reserve(make_claim()), pytest.raises(WindowFull, match="1 call at once"):
        spend(ledger, make_claim(seconds=5.3), Usage())
    spend(ledger, make_claim(seconds=5.3), Usage())


def test_a_wait_for_a_place_can_be_stopped() -> None:
    make_window("concurrency", "at_once", 1)
    ledger, switch = make_ledger(), Switch()
    switch.cut()
    waiting = Claim(uuid4(), ANN, make_claim().key, 1, 1, 30, switch=switch)
    with ledger.reserve(make_claim()), pytest.raises(Cancelled):
        spend(ledger, waiting, Usage())


@pytest.mark.parametrize("seconds", [5.0, 30.0, MOST_ATTEMPT_SECONDS])
def test_a_place_is_held_while_its_attempt_may_last_and_not_for_long_after(
    redis_store: Redis, seconds: float
) -> None:
    """Ten seconds more at most, so that no lease needs to be renewed, and none is left behind."""
    make_window("concurrency", "at_once", 1)
    [place] = make_counters()
    claim, before = make_claim(seconds=seconds), time.time()
    with make_ledger().reserve(claim):
        after = time.time()
        ends_at = float(redis_store.zscore(place.key, str(claim.attempt_id)) or 0) / 1000
        assert before + seconds + 9.9 <= ends_at <= after + seconds + 10.1
        assert redis_store.pttl(place.key) > 1000 * (seconds + 10)
    assert redis_store.zcard(place.key) == 0


def test_a_budget_begins_anew_with_its_month() -> None:
    window = make_window(limit=HOLD)
    november, december = _day(11, 30), _day(12, 1)
    spend(make_ledger(clock=lambda: november), make_claim(), Usage(1, 0))
    with pytest.raises(CapReached):
        spend(make_ledger(clock=lambda: november), make_claim(), Usage())
    spend(make_ledger(clock=lambda: december), make_claim(), Usage(2, 0))
    spent = Budget.objects.filter(window=window).order_by("starts_at")
    assert [row.spent_nano_usd for row in spent] == [IN, 2 * IN]


def test_a_price_is_written_only_when_it_changes() -> None:
    assert not price(ANN, "1", "2")
    assert price(ANN, "1", "3")
    assert spend(make_ledger(), make_claim(), Usage(0, 1)) == 3_000


def test_no_connection_is_kept_while_a_provider_is_waited_for() -> None:
    make_window()
    with make_ledger().reserve(make_claim()):
        assert connection.connection is None


def break_off(error: type[Exception], usage: Usage) -> None:
    with make_ledger().reserve(make_claim()) as reservation:
        reservation.usage = usage
        raise error


def _day(month: int, day: int) -> datetime:
    return timezone.now().replace(year=2026, month=month, day=day, hour=12)


def test_every_scope_is_counted_for_whom_it_is() -> None:
    names = {
        "global": "",
        "provider": "huggingface",
        "key": make_claim().key.id,
        "person": "7",
        "api_key": "a1",
        "council": "general",
        "model": str(ANN),
    }
    spender = Spender(person_id=7, council="general", trace_id=uuid4(), api_key_id="a1")
    for scope, name in names.items():
        window = make_window("requests", "day", 1, scope=scope, scope_id=name)
        spend(make_ledger(spender), make_claim(), Usage(1, 1))
        with pytest.raises(WindowFull):
            spend(make_ledger(spender), make_claim(), Usage())
        window.delete()
