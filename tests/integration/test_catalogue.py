"""What a probe keeps of the router's list: hosts, prices, and the way a call is pinned by them."""

from __future__ import annotations

import time
import uuid
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
import responses
from pytest_django import DjangoAssertNumQueries, Settings

from providers.calls import Call, Prompt
from providers.catalogue.health import probe_providers
from providers.catalogue.pinning import choose, hosts_kept, pin_models
from providers.ledger.price_list import GEMINI_PRICES
from providers.ledger.prices import price_in_force, read_prices, record_price
from providers.models import Host, LanguageModel, Origin, Price, Provider
from providers.money import cost_of
from providers.protocol import Deadline, ListPrice, Message, ModelRef, Usage
from providers.registry import build_gateway
from providers.sync import sync_registry
from tests.integration.rehearsal import Rehearsal

pytestmark = pytest.mark.django_db

ROUTER = "http://router.test/v1/models"
NAME = "zai-org/GLM-5.2"
GLM = ModelRef("huggingface", NAME)
NOVITA = {
    "provider": "novita",
    "status": "live",
    "context_length": 200_000,
    "pricing": {"input": 0.6, "output": 2.2},
    "is_free": False,
    "supports_tools": True,
    "first_token_latency_ms": 410,
    "throughput": 92.4,
}
CEREBRAS = {
    "provider": "cerebras",
    "status": "live",
    "context_length": 64_000,
    "pricing": {"input": 2, "output": 3},
    "throughput": 900,
}
NOW = datetime(2026, 11, 26, tzinfo=UTC)
FEATHERLESS = {"provider": "featherless-ai", "status": "error"}


@pytest.fixture(autouse=True)
def _real_providers(settings: Settings, request: pytest.FixtureRequest) -> None:
    settings.HF_TOKEN = f"hf_{request.node.name}"
    settings.HF_BASE_URL, settings.HF_HUB_URL = "http://router.test", "http://hub.test"
    settings.GEMINI_API_KEY, settings.GEMINI_BASE_URL = "", "http://gemini.test"
    settings.OLLAMA_HOST = "http://ollama.test:11434"
    settings.OPENAI_COMPATIBLE = []
    settings.REHEARSAL = False
    sync_registry()


def serve(*hosts: dict[str, Any]) -> None:
    responses.get("http://hub.test/api/whoami-v2", json={})
    responses.get(ROUTER, json={"data": [{"id": NAME, "providers": list(hosts)}]})


def serve_instead(*hosts: dict[str, Any]) -> None:
    responses.replace(
        responses.GET, ROUTER, json={"data": [{"id": NAME, "providers": list(hosts)}]}
    )


def model(name: str = NAME) -> LanguageModel:
    return LanguageModel.objects.get(name=name)


def hosts() -> dict[str, Host]:
    return {host.name: host for host in model().hosts.all()}


@responses.activate
def test_the_hosts_are_kept_with_all_that_the_router_says_of_them() -> None:
    serve(NOVITA, FEATHERLESS)
    probe_providers()
    novita, featherless = hosts()["novita"], hosts()["featherless-ai"]
    assert (novita.is_live, novita.context_tokens, novita.supports_tools) == (True, 200_000, True)
    assert (novita.input_nano_usd, novita.output_nano_usd) == (600_000_000, 2_200_000_000)
    assert (novita.first_token_seconds, novita.tokens_per_second) == (0.41, 92.4)
    assert (featherless.is_live, featherless.output_nano_usd, featherless.is_free) == (
        False,
        None,
        None,
    )


@responses.activate
def test_a_host_that_is_no_longer_listed_is_forgotten() -> None:
    serve(NOVITA, CEREBRAS)
    probe_providers()
    serve_instead(NOVITA | {"status": "staging"})
    probe_providers()
    assert set(hosts()) == {"novita"}
    assert not hosts()["novita"].is_live


