"""When a window fills somebody is told: once for each threshold and stretch."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest
import responses
from django.db import connection
from django.utils import timezone
from pytest_django import Settings
from redis import Redis

from providers.ledger.alerts import Alerts
from providers.ledger.webhook import tell_alerts
from providers.models import Alert, QuotaWindow
from providers.protocol import Usage
from tests.integration.ledgers import ANN, IN, make_claim, make_ledger, make_window, price, spend

HOOK = "http://127.0.0.1:9/alerts"


@pytest.fixture(autouse=True)
def _priced(redis_store: Redis, transactional_db: None) -> None:
    price(ANN, "1", "2")


@pytest.fixture
def posted(settings: Settings) -> Iterator[responses.RequestsMock]:
    settings.ALERT_WEBHOOK_URL = HOOK
    with responses.RequestsMock() as mock:
        yield mock


def percents() -> list[int | None]:
    return [alert.percent for alert in Alert.objects.order_by("id")]


def test_each_threshold_of_a_day_is_told_once(caplog: pytest.LogCaptureFixture) -> None:
    make_window("requests", "day", 10)
    alerts = Alerts()
    for _ in range(10):
        spend(make_ledger(alerts=alerts), make_claim(), Usage(1, 1))
    assert percents() == [50, 80, 95, 100]
    warnings = [record.getMessage() for record in caplog.records]
    assert len(warnings) == 4
    assert "50 % of the quota window of 10 requests" in warnings[0]


def test_another_process_does_not_tell_it_again(caplog: pytest.LogCaptureFixture) -> None:
    make_window("requests", "day", 1)
    spend(make_ledger(), make_claim(), Usage(1, 1))
    assert percents() == [50, 80, 95, 100]
    caplog.clear()
    QuotaWindow.objects.update(limit=2)  # so that a second one is let through
    spend(make_ledger(alerts=Alerts()), make_claim(), Usage(1, 1))
    assert caplog.records == []
    assert percents() == [50, 80, 95, 100]


def test_money_is_told_by_what_is_spent() -> None:
    window = make_window(limit=1000 * IN, is_soft=True)
    spend(make_ledger(), make_claim(), Usage(499, 0))
    assert percents() == []
    spend(make_ledger(), make_claim(), Usage(1, 0))
    [alert] = Alert.objects.all()
    assert (alert.window, alert.percent, alert.used) == (window, 50, 500 * IN)


def test_a_minute_that_fills_is_no_news() -> None:
    make_window("requests", "minute", 1)
    spend(make_ledger(), make_claim(), Usage(1, 1))
    assert percents() == []


def test_the_webhook_is_told_once(posted: responses.RequestsMock) -> None:
    posted.post(HOOK, status=204)
    make_window("requests", "day", 2)
    spend(make_ledger(), make_claim(), Usage(1, 1))
    assert tell_alerts() == 1
    assert tell_alerts() == 0
    body = json.loads(posted.calls[0].request.body or b"")
    assert body.pop("at").endswith("Z")
    assert body.pop("ends_at").endswith("T00:00:00.000Z")
    assert body == {
        "type": "alert.raised",
        "id": Alert.objects.get().pk,
        "kind": "quota_window",
        "provider": "huggingface",
        "model": None,
        "message": "50 % of the quota window of 2 requests a day for the provider huggingface "
        "is used: 1 request.",
        "scope": "provider",
        "scope_id": "huggingface",
        "metric": "requests",
        "period": "day",
        "percent": 50,
        "used": 1,
        "limit": 2,
        "used_usd": None,
        "limit_usd": None,
    }


def test_the_webhook_is_told_money_as_the_api_tells_it(posted: responses.RequestsMock) -> None:
    posted.post(HOOK, status=204)
    make_window(limit=1000 * IN, is_soft=True)
    spend(make_ledger(), make_claim(), Usage(500, 0))
    assert tell_alerts() == 1
    body = json.loads(posted.calls[0].request.body or b"")
    assert (body["metric"], body["used"], body["limit"]) == ("cost", None, None)
    assert (body["used_usd"], body["limit_usd"]) == ("0.0005", "0.001")


@pytest.mark.parametrize("status", [500, 302])
def test_a_webhook_that_does_not_take_it_is_told_again(
    posted: responses.RequestsMock, status: int
) -> None:
    posted.post(HOOK, status=status, headers={"Location": "http://127.0.0.1:9/elsewhere"})
    make_window("requests", "day", 2)
    spend(make_ledger(), make_claim(), Usage(1, 1))
    assert tell_alerts() == 0
    assert Alert.objects.filter(told_at=None).count() == 1


def test_without_a_webhook_nothing_is_posted() -> None:
    make_window("requests", "day", 2)
    spend(make_ledger(), make_claim(), Usage(1, 1))
    assert tell_alerts() == 0


def test_old_news_is_not_told(posted: responses.RequestsMock) -> None:
    make_window("requests", "day", 2)
    spend(make_ledger(), make_claim(), Usage(1, 1))
    Alert.objects.update(raised_at=timezone.now() - timedelta(hours=25))
    assert tell_alerts() == 0


def test_an_alert_outlives_its_window_in_its_own_words() -> None:
    window = make_window(limit=1000 * IN, is_soft=True)
    spend(make_ledger(), make_claim(), Usage(500, 0))
    said = Alert.objects.get().message
    window.delete()
    alert = Alert.objects.get()
    assert (alert.window, alert.scope, alert.metric) == (None, "provider", "nano_usd")
    assert said == str(alert)
    assert said.startswith("50 % of the quota window of $0.001 a month for the provider")


def test_an_alert_of_a_stretch_ends_with_it_and_one_of_a_lifetime_never() -> None:
    make_window("requests", "day", 1)
    make_window("requests", "lifetime", 1)
    spend(make_ledger(), make_claim(), Usage(1, 1))
    assert Alert.objects.current().count() == 8
    Alert.objects.filter(period="day").update(ends_at=timezone.now())
    assert {alert.period for alert in Alert.objects.current()} == {"lifetime"}


def test_an_alert_leaves_no_connection_behind() -> None:
    make_window("requests", "day", 1)
    with make_ledger().reserve(make_claim()):
        assert connection.connection is None
