"""What models cost, as lists and the operator say; and not known where nobody says it."""

from __future__ import annotations

from decimal import Decimal

import pytest
import responses
from pytest_django import Settings

from providers.catalogue.health import probe_providers
from providers.catalogue.pinning import choose
from providers.ledger.price_list import GEMINI_PRICES
from providers.ledger.prices import price_in_force, read_prices, record_price
from providers.models import LanguageModel, Price
from providers.money import cost_of
from providers.protocol import ListPrice, ModelRef, Usage
from providers.sync import sync_registry
from tests.integration.router_lists import (
    CEREBRAS,
    FEATHERLESS,
    GLM,
    NAME,
    NOVITA,
    model,
    reach_nobody_real,
    serve,
    serve_instead,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _real_providers(settings: Settings, request: pytest.FixtureRequest) -> None:
    reach_nobody_real(settings, request.node.name)


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
    assert cost_nano_usd(ModelRef("huggingface", f"{NAME}:nscale"), Usage(1, 1)) is None


@responses.activate
def test_a_price_that_the_list_says_no_more_is_not_known_any_more() -> None:
    pinned = ModelRef("huggingface", f"{NAME}:novita")
    serve(NOVITA, CEREBRAS)
    probe_providers()
    assert cost_nano_usd(GLM, Usage(1_000_000, 0)) == 2_000_000_000
    serve_instead({"provider": "novita", "status": "live"}, CEREBRAS)
    for _ in range(2):
        probe_providers()
        assert cost_nano_usd(GLM, Usage(1, 1)) is None
        assert cost_nano_usd(pinned, Usage(1, 1)) is None
        assert price_in_force(GLM) is price_in_force(pinned) is None
    assert Price.objects.filter(host="novita").count() == 2
    serve_instead(NOVITA, CEREBRAS)
    probe_providers()
    assert cost_nano_usd(pinned, Usage(1_000_000, 0)) == 600_000_000
    assert cost_nano_usd(GLM, Usage(1_000_000, 0)) == 2_000_000_000


@responses.activate
def test_what_the_operator_said_stands_where_the_list_says_nothing() -> None:
    serve({"provider": "nscale", "status": "live"})
    record_price(model(), ListPrice(Decimal(3), Decimal(3)), source="our contract")
    probe_providers()
    pinned = ModelRef("huggingface", f"{NAME}:nscale")
    assert cost_nano_usd(GLM, Usage(1_000_000, 0)) == 3_000_000_000
    assert cost_nano_usd(pinned, Usage(1_000_000, 0)) == 3_000_000_000
    found = price_in_force(pinned)
    assert found
    assert found.source == "our contract"


@responses.activate
def test_a_lone_host_without_a_price_leaves_the_cost_unknown() -> None:
    serve({"provider": "nscale", "status": "live"})
    probe_providers()
    (choice,) = choose(GLM, 100, lambda _: False)
    assert choice.model.name == f"{NAME}:nscale"
    assert cost_nano_usd(GLM, Usage(1, 1)) is None
    assert cost_nano_usd(choice.model, Usage(1, 1)) is None


@responses.activate
def test_pinned_a_model_costs_what_its_host_asks_though_another_says_nothing() -> None:
    serve(NOVITA, {"provider": "nscale", "status": "live", "throughput": 900})
    probe_providers()
    first, second = choose(GLM, 100, lambda _: False)
    assert first.model.name == f"{NAME}:novita"
    assert "nscale (no price)" in first.reason
    assert cost_nano_usd(first.model, Usage(1_000_000, 0)) == 600_000_000
    assert cost_nano_usd(second.model, Usage(1, 1)) is None


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
    settings.GEMINI_API_KEY = "AIzacanarykey"
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