@responses.activate
def test_prices_are_recorded_by_host_when_they_change_and_only_then() -> None:
    serve(NOVITA)
    probe_providers()
    probe_providers()
    assert Price.objects.filter(host="novita").count() == 1
    serve_instead(NOVITA | {"pricing": {"input": 0.6, "output": 1.8}})
    probe_providers()
    prices = Price.objects.filter(host="novita").order_by("effective_at")
    assert [price.output_nano_usd for price in prices] == [2_200_000_000, 1_800_000_000]
    assert prices[0].source == "the router's /v1/models"
    found = price_in_force(ModelRef("huggingface", f"{NAME}:novita"))
    assert found == prices[1]


@responses.activate
def test_unpinned_a_model_costs_as_much_as_its_dearest_live_host() -> None:
    serve(NOVITA, CEREBRAS, FEATHERLESS)
    probe_providers()
    assert cost_nano_usd(GLM, Usage(1_000_000, 1_000_000)) == 5_000_000_000
    pinned = ModelRef("huggingface", f"{NAME}:novita")
    assert cost_nano_usd(pinned, Usage(1_000_000, 0)) == 600_000_000


@responses.activate
def test_with_one_price_unknown_nothing_is_said_of_the_unpinned_model() -> None:
    serve(NOVITA, {"provider": "nscale", "status": "live"})
    probe_providers()
    assert cost_nano_usd(GLM, Usage(1, 1)) is None
    assert cost_nano_usd(ModelRef("huggingface", f"{NAME}:novita"), Usage(1, 1)) is not None


@responses.activate
def test_free_is_a_price_of_nothing_and_not_an_unknown_one() -> None:
    serve({"provider": "publicai", "status": "live", "is_free": True})
    probe_providers()
    assert cost_nano_usd(GLM, Usage(500, 500)) == 0


@responses.activate
def test_what_runs_on_ones_own_machine_is_free() -> None:
    responses.get("http://ollama.test:11434/api/version", json={"version": "1"})
    responses.get("http://ollama.test:11434/api/tags", json={"models": [{"name": "mine:7b"}]})
    probe_providers()
    assert cost_nano_usd(ModelRef("ollama", "mine:7b"), Usage(9, 9)) == 0


@responses.activate
def test_gemini_has_the_prices_we_ship(settings: Settings) -> None:
    settings.GEMINI_API_KEY = "AIza"
    listed = [
        {"name": "models/gemini-3.5-flash", "supportedGenerationMethods": ["generateContent"]}
    ]
    responses.get("http://gemini.test/v1beta/models", json={"models": listed})
    probe_providers()
    price = price_in_force(ModelRef("gemini", "gemini-3.5-flash"))
    assert price
    assert (price.input_nano_usd, price.output_nano_usd) == (1_500_000_000, 9_000_000_000)
    assert "2026" in price.source


@responses.activate
def test_another_server_is_priced_by_its_list_until_the_operator_says_otherwise(
    settings: Settings,
) -> None:
    settings.OPENAI_COMPATIBLE = ["mine=http://mine.test/v1"]
    sync_registry()
    pricing = {"prompt": "0.000001", "completion": "0.000004", "input_cache_read": "0.00000025"}
    url = "http://mine.test/v1/models"
    responses.get(url, json={"data": [{"id": "m", "pricing": pricing}, {"id": "n"}]})
    probe_providers()
    mine, unpriced = ModelRef("mine", "m"), ModelRef("mine", "n")
    assert cost_nano_usd(mine, Usage(1000, 100, cached_input_tokens=400)) == 600_000 + 500_000
    assert cost_nano_usd(unpriced, Usage(1, 1)) is None
    pricing["completion"] = "0.000005"
    responses.replace(responses.GET, url, json={"data": [{"id": "m", "pricing": pricing}]})
    probe_providers()
    assert cost_nano_usd(mine, Usage(0, 100)) == 500_000
    record_price(model("m"), ListPrice(Decimal(9), Decimal(9)), source="our contract")
    probe_providers()
    assert cost_nano_usd(mine, Usage(0, 100)) == 900_000


def cost_nano_usd(model: ModelRef, usage: Usage) -> int | None:
    return cost_of(usage, read_prices().price_of(model))


