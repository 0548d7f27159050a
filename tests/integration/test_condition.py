"""What condition models are in by live traffic and by what is left alone: API, /readyz, /status."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from providers.catalogue import traffic
from providers.catalogue.condition import Condition, LeftAlone, has_model_to_ask
from providers.catalogue.traffic import usual_seconds
from providers.cooldowns.protocol import ModelState
from providers.ledger.prices import record_price
from providers.models import Attempt, Host, LanguageModel, Price, Provider
from providers.protocol import ListPrice, ModelRef
from providers.sync import sync_registry
from tests.factories import make_language_model

pytestmark = pytest.mark.django_db

GLM = "zai-org/GLM-5.2"
NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _registry(settings: Settings, redis_server: str) -> None:
    settings.HF_TOKEN, settings.GEMINI_API_KEY = "hf_canarykey", ""
    settings.OPENAI_COMPATIBLE = []
    settings.REHEARSAL = settings.SINGLE_USER = False
    sync_registry()


TOOK = timedelta(seconds=2)


def attempt(model: str, seconds_ago: float, code: str = "", *, is_rehearsal: bool = False) -> None:
    ended_at = datetime.now(UTC) - timedelta(seconds=seconds_ago)
    Attempt.objects.create(
        trace_id=uuid.uuid4(),
        voice="ann",
        number=1,
        provider="huggingface",
        model=model,
        status=Attempt.Status.FAILED if code else Attempt.Status.SUCCEEDED,
        code=code,
        started_at=ended_at - TOOK,
        ended_at=ended_at,
        is_rehearsal=is_rehearsal,
    )


def model(name: str = GLM) -> LanguageModel:
    return LanguageModel.objects.get(name=name)


def resting(*names: str, code: str = "overloaded") -> Any:  # noqa: ANN401  a reader
    def read(models: Iterable[ModelRef]) -> dict[str, ModelState]:
        return {str(ref): ModelState("open", NOW, code) for ref in models if str(ref) in names}

    return read


def add_hosts(**hosts: bool) -> None:
    for name, is_live in hosts.items():
        Host.objects.create(language_model=model(), name=name, is_live=is_live, checked_at=NOW)


def test_traffic_tells_the_last_success_and_the_last_failure_with_its_cause() -> None:
    attempt(GLM, 50)
    attempt(GLM, 40, "overloaded")
    attempt(GLM, 30, "timed_out")
    attempt(GLM, 5, "overloaded", is_rehearsal=True)
    attempt(GLM, 90_000, "gated")
    traffic = Condition().traffic_of(model())
    assert traffic.last_success_at
    assert traffic.last_failure_at
    assert traffic.last_failure_code == "timed_out"
    assert traffic.is_failing


def test_what_a_pinned_host_did_counts_for_its_model() -> None:
    attempt(f"{GLM}:groq", 10)
    assert Condition().traffic_of(model()).last_success_at
    assert Condition().traffic_at(Provider.objects.get(name="huggingface")).last_success_at


def test_a_licence_refused_in_live_traffic_shows_at_once() -> None:
    attempt(GLM, 10, "gated")
    assert Condition().readiness_of(model()).status == "gated"
    attempt(GLM, 5)
    assert Condition().readiness_of(model()).status != "gated"


def test_a_model_that_is_being_loaded_says_until_when() -> None:
    found = Condition(resting(f"huggingface:{GLM}", code="loading")).readiness_of(model())
    assert (found.status, found.ready_at) == ("loading", NOW)


def test_behind_a_router_a_model_is_open_only_where_every_live_host_is() -> None:
    add_hosts(groq=True, novita=True, together=False)
    one = Condition(resting(f"huggingface:{GLM}:groq"))
    both = Condition(resting(f"huggingface:{GLM}:groq", f"huggingface:{GLM}:novita"))
    assert one.state_of(model()).status == "closed"
    assert both.state_of(model()).status == "open"


def test_a_provider_tells_which_of_its_models_are_left_alone() -> None:
    condition = Condition(resting(f"huggingface:{GLM}"))
    router, ollama = (Provider.objects.get(name=name) for name in ("huggingface", "ollama"))
    assert condition.left_alone_at(router) == [LeftAlone(f"huggingface:{GLM}", NOW, "overloaded")]
    assert condition.left_alone_at(ollama) == []


def test_the_admin_tells_when_a_model_last_answered(admin_client: Client) -> None:
    attempt(GLM, 10)
    attempt(GLM, 5, "overloaded")
    page = admin_client.get(f"/admin/providers/languagemodel/{model().pk}/change/")
    assert "last failed" in page.text
    assert "(overloaded)" in page.text


def test_it_is_ready_as_long_as_one_model_is_not_left_alone() -> None:
    keep = model()
    LanguageModel.objects.exclude(pk=keep.pk).update(is_enabled=False)
    assert has_model_to_ask()
    assert not has_model_to_ask(resting(str(keep)))


def test_an_outage_of_every_provider_kills_nobody() -> None:
    Provider.objects.update(is_reachable=False)
    assert Client().get("/healthz").status_code == 200
    assert Client().get("/readyz").status_code == 503
    body = Client().get("/status").json()
    assert body["status"] == "unavailable"


def test_the_status_tells_each_model_and_no_text_of_anybodys() -> None:
    attempt(GLM, 10, "overloaded")
    Provider.objects.filter(name="huggingface").update(
        is_reachable=True, health_message="a secret place", health_checked_at=NOW
    )
    LanguageModel.objects.filter(name=GLM).update(is_served=False)
    response = Client().get("/status", headers={"Host": "10.0.0.7"})
    assert "secret" not in response.text
    body = response.json()
    assert body["status"] == "ok"
    (glm,) = [row for row in body["models"] if row["name"] == f"huggingface:{GLM}"]
    assert glm["readiness"] == "not_served"
    assert glm["last_failure_code"] == "overloaded"
    assert glm["substitute"].startswith("huggingface:zai-org/")
    assert not glm["is_usable"]
    (hf,) = [row for row in body["providers"] if row["name"] == "huggingface"]
    assert hf == {
        "name": "huggingface",
        "health": "ok",
        "code": "",
        "checked_at": "2026-11-26T12:00:00Z",
    }


def test_the_status_takes_a_fixed_number_of_queries(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_max_num_queries(16):
        Client().get("/status")


def test_the_api_tells_what_live_traffic_says(ann: User) -> None:
    attempt(GLM, 10, "overloaded")
    reader = Client()
    reader.force_login(ann)
    provider = reader.get("/api/providers/").json()["results"][0]
    assert provider["traffic"]["last_failure_code"] == "overloaded"
    found = reader.get(f"/api/models/huggingface:{GLM}/").json()
    assert found["traffic"]["last_failure_code"] == "overloaded"
    assert found["traffic"]["last_success_at"] is None


def test_one_model_is_told_with_hosts_and_price(ann: User) -> None:
    add_hosts(groq=True)
    Host.objects.update(input_nano_usd=600_000_000, output_nano_usd=10_000_000_000)
    reader = Client()
    reader.force_login(ann)
    for name in (f"huggingface:{GLM}", f"huggingface:{GLM}:groq", GLM):
        found = reader.get(f"/api/models/{name}/").json()
        (host,) = found["hosts"]
        assert host["input_usd_per_million"] == "0.6"
        assert host["output_usd_per_million"] == "10"
        assert (host["name"], host["is_free"], host["tokens_per_second"]) == ("groq", None, None)
        assert found["price"] is None
        assert found["last_trial"] is None


def test_a_price_is_told_with_its_parts_its_day_and_its_source(ann: User) -> None:
    row = model()
    listed = ListPrice(Decimal("0.6"), Decimal(2), cached_usd=Decimal("0.06"))
    record_price(row, listed, source="a list")
    reader = Client()
    reader.force_login(ann)

    price = reader.get(f"/api/models/{row}/").json()["price"]

    since = price.pop("effective_at")
    assert datetime.fromisoformat(since) == Price.objects.get().effective_at
    assert price == {
        "input_usd_per_million": "0.6",
        "output_usd_per_million": "2",
        "cached_usd_per_million": "0.06",
        "reasoning_usd_per_million": None,
        "source": "a list",
    }


def test_where_nothing_is_charged_the_price_of_a_list_is_not_told_for_ours(ann: User) -> None:
    row = make_language_model("gem", provider="gemini")
    record_price(row, ListPrice(Decimal("0.3"), Decimal("2.5")), source="a list")
    reader = Client()
    reader.force_login(ann)

    def told() -> tuple[str, str, bool]:
        price = reader.get(f"/api/models/{row}/").json()["price"]
        return price["input_usd_per_million"], price["source"], price["effective_at"] is None

    row.provider.plan = Provider.Plan.FREE
    row.provider.save()
    assert told() == ("0", "its provider charges nothing", True)
    row.provider.plan = Provider.Plan.PRO
    row.provider.save()
    assert told() == ("0.3", "a list", False)


def test_how_long_a_model_usually_takes_is_read_off_its_answers() -> None:
    for _ in range(10):
        attempt(f"{GLM}:fastest", 60)
        attempt("played", 60, is_rehearsal=True)
    attempt("rarely-asked", 60)
    attempt(GLM, 60, "timed_out")
    traffic._usual_seconds.cache_clear()

    assert usual_seconds() == {f"huggingface:{GLM}": pytest.approx(2)}
