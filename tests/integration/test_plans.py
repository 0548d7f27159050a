"""Each provider comes with the quota windows of its plan; what an operator changes there stays."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import Settings

from providers.ledger.limits import read_limits
from providers.ledger.prices import read_prices
from providers.ledger.windows import Scope
from providers.models import Provider, QuotaWindow
from providers.money import FREE
from providers.protocol import ModelRef
from providers.sync import sync_registry

pytestmark = pytest.mark.django_db

WINDOWS = "/admin/providers/quotawindow/"
PROVIDERS = "/admin/providers/provider/"


@pytest.fixture(autouse=True)
def _registry(settings: Settings) -> None:
    settings.OPENAI_COMPATIBLE = ["mine=http://127.0.0.1:9/v1"]
    sync_registry()


def windows_of(provider: str) -> dict[tuple[str, str], int]:
    rows = QuotaWindow.objects.filter(scope_id=provider, is_enabled=True)
    return {(row.metric, row.period): row.limit for row in rows}


def change(admin: Client, window: QuotaWindow, **fields: object) -> None:
    values = {
        "scope": window.scope,
        "scope_id": window.scope_id,
        "metric": window.metric,
        "period": window.period,
        "limit": window.limit,
        "zone": window.zone,
        "is_enabled": "on",
        **fields,
    }
    assert admin.post(f"{WINDOWS}{window.pk}/change/", values).status_code == 302
    window.refresh_from_db()


def test_the_free_plans_come_with_their_windows() -> None:
    assert windows_of("huggingface") == {
        ("requests", "minute"): 60,
        ("concurrency", "at_once"): 4,
        ("nano_usd", "month"): 90_000_000,
    }
    assert windows_of("gemini") == {("requests", "minute"): 10, ("requests", "day"): 20}
    assert windows_of("ollama") == {("concurrency", "at_once"): 2}
    assert windows_of("mine") == {}
    day = QuotaWindow.objects.get(scope_id="gemini", period="day")
    assert day.zone == "America/Los_Angeles"


def test_a_second_sync_changes_nothing() -> None:
    assert sync_registry() == []


def test_another_plan_brings_other_windows_at_once(admin_client: Client) -> None:
    row = Provider.objects.get(name="huggingface")
    fields = {"label": row.label, "adapter": row.adapter, "base_url": "", "is_enabled": "on"}
    fields["backoff"] = row.backoff
    admin_client.post(f"{PROVIDERS}{row.pk}/change/", {**fields, "plan": "pro"})
    assert windows_of("huggingface")["nano_usd", "month"] == 1_900_000_000
    admin_client.post(f"{PROVIDERS}{row.pk}/change/", {**fields, "plan": "custom"})
    assert windows_of("huggingface") == {}
    admin_client.post(f"{PROVIDERS}{row.pk}/change/", {**fields, "plan": "free"})
    assert windows_of("huggingface")["nano_usd", "month"] == 90_000_000


def test_what_an_operator_changes_in_a_window_stays(admin_client: Client) -> None:
    day = QuotaWindow.objects.get(scope_id="gemini", period="day")
    change(admin_client, day, limit=500)
    assert day.overridden == ["limit"]
    assert sync_registry() == []
    assert windows_of("gemini")["requests", "day"] == 500


def test_a_window_that_is_switched_off_stays_off(admin_client: Client) -> None:
    day = QuotaWindow.objects.get(scope_id="gemini", period="day")
    change(admin_client, day, is_enabled="")
    sync_registry()
    assert ("requests", "day") not in windows_of("gemini")
    assert [w for w in read_limits().windows if w.id == day.pk] == []


def test_an_operators_own_window_is_left_alone(admin_client: Client) -> None:
    own = {"scope": "person", "scope_id": "", "metric": "tokens", "period": "day", "limit": 9}
    answer = admin_client.post(f"{WINDOWS}add/", {**own, "zone": "UTC", "is_enabled": "on"})
    assert answer.status_code == 302
    assert sync_registry() == []
    row = QuotaWindow.objects.get(scope="person")
    assert (row.origin, row.limit, row.overridden) == ("operator", 9, [])


@pytest.mark.parametrize(
    "wrong",
    [
        {"metric": "nano_usd", "period": "minute"},
        {"metric": "concurrency", "period": "day"},
        {"metric": "requests", "period": "at_once"},
        {"zone": "Mars/Olympus"},
        {"limit": "-1"},
    ],
)
def test_a_window_that_cannot_be_counted_is_refused_in_words(
    admin_client: Client, wrong: dict[str, str]
) -> None:
    right = {"scope": "global", "metric": "requests", "period": "day", "limit": 5, "zone": "UTC"}
    before = QuotaWindow.objects.count()
    answer = admin_client.post(f"{WINDOWS}add/", {**right, **wrong})
    assert answer.status_code == 200
    assert QuotaWindow.objects.count() == before


def test_a_free_plan_at_gemini_charges_nothing_and_a_paid_one_has_no_price_yet() -> None:
    model = ModelRef("gemini", "gemini-3.8-flash")
    assert read_prices().price_of(model) == FREE
    Provider.objects.filter(name="gemini").update(plan="pro")
    assert read_prices().price_of(model) is None


def test_the_windows_that_apply_are_found_by_name() -> None:
    applying = read_limits().applying_to({Scope.PROVIDER: "ollama"})
    assert [(window.limit, scope_id) for window, scope_id in applying] == [(2, "ollama")]


@pytest.mark.parametrize(
    "table", ["price", "quotawindow", "reservation", "budget", "alert", "attempt"]
)
def test_the_admin_shows_the_ledger(admin_client: Client, redis_server: str, table: str) -> None:
    assert admin_client.get(f"/admin/providers/{table}/").status_code == 200


@pytest.mark.parametrize("table", ["reservation", "budget", "alert", "attempt", "trial"])
def test_what_has_happened_cannot_be_changed(admin_client: Client, table: str) -> None:
    assert admin_client.get(f"/admin/providers/{table}/").status_code == 200
    assert admin_client.get(f"/admin/providers/{table}/add/").status_code == 403
