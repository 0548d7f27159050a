"""A reservation ends once; what a lost worker held is found, and its attempt is told as lost."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone
from redis import Redis

from providers import quota
from providers.attempt_rows import record_attempt
from providers.calls import AttemptRecord
from providers.errors import InternalFault
from providers.ledger import budgets
from providers.ledger.budget_rows import Settlement
from providers.ledger.sweeper import clean_up, sweep_reservations
from providers.models import Alert, Attempt, Budget, Reservation
from providers.protocol import Usage
from providers.quota import Claim, Spender
from tests.integration.ledgers import (
    ANN,
    HOLD,
    IN,
    OUT,
    make_claim,
    make_ledger,
    make_window,
    money_in,
    price,
    spend,
)


@pytest.fixture(autouse=True)
def _priced(redis_store: Redis, transactional_db: None) -> None:
    price(ANN, "1", "2")


def test_a_reservation_ends_once_however_often_it_is_told() -> None:
    window = make_window()
    with make_ledger().reserve(make_claim()) as reservation:
        row = Reservation.objects.get()
        settled = Settlement(Reservation.State.SETTLED, 7)
        assert budgets.end(row, settled, timezone.now())
        assert budgets.end(row, settled, timezone.now()) is None
        reservation.usage = Usage(100, 100)
    assert money_in(window) == (7, 0)


def test_an_attempt_cannot_hold_money_twice() -> None:
    window = make_window()
    claim = make_claim()
    with make_ledger().reserve(claim):
        with pytest.raises(InternalFault):
            spend(make_ledger(), claim, Usage())
        assert money_in(window) == (0, HOLD)


def test_what_a_lost_worker_held_expires_and_its_attempt_is_told_as_lost() -> None:
    window = make_window()
    spender = Spender(7, "general", uuid4())
    lost_at = timezone.now()
    held = make_ledger(spender, clock=lambda: lost_at).reserve(make_claim(seconds=30))
    held.__enter__()  # and the worker is killed
    assert sweep_reservations(lost_at + timedelta(seconds=89)) == 0
    assert money_in(window) == (0, HOLD)
    assert sweep_reservations(lost_at + timedelta(seconds=91)) == 1
    assert money_in(window) == (0, 0)
    attempt = Attempt.objects.get()
    assert (attempt.status, attempt.voice, attempt.person_id) == ("lost", "ann", 7)
    assert (attempt.trace_id, attempt.cost_nano_usd) == (spender.trace_id, None)
    assert sweep_reservations(lost_at + timedelta(seconds=92)) == 0
    held.__exit__(None, None, None)
    assert Reservation.objects.get().state == "expired"
    assert money_in(window) == (0, 0)


def test_an_attempt_that_was_settled_and_not_recorded_is_told_with_its_cost() -> None:
    make_window()
    spend(make_ledger(), make_claim(), Usage(10, 0))
    assert sweep_reservations(_later(30)) == 0  # it may still be on its way
    assert sweep_reservations(_later(90)) == 1
    assert Attempt.objects.get().cost_nano_usd == 10 * IN


def _later(seconds: float) -> datetime:
    return timezone.now() + timedelta(seconds=seconds)


def test_a_worker_that_wakes_after_the_expiry_spends_what_it_has_used(
    caplog: pytest.LogCaptureFixture,
) -> None:
    window = make_window(limit=HOLD)
    asleep = timezone.now() - timedelta(seconds=120)
    claim, hours = make_claim(seconds=30), [asleep]
    with make_ledger(clock=lambda: hours[0]).reserve(claim) as reservation:
        assert sweep_reservations() == 1
        hours[0] = timezone.now()
        reservation.usage = Usage(100, 850)
    record_attempt(_record(claim, reservation), is_rehearsal=False)
    assert money_in(window) == (100 * IN + 850 * OUT, 0)
    row, attempt = Reservation.objects.get(), Attempt.objects.get()
    assert (row.state, row.cost_nano_usd) == ("expired", 100 * IN + 850 * OUT)
    assert attempt.status == "lost"
    assert "its cost, $0.0018, is spent late" in caplog.text
    assert "after it had been told as lost" in caplog.text
    assert set(Alert.objects.values_list("percent", flat=True)) == {None, 50, 80, 94}
    assert (
        budgets.charge_expired(row, Settlement(Reservation.State.EXPIRED, 7), timezone.now())
        is None
    )


def test_a_window_that_is_deleted_meanwhile_leaves_nothing_held_in_the_others() -> None:
    gone = make_window(scope="model", scope_id=str(ANN))
    stays = make_window()
    with make_ledger().reserve(make_claim()) as reservation:
        gone.delete()
        reservation.usage = Usage(10, 0)
    assert money_in(stays) == (10 * IN, 0)


def test_what_ended_long_ago_is_cleared_away() -> None:
    make_window(period="day")
    make_window(period="month", scope="global", scope_id="")
    lifetime = make_window(period="lifetime", scope="model", scope_id=str(ANN))
    capped = Spender(1, "general", uuid4(), max_cost_nano_usd=2 * HOLD)
    start = timezone.now()
    spend(make_ledger(capped, clock=lambda: start), make_claim(), Usage(10, 0))
    held = make_ledger(clock=lambda: start).reserve(make_claim())
    held.__enter__()
    assert clean_up(start + timedelta(days=39)) == 0
    assert clean_up(start + timedelta(days=41)) == 2  # a reservation, and the deliberation's budget
    assert Reservation.objects.get().state == "held"
    assert clean_up(start + timedelta(days=1000)) == 0  # what is held is never touched
    held.__exit__(None, None, None)
    assert clean_up(start + timedelta(days=395)) == 1
    assert clean_up(start + timedelta(days=433)) == 2
    assert Budget.objects.get().window == lifetime


def _record(claim: Claim, reservation: quota.Reservation) -> AttemptRecord:
    now = timezone.now()
    return AttemptRecord(
        id=claim.attempt_id,
        trace_id=uuid4(),
        voice=claim.voice,
        number=claim.number,
        model=claim.model,
        status="succeeded",
        code="",
        message="",
        started_at=now,
        ended_at=now,
        first_text_seconds=0.1,
        usage=reservation.usage,
        cost_nano_usd=reservation.cost_nano_usd,
        price=reservation.price,
    )
