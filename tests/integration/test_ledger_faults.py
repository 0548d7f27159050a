"""Where the database or Redis fails, what has to be counted is not sent."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone
from pytest_django import Settings
from redis import Redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from providers.attempt_rows import record_attempt
from providers.calls import Answer, AttemptRecord, Call
from providers.catalogue.traffic import recent_traffic
from providers.errors import InternalFault
from providers.gateway.caching import CacheUsage
from providers.gateway.door import Gateway
from providers.ledger.alerts import Alerts
from providers.ledger.limits import read_limits
from providers.ledger.quota_ledger import Parts, QuotaLedger
from providers.ledger.rates import Rates
from providers.ledger.usage import usage_of
from providers.models import Attempt, Reservation
from providers.protocol import Key, Usage
from providers.quota import OPERATOR, Ledger, Spender
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
from tests.unit.clock import Clock, ClockSwitch
from tests.unit.playing import PROMPT, SECRET, PlayingProvider, commons_by, saying

ASKS = Spender(person_id=1, council="general", trace_id=uuid4())
USED = Usage(10, 20)


class Asked:
    """One call to Ann through a gateway with this ledger."""

    def __init__(self, ledger: Ledger) -> None:
        self.provider = PlayingProvider(ANN.provider, {ANN.name: [saying("So it is.", USED)]})
        self.records: list[AttemptRecord] = []
        self._clock = Clock()
        self._gateway = Gateway(
            providers={ANN.provider: self.provider},
            keys={ANN.provider: [Key(SECRET)]},
            ledger=ledger,
            record=self.records.append,
            commons=commons_by(self._clock),
        )

    def answer(self) -> Answer:
        deadline = self._clock.deadline(20, ClockSwitch(self._clock))
        call = Call(uuid4(), "ann", PROMPT, [ANN], deadline)
        return self._gateway.ask(call, lambda _: None)

    @property
    def codes(self) -> list[str]:
        return [record.code for record in self.records]


@pytest.fixture(autouse=True)
def _priced(redis_store: Redis, transactional_db: None) -> None:
    price(ANN, "1", "2")


@contextmanager
def without_budgets() -> Iterator[None]:
    """The database refuses whatever holds money."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE providers_budget RENAME TO providers_gone")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE providers_gone RENAME TO providers_budget")


def break_connection() -> None:
    """As a server that goes down: who holds the connection learns of it at the next use."""
    connection.ensure_connection()
    connection.connection.close()


def without_redis(folder: Path, spender: Spender) -> QuotaLedger:
    """Nobody listens at its address."""
    stopped = Redis(unix_socket_path=str(folder / "gone.sock"), retry=Retry(NoBackoff(), retries=0))
    return QuotaLedger(spender, Parts(read_limits(), Rates(stopped), Alerts()))


def test_where_money_cannot_be_held_nothing_is_sent_after_one_more_try() -> None:
    make_window()
    asked = Asked(make_ledger())

    with without_budgets(), pytest.raises(InternalFault):
        asked.answer()

    assert asked.provider.asked == []
    assert asked.codes == ["internal_fault", "internal_fault"]
    assert not Reservation.objects.exists()


def test_what_was_not_sent_is_no_request_and_says_nothing_of_the_model() -> None:
    make_window()
    asked = Asked(make_ledger())
    with without_budgets(), pytest.raises(InternalFault):
        asked.answer()
    today = timezone.localdate()

    for record in asked.records:
        record_attempt(record, is_rehearsal=False, person_id=1)

    total = usage_of(1, today, today, CacheUsage()).total
    assert (Attempt.objects.count(), total.requests, total.is_complete) == (2, 0, True)
    assert recent_traffic() == {}


def test_a_connection_that_was_lost_costs_one_try() -> None:
    window = make_window()
    asked = Asked(make_ledger())
    break_connection()

    answer = asked.answer()

    assert answer.text == "So it is."
    assert asked.codes == ["internal_fault", ""]
    assert money_in(window) == (10 * IN + 20 * OUT, 0)


def test_where_money_cannot_be_held_the_rates_are_given_back() -> None:
    make_window()
    make_window("requests", "minute", 1)
    with without_budgets(), pytest.raises(InternalFault):
        spend(make_ledger(), make_claim(), USED)

    spend(make_ledger(), make_claim(), USED)


def test_without_money_to_hold_a_fault_of_the_database_hinders_nobody() -> None:
    make_window("requests", "minute", 60)
    ledger = make_ledger()

    with without_budgets():
        assert spend(ledger, make_claim(), USED) == 10 * IN + 20 * OUT


@pytest.mark.parametrize(
    ("allowed", "spender", "is_open"),
    [
        ("staff", ASKS, False),
        ("staff", Spender(1, "general", uuid4(), is_staff=True), True),
        ("staff", OPERATOR, True),
        ("everybody", ASKS, True),
        ("nobody", OPERATOR, False),
    ],
)
def test_while_redis_is_away_it_is_set_who_may_ask(
    settings: Settings, tmp_path: Path, allowed: str, spender: Spender, *, is_open: bool
) -> None:
    settings.UNCOUNTED_ATTEMPTS = allowed
    make_window("requests", "minute", 60)
    asked = Asked(without_redis(tmp_path, spender))

    if is_open:
        assert asked.answer().text == "So it is."
        return
    with pytest.raises(InternalFault):
        asked.answer()
    assert asked.provider.asked == []
    assert asked.codes == ["internal_fault", "internal_fault"]


def test_where_nothing_is_counted_redis_may_be_away(tmp_path: Path) -> None:
    make_window("nano_usd", "month", 10**9)

    assert Asked(without_redis(tmp_path, ASKS)).answer().text == "So it is."
