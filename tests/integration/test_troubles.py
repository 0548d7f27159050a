"""What has to be mended is told once until it is, and may then be told again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import orjson
import pytest
import responses
from django.test import Client
from django.utils import timezone
from pytest_django import Settings
from redis import Redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from providers import process_commons
from providers.errors import (
    Gated,
    InvalidCredentials,
    Misconfigured,
    ProviderError,
    QuotaExhausted,
    RateLimited,
    Unpriced,
)
from providers.ledger.sweeper import sweep_reservations
from providers.ledger.webhook import tell_alerts
from providers.models import Alert, Attempt, Provider, QuotaWindow, Reservation
from providers.protocol import Key, ModelRef, Usage
from providers.registry import sources_kept
from providers.sync import sync_registry
from providers.troubles import watch_troubles
from tests.integration.ledgers import HOLD, make_claim, make_ledger, make_window, price, spend

HOOK = "http://127.0.0.1:9/alerts"
KEY, SPARE = Key("hf_canarykey", "HF_TOKEN"), Key("hf_canarykey2", "HF_TOKEN 2 of 2")
ANN, BOB = ModelRef("huggingface", "ann"), ModelRef("huggingface", "bob")


@pytest.fixture(autouse=True)
def _registry(settings: Settings, redis_store: Redis, transactional_db: None) -> None:
    settings.HF_TOKEN, settings.GEMINI_API_KEY = KEY.secret, ""
    settings.HF_TOKEN_NAME = "HF_TOKEN"  # noqa: S105  a name
    settings.OPENAI_COMPATIBLE = []
    settings.REHEARSAL = False
    sync_registry()
    QuotaWindow.objects.all().delete()


@pytest.fixture
def posted(settings: Settings) -> Iterator[responses.RequestsMock]:
    settings.ALERT_WEBHOOK_URL = HOOK
    with responses.RequestsMock() as mock:
        mock.post(HOOK, status=204)
        yield mock


def fail(error: ProviderError, model: ModelRef = ANN, key: Key = KEY) -> None:
    states = process_commons.commons(is_rehearsal=False).states
    states.failed(states.admit(model, key), error)


def mend(model: ModelRef = ANN, key: Key = KEY) -> None:
    process_commons.commons(is_rehearsal=False).states.mend(model, key)


def current() -> list[str]:
    """What is told after the next look."""
    watch_troubles()
    return [alert.message for alert in Alert.objects.current()]


@pytest.mark.parametrize(
    ("error", "begins"),
    [
        (QuotaExhausted(), "Hugging Face, HF_TOKEN: The credit or the allowance"),
        (InvalidCredentials(), "Hugging Face, HF_TOKEN: The provider does not accept the key."),
        (Gated(), "Hugging Face, ann, HF_TOKEN: The licence of this model"),
        (Misconfigured("It is gone for good (410)."), "Hugging Face: The provider's address"),
    ],
)
def test_what_has_to_be_mended_is_told_once_until_it_is(error: ProviderError, begins: str) -> None:
    fail(error)
    [message] = current()
    assert message.startswith(begins)
    assert "It is left alone until" in message
    assert current() == [message]
    mend()
    assert current() == []
    fail(error)
    assert current() == [message]
    assert list(Alert.objects.values_list("kind", flat=True)) == [error.code] * 2


def test_the_words_are_those_of_the_last_attempt() -> None:
    now = timezone.now()
    told = {"started_at": now, "ended_at": now, "voice": "ann", "number": 1, "status": "failed"}
    failed = {"provider": "huggingface", "model": "bob", "code": "misconfigured"}
    Attempt.objects.create(trace_id=uuid4(), message="It has moved (410).", **told, **failed)
    fail(Misconfigured())
    assert current()[0].startswith("Hugging Face: It has moved (410). It is left alone until")


def test_it_has_ended_when_something_is_answered_again() -> None:
    fail(QuotaExhausted(resets_at=timezone.now()))
    assert len(current()) == 1
    states = process_commons.commons(is_rehearsal=False).states
    states.succeeded(states.admit(BOB, KEY))
    assert current() == []


def test_a_key_that_is_in_use_no_more_is_no_trouble(settings: Settings) -> None:
    fail(InvalidCredentials())
    assert len(current()) == 1
    settings.HF_TOKEN = SPARE.secret
    sources_kept.forget()
    assert current() == []


def test_a_provider_that_is_switched_off_is_no_trouble() -> None:
    fail(Misconfigured())
    assert len(current()) == 1
    Provider.objects.filter(name="huggingface").update(is_enabled=False)
    sources_kept.forget()
    assert current() == []


def test_what_passes_by_itself_is_no_alert() -> None:
    fail(RateLimited())
    assert current() == []


def test_while_redis_is_away_nothing_is_taken_for_mended(redis_store: Redis) -> None:
    fail(InvalidCredentials())
    [message] = current()
    redis_store.flushall()
    process_commons.forget()
    watch_troubles(Redis(port=9, retry=Retry(NoBackoff(), 0)))
    assert [alert.message for alert in Alert.objects.current()] == [message]
    assert current() == []


def test_beginning_and_end_are_events_and_the_beginning_is_posted(
    redis_store: Redis, posted: responses.RequestsMock
) -> None:
    fail(InvalidCredentials())
    current()
    assert tell_alerts() == 1
    mend()
    current()
    assert tell_alerts() == 0
    body = json.loads(posted.calls[0].request.body or b"")
    assert (body["type"], body["kind"]) == ("alert.raised", "invalid_credentials")
    assert (body["provider"], body["scope"], body["percent"]) == ("huggingface", None, None)
    stream: Any = redis_store.xrange("council:providers:events")
    told = [orjson.loads(fields[b"e"]) for _, fields in stream]
    alerts = [event for event in told if event["type"].startswith("alert.")]
    assert [event["type"] for event in alerts] == ["alert.raised", "alert.ended"]
    assert [bool(event["ends_at"]) for event in alerts] == [False, True]
    assert alerts[0]["id"] == alerts[1]["id"]


def test_an_attempt_that_costs_more_than_was_held_is_told_once_a_day() -> None:
    price(ANN, "1", "2")
    make_window()
    for _ in range(2):
        spend(make_ledger(), make_claim(), Usage(0, HOLD // 2_000))
    assert current() == []
    for _ in range(2):
        spend(make_ledger(), make_claim(), Usage(0, 1_100))
    assert current() == ["An attempt at huggingface:ann cost $0.0022, and $0.0019 was held for it."]
    Alert.objects.update(raised_at=timezone.now() - timedelta(hours=25))
    assert current() == []
    spend(make_ledger(), make_claim(), Usage(0, 1_100))
    assert len(current()) == 1


def test_a_reservation_that_expires_is_told_once_for_a_lost_worker() -> None:
    price(ANN, "1", "2")
    make_window()
    lost_at = timezone.now() - timedelta(seconds=120)
    held = [make_ledger(clock=lambda: lost_at).reserve(make_claim(seconds=30)) for _ in range(3)]
    for each in held:
        each.__enter__()  # and the worker is killed
    sweep_reservations()
    assert Reservation.objects.filter(state="expired").count() == 3
    [message] = current()
    assert message.startswith("$0.0019, held for an attempt at huggingface:ann, is free again")


def test_a_model_that_is_not_asked_for_want_of_a_price_is_told_without_whose_window_it_is() -> None:
    make_window(scope="person", scope_id="1")
    for _ in range(2):
        with pytest.raises(Unpriced):
            spend(make_ledger(), make_claim(), Usage())
    [alert] = Alert.objects.current()
    assert (alert.kind, alert.provider, alert.model) == ("unpriced", "huggingface", "ann")
    assert "person" not in alert.message


def test_the_admin_and_the_api_show_it(admin_client: Client) -> None:
    fail(InvalidCredentials())
    [message] = current()
    assert message in admin_client.get("/admin/providers/alert/").text
    [told] = admin_client.get("/api/providers/").json()["results"][0]["alerts"]
    assert (told["message"], told["ends_at"], told["scope"]) == (message, None, None)
