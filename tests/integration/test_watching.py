"""What whoever watches the providers is told, and what they can do."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import responses
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings
from redis import Redis

from providers.absence import absence_of
from providers.catalogue.last_day import begin_of, last_day
from providers.catalogue.watching import read_figures
from providers.errors import NotServed, Paused
from providers.ledger.limits import forget_limits
from providers.ledger.prices import record_price
from providers.ledger.quota_ledger import shared_rates
from providers.models import Attempt, Host, LanguageModel, Provider, QuotaWindow
from providers.protocol import ListPrice
from providers.sync import sync_registry
from tests.integration.ledgers import (
    ANN,
    make_claim,
    make_counters,
    make_ledger,
    make_window,
    price,
)
from tests.integration.ways_in import assert_refused, client_of

pytestmark = pytest.mark.django_db(transaction=True)

NOW = datetime(2026, 11, 26, 14, 40, tzinfo=UTC)
FIGURES, LOG, ALL = "/api/providers/figures/", "/api/providers/log/", "/api/providers/test/"
OLLAMA = "http://ollama.test:11434"


@pytest.fixture(autouse=True)
def _registry(settings: Settings, redis_store: Redis) -> None:
    settings.HF_TOKEN = settings.GEMINI_API_KEY = ""
    settings.OLLAMA_HOST = OLLAMA
    settings.OPENAI_COMPATIBLE = []
    settings.REHEARSAL = settings.SINGLE_USER = False
    sync_registry()


@pytest.fixture
def staff() -> Client:
    return client_of(User.objects.create_user("dot", is_staff=True))


def attempt(
    at: datetime = NOW,
    code: str = "",
    first: float | None = 1.0,
    provider: str = "gemini",
    *,
    number: int = 1,
    trace: uuid.UUID | None = None,
    tokens: int = 0,
    is_rehearsal: bool = False,
    cost: int | None = 0,
) -> None:
    Attempt.objects.create(
        trace_id=trace or uuid.uuid4(),
        voice="ann",
        number=number,
        provider=provider,
        model="a",
        status=Attempt.Status.FAILED if code else Attempt.Status.SUCCEEDED,
        code=code,
        started_at=at,
        ended_at=at + timedelta(seconds=3),
        first_text_seconds=None if code else first,
        output_tokens=tokens,
        is_rehearsal=is_rehearsal,
        cost_nano_usd=cost,
    )


def bars(place: int) -> tuple[int, int, int]:
    [day] = last_day(["gemini"], NOW, is_rehearsal=False)
    bar = day.bars[place]
    return bar.given, bar.late, bar.failed


def test_a_bar_is_half_an_hour_and_the_last_is_the_one_that_is_not_over() -> None:
    attempt(NOW)
    attempt(datetime(2026, 11, 26, 14, 29, 59, tzinfo=UTC))
    attempt(begin_of(NOW))
    attempt(begin_of(NOW) - timedelta(seconds=1))
    assert begin_of(NOW) == datetime(2026, 11, 25, 15, tzinfo=UTC)
    assert [bars(0), bars(46), bars(47)] == [(1, 0, 0)] * 3
    [day] = last_day(["gemini"], NOW, is_rehearsal=False)
    assert (len(day.bars), sum(bar.given for bar in day.bars)) == (48, 3)


def test_late_is_what_was_slow_or_retried_at_the_same_provider() -> None:
    trace = uuid.uuid4()
    attempt(code="overloaded", trace=trace)
    attempt(number=2, trace=trace)
    attempt(first=8.1)
    attempt(first=8.0)
    fell_back = uuid.uuid4()
    attempt(code="rate_limited", provider="huggingface", trace=fell_back)
    attempt(number=2, trace=fell_back)
    attempt(code="cooling_down")  # ours: it was never sent
    assert bars(47) == (2, 2, 1)
    [day] = last_day(["gemini"], NOW, is_rehearsal=False)
    assert day.given_share == pytest.approx(0.8)


def test_first_token_and_speed_are_those_of_what_was_given() -> None:
    for first in range(1, 20):
        attempt(first=first / 10, tokens=0)
    attempt(first=2.5, tokens=400)
    attempt(code="cut", tokens=10_000)
    attempt(is_rehearsal=True, first=9, tokens=10_000)
    [day, none] = last_day(["gemini", "ollama"], NOW, is_rehearsal=False)
    assert (day.first_token_seconds, day.first_token_p95_seconds) == (1.0, 1.9)
    assert day.tokens_per_second == pytest.approx(400 / (20 * 3 - 19.0 - 2.5))
    assert (none.first_token_seconds, none.tokens_per_second, none.given_share) == (None,) * 3


def test_the_figures_take_as_many_queries_however_much_happened(
    django_assert_num_queries: DjangoAssertNumQueries, settings: Settings
) -> None:
    settings.REHEARSAL_ENDS_WITH_A_KEY = False
    read_figures()
    for _ in range(5):
        attempt(datetime.now(UTC) - timedelta(seconds=5))
    with django_assert_num_queries(5):
        figures = read_figures()
    assert sum(bar.given for day in figures.results for bar in day.bars) == 5


def test_what_was_spent_stands_beside_its_limit(ann: User) -> None:
    now = datetime.now(UTC)
    QuotaWindow.objects.all().delete()
    make_window(limit=2 * 10**9)
    attempt(now, cost=15 * 10**8)
    attempt(now, cost=10**9, is_rehearsal=True)
    told = client_of(ann).get(FIGURES).json()
    assert told["spent"]["used_usd"] == "1.5"
    assert (told["spent"]["limit_usd"], told["spent"]["is_complete"]) == ("2", True)
    assert (len(told["results"]), told["bar_seconds"], told["rehearsal"]) == (3, 1800, False)

    make_window(limit=10**9, scope="global", scope_id="")
    forget_limits()
    attempt(now, cost=None)
    spent = read_figures().spent
    assert (spent.limit_usd, spent.is_complete) == ("1", False)


def test_in_a_rehearsal_the_attempts_of_rehearsals_are_told(settings: Settings) -> None:
    settings.REHEARSAL = True
    attempt(datetime.now(UTC), is_rehearsal=True)
    figures = read_figures()
    assert figures.rehearsal
    assert sum(bar.given for day in figures.results for bar in day.bars) == 1


def test_what_is_held_of_a_budget_is_told_apart(ann: User) -> None:
    price(ANN, "1", "2")
    QuotaWindow.objects.all().delete()
    make_window(limit=10**9)
    with make_ledger().reserve(make_claim()):
        [told] = [
            each
            for each in read(client_of(ann), "huggingface")["quota_windows"]
            if each["metric"] == "cost"
        ]
    assert told["used_usd"] == told["held_usd"]
    assert Decimal(told["held_usd"]) > 0


def test_who_waits_for_a_slot_is_told_beside_those_that_have_one(ann: User) -> None:
    QuotaWindow.objects.all().delete()
    make_window("concurrency", "at_once", 1)
    make_window("requests", "minute", 60)
    [place] = [one for one in make_counters() if one.is_lease]
    with make_ledger().reserve(make_claim()):
        shared_rates().take("one who waits", [place])
        told = read(client_of(ann), "huggingface")["quota_windows"]
    assert [(one["metric"], one["used"], one["waiting"]) for one in told] == [
        ("concurrency", 1, 1),
        ("requests", 1, None),
    ]


def test_a_model_is_listed_with_its_price_or_that_of_its_cheapest_live_host(ann: User) -> None:
    model = LanguageModel.objects.filter(provider__name="huggingface").order_by("id")[0]
    for name, usd, is_live in (("dear", "3", True), ("fair", "1", True), ("gone", "0.1", False)):
        Host.objects.create(language_model=model, name=name, is_live=is_live, checked_at=NOW)
        record_price(model, ListPrice(Decimal(usd), Decimal(usd)), source="test", host=name)
    listed = client_of(ann).get("/api/models/?limit=200").json()["results"]
    prices = {row["name"]: row["price"] for row in listed}
    assert prices[str(model)] == {"input_usd_per_million": "1", "output_usd_per_million": "1"}
    [local, *_] = [price for name, price in prices.items() if name.startswith("ollama:")]
    assert local == {"input_usd_per_million": "0", "output_usd_per_million": "0"}


def read(client: Client, name: str) -> dict[str, Any]:
    rows = client.get("/api/providers/").json()["results"]
    return next(row for row in rows if row["name"] == name)


def test_a_paused_provider_is_told_as_such_until_it_is_resumed(staff: Client) -> None:
    assert staff.post("/api/providers/ollama/pause/").json()["is_enabled"] is False
    assert staff.post("/api/providers/ollama/pause/").status_code == 200
    assert read(staff, "ollama")["is_enabled"] is False
    assert staff.post("/api/providers/ollama/resume/").json()["is_enabled"] is True
    page = staff.get(LOG).json()
    assert page["next"] is None
    told = page["results"]
    assert [(each["type"], each["provider"]) for each in told] == [
        ("provider.resumed", "ollama"),
        ("provider.paused", "ollama"),
    ]


def test_whoever_is_named_of_a_paused_provider_is_told_why_it_is_not_asked(staff: Client) -> None:
    staff.post("/api/providers/ollama/pause/")
    absence = absence_of("ollama")
    assert (type(absence), absence.message) == (Paused, "Ollama is paused.")
    assert isinstance(absence_of("nobody"), NotServed)


@pytest.mark.parametrize("path", [ALL, "/api/providers/ollama/test/"])
@responses.activate
def test_a_test_finds_out_at_once_and_whoever_watches_hears_of_a_change(
    staff: Client, path: str
) -> None:
    Provider.objects.filter(name="ollama").update(is_reachable=True)
    responses.get(f"{OLLAMA}/api/version", body=ConnectionError())
    answer = staff.post(path)
    assert answer.status_code == 200
    assert read(staff, "ollama")["health"]["status"] == "unreachable"
    [told] = staff.get(LOG).json()["results"]
    assert (told["type"], told["before"], told["after"]) == ("health.changed", "ok", "unreachable")


@responses.activate
def test_a_paused_provider_is_not_tested(staff: Client) -> None:
    staff.post("/api/providers/ollama/pause/")
    assert staff.post("/api/providers/ollama/test/").json()["health"]["status"] == "unknown"
    assert len(responses.calls) == 0


@pytest.mark.parametrize("what", ["test/", "ollama/test/", "ollama/pause/", "ollama/resume/"])
def test_only_staff_may_test_and_pause(ann: User, what: str) -> None:
    assert_refused(client_of(ann).post(f"/api/providers/{what}"), 403, "permission_denied")
    assert Provider.objects.get(name="ollama").is_enabled


def test_only_staff_reads_the_log_and_nobody_unknown_the_figures(ann: User) -> None:
    assert_refused(client_of(ann).get(LOG), 403, "permission_denied")
    assert Client().get(FIGURES).status_code == 401
    assert client_of(ann).get(FIGURES).status_code == 200


def test_a_provider_that_is_not_there_cannot_be_paused(staff: Client) -> None:
    assert_refused(staff.post("/api/providers/nobody/pause/"), 404, "not_found")
