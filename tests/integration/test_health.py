"""What a probe stores about the providers and their models."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
import responses
from django.test import Client
from pytest_django import Settings
from requests import PreparedRequest

from providers.catalogue.health import probe_providers
from providers.models import LanguageModel, Origin, Provider
from providers.sync import sync_registry

pytestmark = pytest.mark.django_db

ROUTER = "http://router.test/v1/models"
HUB = "http://hub.test/api/whoami-v2"
GEMINI = "http://gemini.test/v1beta/models"
VERSION = "http://ollama.test:11434/api/version"
TAGS = "http://ollama.test:11434/api/tags"
LOADED = "http://ollama.test:11434/api/ps"
LIVE = [{"provider": "groq", "status": "live"}]


@pytest.fixture(autouse=True)
def _real_providers(settings: Settings, request: pytest.FixtureRequest, redis_server: str) -> None:
    # A token of its own for each test: the Hub's verdict is kept by token.
    settings.HF_TOKEN = f"hf_canarykey_{request.node.name}"
    settings.HF_BASE_URL, settings.HF_HUB_URL = "http://router.test", "http://hub.test"
    settings.GEMINI_API_KEY, settings.GEMINI_BASE_URL = "AIzacanarykey", "http://gemini.test"
    settings.OLLAMA_HOST = "http://ollama.test:11434"
    settings.OPENAI_COMPATIBLE = []
    settings.REHEARSAL = False
    sync_registry()


def serve_router(*names: str, status: int = 200) -> None:
    body = {"data": [{"id": name, "providers": LIVE} for name in names]}
    responses.get(ROUTER, json=body, status=status)


def provider(name: str) -> Provider:
    return Provider.objects.get(name=name)


def is_served(name: str, of: str = "huggingface") -> bool | None:
    return LanguageModel.objects.get(provider__name=of, name=name).is_served


@responses.activate
def test_models_are_served_where_the_provider_lists_them_live() -> None:
    body = {
        "data": [
            {"id": "openai/gpt-oss-120b", "providers": LIVE},
            {"id": "zai-org/GLM-5.2", "providers": [{"provider": "x", "status": "error"}]},
        ]
    }
    responses.get(ROUTER, json=body)
    responses.get(HUB, json={"type": "user"})
    probe_providers()
    assert is_served("openai/gpt-oss-120b") is True
    assert is_served("zai-org/GLM-5.2") is False
    assert is_served("moonshotai/Kimi-K3") is False
    assert provider("huggingface").health_status == "ok"
    assert provider("huggingface").is_authorised is True


@responses.activate
def test_what_a_key_may_spend_is_told_until_it_is_told_no_longer(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, admin_client: Client
) -> None:
    monkeypatch.setenv("OPENROUTER_KEY", "sk-or-canarykey")
    settings.OPENAI_COMPATIBLE = ["openrouter=https://openrouter.ai/api/v1|OPENROUTER_KEY"]
    sync_registry()
    key = {"usage": 25.5, "limit": 100, "limit_remaining": 74.5}
    responses.get("https://openrouter.ai/api/v1/models", json={"data": []})
    responses.get("https://openrouter.ai/api/v1/key", json={"data": key})
    probe_providers()
    told = {row["name"]: row["credit"] for row in read_providers(admin_client)}
    assert told.pop("openrouter") == {"used_usd": "25.5", "limit_usd": "100", "left_usd": "74.5"}
    assert set(told.values()) == {None}
    page = admin_client.get(f"/admin/providers/provider/{provider('openrouter').pk}/change/")
    assert "$25.5 used, $100 limit, $74.5 left" in page.text

    responses.replace(responses.GET, "https://openrouter.ai/api/v1/key", status=401)
    probe_providers()
    [row] = [row for row in read_providers(admin_client) if row["name"] == "openrouter"]
    assert (row["credit"], row["health"]["status"]) == (None, "unauthorised")


def read_providers(client: Client) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = client.get("/api/providers/").json()["results"]
    return found


@responses.activate
def test_a_failed_probe_marks_no_model() -> None:
    serve_router(status=503)
    probe_providers()
    row = provider("huggingface")
    assert row.health_status == "unreachable"
    assert row.health_code == "overloaded"
    assert row.health_message
    assert is_served("openai/gpt-oss-120b") is None
    assert provider("ollama").health_code == "connection_lost"


@responses.activate
def test_an_empty_list_of_a_provider_that_hosts_thousands_is_no_news() -> None:
    serve_router()
    responses.get(HUB, json={})
    probe_providers()
    assert is_served("openai/gpt-oss-120b") is None


@responses.activate
def test_a_key_the_hub_refuses_is_told_and_asked_once_only() -> None:
    serve_router("openai/gpt-oss-120b")
    verdict = responses.get(HUB, json={"error": "Invalid username or password."}, status=401)
    probe_providers()
    probe_providers()
    assert provider("huggingface").health_status == "unauthorised"
    assert provider("huggingface").health_code == "invalid_credentials"
    assert verdict.call_count == 1


@responses.activate
def test_a_token_without_the_permission_is_told() -> None:
    serve_router("openai/gpt-oss-120b")
    scopes = {"global": [], "scoped": [{"permissions": ["repo.content.read"]}]}
    responses.get(
        HUB, json={"auth": {"accessToken": {"role": "fineGrained", "fineGrained": scopes}}}
    )
    probe_providers()
    assert "Make calls to Inference Providers" in provider("huggingface").health_message


@responses.activate
def test_the_hub_out_of_reach_leaves_the_key_in_doubt() -> None:
    serve_router("openai/gpt-oss-120b")
    probe_providers()
    assert provider("huggingface").health_status == "ok"
    assert provider("huggingface").is_authorised is None


@responses.activate
def test_a_wrong_gemini_key_is_told() -> None:
    body = {"error": {"code": 400, "message": "API key not valid.", "status": "INVALID_ARGUMENT"}}
    responses.get(GEMINI, json=body, status=400)
    probe_providers()
    assert provider("gemini").health_status == "unauthorised"
    assert is_served("gemini-3.8-flash", of="gemini") is None


@responses.activate
def test_ollama_serves_what_was_pulled_and_brings_models_of_its_own() -> None:
    responses.get(VERSION, json={"version": "1"})
    pulled = [
        {"name": "gemma4:latest", "capabilities": ["completion"]},
        {"name": "mistral:7b", "capabilities": ["completion"]},
        {"name": "nomic-embed-text:latest", "capabilities": ["embedding"]},
    ]
    responses.get(TAGS, json={"models": pulled})
    probe_providers()
    assert is_served("gemma4", of="ollama") is True
    assert is_served("qwen3:8b", of="ollama") is False
    assert is_served("mistral:7b", of="ollama") is True
    names = LanguageModel.objects.filter(provider__name="ollama").values_list("name", flat=True)
    assert "nomic-embed-text:latest" not in names
    assert "gemma4:latest" not in names
    probe_providers()
    assert LanguageModel.objects.filter(name="mistral:7b").count() == 1


@responses.activate
def test_what_an_ollama_holds_in_memory_is_told_until_nobody_tells_it() -> None:
    responses.get(VERSION, json={"version": "1"})
    responses.get(TAGS, json={"models": [{"name": "gemma4:latest"}]})
    gemma = {"name": "gemma4:latest", "size": 6 * 10**9, "size_vram": 5 * 10**9}
    told = responses.get(LOADED, json={"models": [gemma]})
    probe_providers()
    [loaded] = provider("ollama").loaded or []
    assert (loaded["memory_bytes"], loaded["video_bytes"]) == (6 * 10**9, 5 * 10**9)
    responses.replace(responses.GET, LOADED, json={"models": []})
    probe_providers()
    assert provider("ollama").loaded == []
    responses.replace(responses.GET, LOADED, status=500)
    probe_providers()
    assert provider("ollama").loaded is None
    assert told.call_count == 1


@responses.activate
def test_an_ollama_without_models_serves_none() -> None:
    responses.get(VERSION, json={"version": "1"})
    responses.get(TAGS, json={"models": []})
    probe_providers()
    assert is_served("gemma4", of="ollama") is False


@responses.activate
def test_a_server_of_the_operators_own_brings_its_models(settings: Settings) -> None:
    settings.OPENAI_COMPATIBLE = ["mine=http://mine.test/v1"]
    sync_registry()
    responses.get("http://mine.test/v1/models", json={"data": [{"id": "m", "max_model_len": 99}]})
    probe_providers()
    model = LanguageModel.objects.get(provider__name="mine")
    assert (model.name, model.context_tokens, model.origin) == ("m", 99, Origin.CATALOGUE)


@responses.activate
def test_what_an_operator_added_or_set_stands() -> None:
    serve_router("openai/gpt-oss-120b")
    LanguageModel.objects.create(provider=provider("huggingface"), name="ann/own", label="Own")
    LanguageModel.objects.filter(name="moonshotai/Kimi-K3").update(
        is_served=True, overridden=["is_served"]
    )
    probe_providers()
    assert is_served("ann/own") is None
    assert is_served("moonshotai/Kimi-K3") is True


@responses.activate
def test_a_withdrawn_model_stays_withdrawn_though_it_is_listed() -> None:
    serve_router("openai/gpt-oss-120b")
    LanguageModel.objects.filter(name="openai/gpt-oss-120b", provider__name="huggingface").update(
        origin=Origin.WITHDRAWN, is_served=False
    )
    probe_providers()
    assert is_served("openai/gpt-oss-120b") is False


@responses.activate
def test_without_its_key_a_provider_is_not_asked_and_its_health_forgotten(
    settings: Settings,
) -> None:
    router = responses.get(ROUTER, json={"data": []})
    settings.HF_TOKEN = ""
    Provider.objects.filter(name="huggingface").update(
        is_reachable=True, health_checked_at=datetime.now(UTC)
    )
    probe_providers()
    assert router.call_count == 0
    assert provider("huggingface").health_status == "unknown"
    assert provider("huggingface").health_checked_at is None


@responses.activate
def test_a_rehearsal_asks_nobody(settings: Settings) -> None:
    settings.REHEARSAL = True
    probe_providers()
    assert len(responses.calls) == 0
    assert {row.health_status for row in Provider.objects.all()} == {"unknown"}


@responses.activate
def test_of_several_keys_one_that_is_refused_is_told_by_its_place(settings: Settings) -> None:
    settings.HF_TOKEN += "_good,hf_canarykey_bad"
    serve_router("openai/gpt-oss-120b")

    def verdict(request: PreparedRequest) -> tuple[int, dict[str, str], str]:
        is_bad = "bad" in str(request.headers["Authorization"])
        return (401, {}, '{"error": "no"}') if is_bad else (200, {}, '{"type": "user"}')

    responses.add_callback(responses.GET, HUB, verdict)
    probe_providers()
    row = provider("huggingface")
    assert row.health_status == "ok"
    assert row.health_message.startswith("Key 2 of 2: ")
    assert "hf_" not in row.health_message


@responses.activate
def test_of_gemini_keys_all_refused_nobody_may_be_asked(settings: Settings) -> None:
    settings.GEMINI_API_KEY = "AIzacanarykey1,AIzacanarykey2"
    body = {"error": {"code": 400, "message": "API key not valid.", "status": "INVALID_ARGUMENT"}}
    gemini = responses.get(GEMINI, json=body, status=400)
    probe_providers()
    assert provider("gemini").health_status == "unauthorised"
    assert gemini.call_count == 2