def test_a_price_for_what_was_cached_is_a_change_of_the_price() -> None:
    plain, cached = ListPrice(Decimal(1), Decimal(2)), ListPrice(Decimal(1), Decimal(2), Decimal(0))
    assert record_price(model(), plain, source="here")
    assert record_price(model(), cached, source="here")
    assert not record_price(model(), cached, source="here")
    assert cost_nano_usd(GLM, Usage(1000, 1, cached_input_tokens=1000)) == 2000


def test_every_shipped_price_has_its_day_and_its_source() -> None:
    assert {price.model for price in GEMINI_PRICES} >= {
        row.name for row in LanguageModel.objects.filter(provider__name="gemini")
    }
    assert all(price.source and price.since.year >= 2026 for price in GEMINI_PRICES)


def test_a_cost_is_rounded_up_to_a_whole_nano_dollar() -> None:
    record_price(model(), ListPrice(Decimal("0.000001"), Decimal(0)), source="here")
    assert cost_nano_usd(GLM, Usage(1, 0)) == 1


@responses.activate
def test_the_last_list_chooses_the_host() -> None:
    serve(NOVITA, CEREBRAS, FEATHERLESS)
    probe_providers()
    names = [c.model.name for c in choose(GLM, 100, lambda _: False)]
    assert names == [f"{NAME}:cerebras", f"{NAME}:novita"]
    (large,) = choose(GLM, 100_000, lambda _: False)
    assert large.model.name == f"{NAME}:novita"
    assert "cerebras (reads only 64,000 tokens)" in large.reason


@responses.activate
def test_a_calls_models_are_pinned_and_who_is_served_by_nobody_is_left_out() -> None:
    serve(NOVITA, CEREBRAS, FEATHERLESS)
    probe_providers()
    Host.objects.create(
        language_model=model("moonshotai/Kimi-K3"), name="groq", is_live=False, checked_at=NOW
    )
    other = ModelRef("gemini", "gemini-3.5-flash")
    kimi = ModelRef("huggingface", "moonshotai/Kimi-K3")
    pinned = pin_models([kimi, GLM, other], 100, is_resting=lambda _: False)
    names = [ref.name for ref in pinned.models]
    assert names == [f"{NAME}:cerebras", "gemini-3.5-flash", f"{NAME}:novita"]
    assert pinned.reasons[f"huggingface:{NAME}:cerebras"].startswith("cerebras is the fastest")
    assert pin_models([kimi], 100, is_resting=lambda _: False).models == (kimi,)


@responses.activate
def test_a_model_that_was_pinned_by_hand_is_served_by_its_host_or_not_at_all() -> None:
    router = Provider.objects.get(name="huggingface")
    for host in ("novita", "featherless-ai", "groq", "cheapest"):
        LanguageModel.objects.create(
            provider=router, name=f"{NAME}:{host}", label=host, origin=Origin.CATALOGUE
        )
    serve(NOVITA, FEATHERLESS)
    probe_providers()
    served = LanguageModel.objects.filter(name__startswith=f"{NAME}:", is_served=True)
    assert {row.label for row in served} == {"novita", "cheapest"}


@responses.activate
def test_a_probe_takes_a_bounded_number_of_queries(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    serve(NOVITA, CEREBRAS)
    probe_providers()
    with django_assert_max_num_queries(40):
        probe_providers()


def test_a_pinned_model_is_answered_by_its_host(upstream: Rehearsal) -> None:
    row = LanguageModel.objects.get(name=NAME)
    facts = {"is_live": True, "checked_at": "2026-11-26T00:00:00Z", "tokens_per_second": 9.0}
    Host.objects.create(language_model=row, name="novita", **facts)
    hosts_kept.forget()
    (choice,) = choose(row.as_ref(), 10, lambda _: False)
    call = Call(
        trace_id=uuid.uuid4(),
        voice="ann",
        prompt=Prompt((Message("user", "Why?"),), 50),
        models=[choice.model],
        deadline=Deadline(ends_at=time.monotonic() + 10),
    )
    answer = build_gateway(is_rehearsal=True).ask(call, lambda _: None)
    assert str(answer.model) == f"huggingface:{NAME}:novita"
    assert upstream.calls()[NAME]["calls"] == 1
