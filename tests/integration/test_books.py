"""Our books and the upstream's agree to the nano-dollar, whatever goes wrong in between."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from pytest_django import Settings

from council import runner
from council.models import Deliberation
from providers.ledger.sweeper import sweep_reservations
from providers.models import Attempt, Provider, QuotaWindow, Reservation
from providers.protocol import ModelRef
from tests.factories import make_council, make_deliberation
from tests.integration.ledgers import make_window, money_in, price
from tests.integration.lone_worker import LEASE_SECONDS, lone_worker
from tests.integration.mixed_calls import (
    counted_by,
    counted_in_attempts,
    make_calls,
    set_up_prices,
    underheld,
)
from tests.integration.rehearsal import Rehearsal
from tests.integration.watching import wait_until

pytestmark = pytest.mark.django_db(transaction=True)

CALLS = 200


def test_mixed_calls_with_faults_leave_no_difference(
    redis_store: object, one_upstream: Rehearsal
) -> None:
    set_up_prices()
    window = make_window(limit=10**12, scope="global", scope_id="")
    make_window("requests", "minute", 10**6)
    make_window("concurrency", "at_once", 64)
    one_upstream.clear()
    make_calls(one_upstream, CALLS, threads=24, seed=3)
    theirs, ours = counted_by(one_upstream), counted_in_attempts()
    assert ours == theirs
    assert sum(books.calls for books in theirs.values()) > CALLS
    assert all(books.told and books.untold for books in theirs.values())
    spent = sum(books.nano_usd + books.untold_nano_usd for books in ours.values())
    assert money_in(window) == (spent, 0)
    assert _settled() == spent
    assert underheld() == 0


@pytest.fixture
def window(upstream: Rehearsal, settings: Settings) -> QuotaWindow:
    """Of money, at the rehearsal upstream as if it were a server of the operator's own."""
    settings.REHEARSAL = False
    settings.ALLOWED_PROVIDER_HOSTS = ["127.0.0.1"]
    for name in ("ann", "bob", "cleo", "chair"):
        price(ModelRef("huggingface", name), "1", "1")
    Provider.objects.update(adapter="openai_compatible", base_url=f"{upstream.url}/v1")
    return make_window(limit=10**10)


def test_a_worker_killed_between_hold_and_settlement_is_charged_for_nothing_twice(
    ann: User, upstream: Rehearsal, window: QuotaWindow
) -> None:
    upstream.set_faults(cleo=["hang", "ok"])
    deliberation = make_deliberation(ann, make_council(quorum=3))
    with lone_worker(deliberation.id) as worker:
        wait_until(lambda: deliberation.opinions.count() == 2, "two opinions")
        worker.kill()
        worker.wait()
    spent, held = money_in(window)
    assert held > 0  # by the one that hangs
    lost = Reservation.objects.get(state="held")

    wait_until(lambda: _is_free(deliberation), "the lease to run out", seconds=10 * LEASE_SECONDS)
    runner.run(deliberation.id)
    runner.run(deliberation.id)  # a task delivered again does nothing
    deliberation.refresh_from_db()
    assert (deliberation.status, deliberation.outcome) == ("done", "full")
    assert sweep_reservations(timezone.now() + timedelta(seconds=300)) == 1

    assert Attempt.objects.get(id=lost.id).status == "lost"
    paid = sum(row.cost_nano_usd or 0 for row in Attempt.objects.all())
    assert money_in(window) == (paid, 0)
    assert paid > spent
    calls = {model: count["calls"] for model, count in upstream.calls().items()}
    assert calls == {"ann": 1, "bob": 1, "cleo": 2, "chair": 1}
    assert Attempt.objects.count() == 5


def _settled() -> int:
    ended = Reservation.objects.exclude(state=Reservation.State.HELD)
    return sum(row.cost_nano_usd or 0 for row in ended)


def _is_free(deliberation: Deliberation) -> bool:
    return Deliberation.objects.abandoned().filter(id=deliberation.id).exists()
