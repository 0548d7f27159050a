"""The ledger is held against imported bills every day, and nothing is rewritten."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
from pytest_django import Settings
from redis import Redis

from providers import tasks
from providers.ledger.bill_files import Billed
from providers.ledger.bills import compare_bill
from providers.ledger.drift import DAYS, report_drift
from providers.models import Alert, Attempt, Bill
from tests.factories import make_language_model

GLM, OSS = "zai-org/GLM-5.2", "openai/gpt-oss-120b"
NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
DAY = date(2026, 11, 25)


@pytest.fixture(autouse=True)
def _router(redis_store: Redis, transactional_db: None) -> None:
    make_language_model(GLM)


def add_attempt(cost: int | None, model: str = GLM, day: date = DAY) -> None:
    at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    told = {"voice": "ann", "number": 1, "provider": "huggingface", "status": "succeeded"}
    times = {"started_at": at, "ended_at": at}
    Attempt.objects.create(trace_id=uuid.uuid4(), model=model, cost_nano_usd=cost, **told, **times)


def import_bill(*billed: Billed, at: datetime = NOW) -> None:
    bill = compare_bill(provider="huggingface", billed=billed, file_name="bill.csv")
    Bill.objects.filter(pk=bill.pk).update(compared_at=at)


def current(now: datetime = NOW) -> list[str]:
    report_drift(now)
    return [alert.message for alert in Alert.objects.current()]


def test_a_day_that_differs_is_told_once_and_until_a_later_bill_agrees() -> None:
    add_attempt(1_000)
    import_bill(Billed(DAY, GLM, 2_000))
    [message] = current()
    assert message.startswith(
        "huggingface billed $0.000002 for 2026-11-25, and the ledger has $0.000001"
    )
    assert current(NOW + timedelta(days=1)) == [message]
    import_bill(Billed(DAY, GLM, 1_000), at=NOW + timedelta(days=1))
    assert current(NOW + timedelta(days=1)) == []
    assert Alert.objects.get().kind == "drift"
    assert Attempt.objects.get().cost_nano_usd == 1_000


def test_a_day_is_compared_over_all_models_and_within_the_tolerance() -> None:
    add_attempt(500)
    add_attempt(500, OSS)
    import_bill(Billed(DAY, GLM, 800), Billed(DAY, OSS, 250))
    assert current() == []
    import_bill(Billed(DAY, GLM, 800), Billed(DAY, OSS, 253))
    assert len(current()) == 1


def test_what_the_ledger_learned_since_counts() -> None:
    add_attempt(1_000)
    import_bill(Billed(DAY, GLM, 1_000))
    assert current() == []
    add_attempt(1_000)
    assert len(current()) == 1


def test_a_day_of_the_bill_on_which_nothing_was_billed_is_compared_as_well() -> None:
    add_attempt(1_000, day=DAY - timedelta(days=1))
    import_bill(Billed(DAY - timedelta(days=2), GLM, 0), Billed(DAY, GLM, 0))
    [message] = current()
    assert "for 2026-11-24" in message


def test_a_day_that_was_not_over_when_it_was_billed_is_left_out() -> None:
    add_attempt(1_000, day=NOW.date())
    import_bill(Billed(NOW.date(), GLM, 500))
    assert current() == []


def test_what_is_long_past_is_told_no_more() -> None:
    import_bill(Billed(DAY, GLM, 1_000))
    assert len(current()) == 1
    assert current(NOW + timedelta(days=DAYS)) == []


def test_beat_has_it_done_once_a_day(settings: Settings) -> None:
    entry = settings.CELERY_BEAT_SCHEDULE["report-drift"]
    assert entry == {"task": tasks.report_drift.name, "schedule": 86_400.0}
