"""/metrics: what was counted, in the format of Prometheus."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families
from pytest_django import DjangoAssertNumQueries, Settings
from redis import Redis

from council.models import Deliberation
from providers import process_commons
from providers.errors import RateLimited
from providers.models import Alert, Attempt, QuotaWindow
from providers.protocol import Key, ModelRef, Usage
from tests.factories import make_council, make_deliberation, make_language_model
from tests.integration.ledgers import IN, make_claim, make_ledger, make_window, price, spend

pytestmark = pytest.mark.django_db(transaction=True)

ANN = {"provider": "huggingface", "model": "ann"}
MODEL = ModelRef("huggingface", "ann")
KEY = Key("hf_canarykey", "HF_TOKEN")
MIDNIGHT = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


@pytest.fixture(autouse=True)
def _model(settings: Settings, redis_store: Redis, transactional_db: None) -> None:
    settings.HF_TOKEN, settings.HF_TOKEN_NAME = KEY.secret, KEY.name
    settings.REHEARSAL = False
    make_language_model("ann")


def scraped(accept: str = "") -> dict[str, dict[frozenset[tuple[str, str]], float]]:
    answer = Client().get("/metrics", headers={"Accept": accept})
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/plain; version=")
    samples: dict[str, dict[frozenset[tuple[str, str]], float]] = {}
    for family in text_string_to_metric_families(answer.text):
        assert family.documentation, family.name
        for sample in family.samples:
            labels = frozenset(sample.labels.items())
            samples.setdefault(sample.name, {})[labels] = sample.value
    return samples


def value(name: str, **labels: str) -> float | None:
    return scraped().get(f"ai_council_{name}", {}).get(frozenset(labels.items()))


def attempt(**facts: object) -> None:
    usual: dict[str, object] = {
        **ANN,
        "trace_id": uuid4(),
        "voice": "ann",
        "number": 1,
        "status": "succeeded",
        "started_at": timezone.now(),
        "ended_at": timezone.now(),
    }
    Attempt.objects.create(**{**usual, **facts})


def test_attempts_are_counted_by_model_and_code_since_midnight() -> None:
    for _ in range(2):
        attempt()
    attempt(status="failed", code="cut")
    attempt(started_at=MIDNIGHT - timedelta(seconds=1))
    attempt(is_rehearsal=True)
    assert value("attempts_total", **ANN, status="succeeded", code="") == 2
    assert value("attempts_total", **ANN, status="failed", code="cut") == 1


def test_tokens_and_cost_are_added_up_and_what_is_unknown_is_counted() -> None:
    attempt(input_tokens=10, output_tokens=5, cost_nano_usd=1_500_000_000)
    attempt(input_tokens=1, cost_nano_usd=None)
    attempt(status="failed", code="window_full", cost_nano_usd=None)
    assert value("tokens_total", **ANN, direction="in") == 11
    assert value("tokens_total", **ANN, direction="out") == 5
    assert value("cost_usd_total", **ANN) == 1.5
    assert value("unpriced_attempts_total", **ANN) == 1


def test_the_time_to_the_first_text_is_a_histogram() -> None:
    for seconds in (0.2, 0.4, 90.0, None):
        attempt(first_text_seconds=seconds)
    buckets = {bound: value("first_text_seconds_bucket", **ANN, le=bound) for bound in BOUNDS}
    assert buckets == {"0.1": 0, "0.25": 1, "0.5": 2, "60.0": 2, "+Inf": 3}
    assert value("first_text_seconds_count", **ANN) == 3
    assert value("first_text_seconds_sum", **ANN) == pytest.approx(90.6)


BOUNDS = ("0.1", "0.25", "0.5", "60.0", "+Inf")


def test_a_model_is_in_one_state() -> None:
    def states() -> list[float | None]:
        return [value("model_state", **ANN, state=s) for s in ("closed", "open", "half_open")]

    assert states() == [1, 0, 0]
    board = process_commons.commons(is_rehearsal=False).states
    board.failed(board.admit(MODEL, KEY), RateLimited())
    assert states() == [0, 1, 0]


def test_quota_windows_tell_what_is_used_and_allowed_but_nobodys_own() -> None:
    price(MODEL, "1", "2")
    make_window("requests", "day", 10)
    make_window(limit=10**9)
    make_window("requests", "hour", 7, scope="key", scope_id=KEY.id)
    make_window("requests", "day", 5, scope="person", scope_id="1")
    spend(make_ledger(), make_claim(), Usage(100, 0))
    whole = {"scope": "provider", "scope_id": "huggingface"}
    assert value("quota_used", **whole, metric="requests", period="day") == 1
    assert value("quota_limit", **whole, metric="requests", period="day") == 10
    assert value("quota_used", **whole, metric="cost", period="month") == 100 * IN / 10**9
    assert value("quota_limit", **whole, metric="cost", period="month") == 1
    named = {"scope": "key", "scope_id": "HF_TOKEN", "metric": "requests", "period": "hour"}
    assert value("quota_limit", **named) == 7
    assert "person" not in str(scraped())


def test_deliberations_are_counted_by_how_they_ended_and_those_that_have_not(ann: User) -> None:
    council = make_council()
    rows = [make_deliberation(ann, council, is_rehearsal=number == 2) for number in range(5)]
    ended = {"status": "done", "outcome": "full", "ended_at": timezone.now()}
    Deliberation.objects.filter(id__in=[row.id for row in rows[:3]]).update(**ended)
    Deliberation.objects.filter(id=rows[3].id).update(status="running")
    done = {"status": "done", "outcome": "full"}
    assert value("deliberations_ended_total", **done, rehearsal="false") == 2
    assert value("deliberations_ended_total", **done, rehearsal="true") == 1
    assert value("deliberations", status="queued") == 1
    assert value("deliberations", status="running") == 1


def test_the_queue_and_current_alerts_are_counted(redis_store: Redis) -> None:
    redis_store.rpush("council:deliberations", "a task")
    for name in ("one", "another"):
        Alert.objects.create(kind="gated", about=name, message="No licence.")
    assert value("queue_length") == 1
    assert value("alerts", kind="gated") == 2


def test_it_speaks_open_metrics_to_who_asks_for_it() -> None:
    answer = Client().get("/metrics", headers={"Accept": "application/openmetrics-text"})
    assert answer.headers["Content-Type"].startswith("application/openmetrics-text")
    assert answer.text.endswith("# EOF\n")


def test_a_scrape_takes_a_fixed_number_of_queries(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    QuotaWindow.objects.all().delete()
    for name in ("bob", "cleo", "dan"):
        make_language_model(name)
        attempt(model=name)
    scraped()  # the providers and windows are kept from now on
    with django_assert_max_num_queries(10):
        scraped()
