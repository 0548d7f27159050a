"""A reservation ends once; what a lost worker held is found, and its attempt is told as lost."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError
from django.utils import timezone
from redis import Redis

from providers.ledger import budgets
from providers.ledger.sweeper import sweep_reservations
from providers.models import Attempt, Reservation
from providers.protocol import Usage
from providers.quota import Spender
from tests.integration.ledgers import (
    ANN,
    HOLD,
    IN,
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
        settled = budgets.Outcome(Reservation.State.SETTLED, 7)
        assert budgets.end(row, settled, timezone.now())
        assert budgets.end(row, settled, timezone.now()) == {}
        reservation.usage = Usage(100, 100)
    assert money_in(window) == (7, 0)


def test_an_attempt_cannot_hold_money_twice() -> None:
    window = make_window()
    claim = make_claim()
    with make_ledger().reserve(claim):
        with pytest.raises(IntegrityError):
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
