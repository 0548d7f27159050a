"""What brought no answer costs those nothing who asked; the operator pays for it all the same."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings
from redis import Redis

from council import runner
from providers.errors import Cut, Empty, ProviderError, Stalled
from providers.ledger.limits import forget_limits
from providers.ledger.quota_ledger import QuotaLedger
from providers.ledger.sweeper import sweep_reservations
from providers.models import Attempt, QuotaWindow, Reservation
from providers.protocol import ModelRef, Usage
from providers.quota import Claim, Spender
from tests.factories import make_council, make_deliberation
from tests.integration.ledgers import (
    ANN,
    IN,
    OUT,
    make_claim,
    make_ledger,
    make_window,
    money_in,
    price,
    spend,
)
from tests.integration.rehearsal import Rehearsal

USED = Usage(100, 40)
COST = 100 * IN + 40 * OUT
ASKING = {"person": "7", "api_key": "a1", "council": "general"}
OPERATING = {
    "global": "",
    "provider": "huggingface",
    "key": make_claim().key.id,
    "model": str(ANN),
}
SPENDER = Spender(person_id=7, council="general", trace_id=uuid4(), api_key_id="a1")


@pytest.fixture(autouse=True)
def _priced(redis_store: Redis, transactional_db: None) -> None:
    price(ANN, "1", "2")


def windows() -> tuple[list[QuotaWindow], list[QuotaWindow]]:
    """Of those who ask, and of the operator."""
    asking, operating = (
        [make_window(scope=scope, scope_id=name) for scope, name in scopes.items()]
        for scopes in (ASKING, OPERATING)
    )
    return asking, operating


def money(rows: list[QuotaWindow]) -> set[tuple[int, int]]:
    return {money_in(row) for row in rows}


def fail(ledger: QuotaLedger, claim: Claim, error: ProviderError) -> None:
    with pytest.raises(type(error)):
        attempt(ledger, claim, error)


def attempt(ledger: QuotaLedger, claim: Claim, error: ProviderError) -> None:
    with ledger.reserve(claim) as reservation:
        reservation.usage = USED
        raise error


@pytest.mark.parametrize("error", [Cut(), Stalled(), Empty()])
def test_an_attempt_without_an_answer_is_paid_by_the_operator_alone(error: ProviderError) -> None:
    asking, operating = windows()
    fail(make_ledger(SPENDER), make_claim(), error)
    assert (money(asking), money(operating)) == ({(0, 0)}, {(COST, 0)})
    row = Reservation.objects.get()
    assert (row.state, row.cost_nano_usd, row.is_waived) == ("settled", COST, True)


def test_an_answer_is_paid_by_all() -> None:
    asking, operating = windows()
    spend(make_ledger(SPENDER), make_claim(), USED)
    assert money(asking) == money(operating) == {(COST, 0)}
    assert not Reservation.objects.get().is_waived


def test_the_cap_of_a_deliberation_holds_over_what_failed_as_well() -> None:
    capped = Spender(7, "general", uuid4(), max_cost_nano_usd=10**9)
    fail(make_ledger(capped), make_claim(), Cut())
    row = Reservation.objects.get()
    assert (row.cost_nano_usd, row.is_waived) == (COST, False)


def test_what_was_cut_and_is_kept_after_all_is_charged_once() -> None:
    asking, operating = windows()
    ledger, claim = make_ledger(SPENDER), make_claim()
    fail(ledger, claim, Cut())
    for _ in range(2):
        ledger.charge_kept(claim.attempt_id)
    assert money(asking) == money(operating) == {(COST, 0)}
    assert not Reservation.objects.get().is_waived
    ledger.charge_kept(uuid4())
    assert money(asking) == {(COST, 0)}


def test_two_who_charge_the_same_kept_answer_charge_it_once() -> None:
    asking, _ = windows()
    ledger, claim = make_ledger(SPENDER), make_claim()
    fail(ledger, claim, Cut())
    Reservation.objects.update(is_waived=False)  # another has charged it
    ledger.charge_kept(claim.attempt_id)
    assert money(asking) == {(0, 0)}


def test_what_a_frozen_worker_had_used_without_an_answer_is_paid_late_by_the_operator() -> None:
    asking, operating = windows()
    hours = [timezone.now() - timedelta(seconds=120)]
    held = make_ledger(SPENDER, clock=lambda: hours[0]).reserve(make_claim(seconds=30))
    reservation = held.__enter__()
    assert sweep_reservations() == 1
    hours[0] = timezone.now()
    reservation.usage = USED
    held.__exit__(None, None, None)
    assert (money(asking), money(operating)) == ({(0, 0)}, {(COST, 0)})


def test_a_failure_settles_in_as_many_statements_as_an_answer() -> None:
    windows()
    spend(make_ledger(SPENDER), make_claim(), USED)
    with CaptureQueriesContext(connection) as answered:
        spend(make_ledger(SPENDER), make_claim(), USED)
    with CaptureQueriesContext(connection) as failed:
        fail(make_ledger(SPENDER), make_claim(), Cut())
    assert len(failed) == len(answered)


def test_a_council_charges_its_person_for_the_answers_and_the_operator_for_all(
    ann: User, upstream: Rehearsal, settings: Settings
) -> None:
    settings.REHEARSAL, settings.GRACE_SECONDS = False, 10.0
    settings.HF_TOKEN, settings.HF_BASE_URL = "hf_canarykey", upstream.url
    for name in ("ann", "bob", "cleo", "chair"):
        price(ModelRef("huggingface", name), "1", "2")
    person = make_window(scope="person", scope_id=str(ann.pk), limit=10**12)
    operator = make_window(limit=10**12)
    forget_limits()
    upstream.set_faults(ann=["cut:5", "ok"], bob=["empty", "ok"])
    deliberation = make_deliberation(ann, make_council())
    runner.run(deliberation.id)
    rows = list(Attempt.objects.filter(trace_id=deliberation.id))
    paid = sum(row.cost_nano_usd or 0 for row in rows)
    answered = sum(row.cost_nano_usd or 0 for row in rows if row.status == "succeeded")
    assert {row.code for row in rows if row.voice in ("ann", "bob")} >= {"cut", "empty"}
    assert money_in(operator) == (paid, 0)
    assert money_in(person) == (answered, 0)
    assert 0 < answered < paid
