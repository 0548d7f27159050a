"""Whether a model could answer now is found out without a single generated token."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import responses
from django.test import Client
from pytest_django import Settings

from providers.catalogue.health import probe_providers
from providers.catalogue.readiness import READY, Found, from_endpoint, look_closely
from providers.catalogue.readiness_sync import MOST_GATES
from providers.models import LanguageModel, Provider
from providers.sources import source_of
from providers.sync import sync_registry

pytestmark = pytest.mark.django_db

ROUTER = "http://router.test/v1/models"
HUB = "http://hub.test/api/models"
GEMINI = "http://gemini.test/v1beta/models"
OLLAMA = "http://ollama.test:11434/api"
ENDPOINTS = "http://endpoints.test/v2/endpoint"
NAME = "meta-llama/Llama-3.1-8B-Instruct"
LIVE = {"provider": "groq", "status": "live"}
STAGING = {"provider": "nscale", "status": "staging"}


@pytest.fixture(autouse=True)
def _served(
    settings: Settings, request: pytest.FixtureRequest, redis_server: str
) -> Iterator[None]:
    settings.HF_TOKEN = f"hf_canarykey_{request.node.name}"
    settings.HF_BASE_URL, settings.HF_HUB_URL = "http://router.test", "http://hub.test"
    settings.HF_ENDPOINTS_URL = "http://endpoints.test"
    settings.GEMINI_API_KEY, settings.GEMINI_BASE_URL = "AIzacanarykey", "http://gemini.test"
    settings.OLLAMA_HOST = "http://ollama.test:11434"
    settings.OPENAI_COMPATIBLE = []
    settings.REHEARSAL = settings.SINGLE_USER = False
    sync_registry()
    with responses.mock:
        yield
        paths = [call.request.url or "" for call in responses.calls]
        spent = [path for path in paths if "chat" in path or "generate" in path.lower()]
        assert spent == []


def look(provider: str, name: str) -> Found:
    return look_closely(source_of(Provider.objects.get(name=provider)), name)


def stored(name: str, provider: str = "huggingface") -> LanguageModel:
    return LanguageModel.objects.get(provider__name=provider, name=name)


def serve_router(*hosts: dict[str, Any]) -> None:
    responses.get(ROUTER, json={"data": [{"id": NAME, "providers": list(hosts)}]})


def test_at_the_router_a_live_host_is_enough() -> None:
    serve_router(LIVE, STAGING)
    responses.get(f"{HUB}/{NAME}", json={"gated": False})
    assert look("huggingface", NAME).status == "ready"


def test_a_licence_that_is_not_accepted_is_told_with_where_to_accept_it() -> None:
    serve_router(LIVE)
    responses.get(f"{HUB}/{NAME}", json={"gated": "manual"})
    responses.get(
        f"{HUB}/{NAME}/auth-check", status=403, headers={"X-Error-Code": "GatedRepo"}, body=""
    )
    found = look("huggingface", NAME)
    assert found.status == "gated"
    assert f"https://huggingface.co/{NAME}" in found.message


def test_a_licence_that_is_accepted_is_no_gate() -> None:
    serve_router(LIVE)
    responses.get(f"{HUB}/{NAME}", json={"gated": "auto"})
    responses.get(f"{HUB}/{NAME}/auth-check", body="OK")
    assert look("huggingface", NAME).status == "ready"


def test_without_a_live_host_it_is_not_served() -> None:
    serve_router(STAGING)
    responses.get(f"{HUB}/{NAME}", json={"gated": False})
    found = look("huggingface", NAME)
    assert found.status == "not_served"
    assert "nscale" in found.message
    assert look("huggingface", "ann/unknown").status == "not_served"


def test_a_router_in_trouble_is_an_error_with_its_cause() -> None:
    responses.get(ROUTER, status=500)
    found = look("huggingface", NAME)
    assert (found.status, found.code) == ("error", "upstream_fault")


def test_an_ollama_model_that_must_be_loaded_first_is_ready_but_cold() -> None:
    responses.post(f"{OLLAMA}/show", json={"capabilities": ["completion"]})
    responses.get(f"{OLLAMA}/ps", json={"models": [{"name": "gemma4:latest"}]})
    assert look("ollama", "gemma4") == READY
    cold = look("ollama", "qwen3:8b")
    assert (cold.status, cold.code) == ("ready", "cold")


def test_an_ollama_model_that_was_not_pulled_says_how() -> None:
    responses.post(f"{OLLAMA}/show", status=404, json={"error": "model 'x' not found"})
    found = look("ollama", "x")
    assert found.status == "not_served"
    assert "ollama pull x" in found.message


def test_an_ollama_model_that_only_embeds_is_not_served() -> None:
    responses.post(f"{OLLAMA}/show", json={"capabilities": ["embedding"]})
    responses.get(f"{OLLAMA}/ps", json={"models": []})
    assert look("ollama", "nomic-embed-text").status == "not_served"


def test_an_ollama_that_is_not_there_is_an_error() -> None:
    assert look("ollama", "gemma4").code == "connection_lost"


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (200, {"supportedGenerationMethods": ["generateContent"]}, "ready"),
        (200, {"supportedGenerationMethods": ["embedContent"]}, "not_served"),
        (
            404,
            {"error": {"code": 404, "message": "models/x is not found for API version"}},
            "not_served",
        ),
        (400, {"error": {"code": 400, "message": "API key not valid."}}, "error"),
    ],
)
def test_gemini_is_asked_for_the_one_model(
    status: int, body: dict[str, Any], expected: str
) -> None:
    responses.get(f"{GEMINI}/gemini-3.5-flash", status=status, json=body)
    assert look("gemini", "gemini-3.5-flash").status == expected


def test_a_server_that_loads_its_model_says_when_it_will_be_there(settings: Settings) -> None:
    settings.OPENAI_COMPATIBLE = ["mine=http://mine.test/v1"]
    sync_registry()
    body = {"error": {"message": "Loading model", "code": 503, "type": "unavailable_error"}}
    responses.get(
        "http://mine.test/v1/models", status=503, json=body, headers={"Retry-After": "30"}
    )
    found = look("mine", "m")
    assert found.status == "loading"
    assert found.ready_at
    assert timedelta(seconds=25) < found.ready_at - datetime.now(UTC) <= timedelta(seconds=30)


def test_an_endpoint_that_sleeps_is_asked_about_and_not_woken(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    address = "https://abc.us-east-1.aws.endpoints.huggingface.cloud"
    monkeypatch.setenv("MINE", f"hf_canarykey_{request.node.name}")
    settings.OPENAI_COMPATIBLE = [f"mine={address}|MINE"]
    sync_registry()
    responses.get("http://hub.test/api/whoami-v2", json={"name": "ann", "orgs": [{"name": "org"}]})
    responses.get(f"{ENDPOINTS}/ann", json={"items": []})
    status = {"state": "scaledToZero", "url": address}
    responses.get(f"{ENDPOINTS}/org", json={"items": [{"name": "x", "status": status}]})
    assert look("mine", "tgi").status == "loading"
    assert not [call for call in responses.calls if "cloud" in str(call.request.url)]


def test_an_endpoint_of_its_own_adapter_is_asked_about_as_well() -> None:
    address = "https://abc.us-east-1.aws.endpoints.huggingface.cloud"
    Provider.objects.create(name="mine", adapter="inference_endpoint", base_url=address)
    responses.get("http://hub.test/api/whoami-v2", json={"name": "ann"})
    status = {"state": "paused", "url": address}
    responses.get(f"{ENDPOINTS}/ann", json={"items": [{"name": "x", "status": status}]})
    assert look("mine", "tgi").message == "The endpoint is paused."
    assert not [call for call in responses.calls if "cloud" in str(call.request.url)]


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("running", "ready"),
        ("initializing", "loading"),
        ("paused", "not_served"),
        ("failed", "error"),
        ("updateFailed", "error"),
        ("unheard of", "unknown"),
    ],
)
def test_every_state_of_an_endpoint_has_its_readiness(state: str, expected: str) -> None:
    assert from_endpoint(state).status == expected


def test_a_probe_keeps_the_readiness_of_every_model() -> None:
    serve_router(LIVE)
    responses.get("http://hub.test/api/whoami-v2", json={})
    responses.get(f"{OLLAMA}/version", json={"version": "1"})
    responses.get(f"{OLLAMA}/tags", json={"models": [{"name": "gemma4:latest"}]})
    responses.get(f"{OLLAMA}/ps", json={"models": []})
    responses.get(GEMINI, status=500)
    probe_providers()
    assert stored(NAME).readiness == "ready"
    assert stored("zai-org/GLM-5.2").readiness == "not_served"
    assert stored("gemma4", "ollama").readiness_code == "cold"
    assert stored("gemini-3.5-flash", "gemini").readiness == "error"


def test_a_few_gates_are_looked_at_in_each_probe_and_kept_for_a_day() -> None:
    names = list(
        LanguageModel.objects.filter(provider__name="huggingface").values_list("name", flat=True)
    )
    listed = [{"id": name, "providers": [LIVE]} for name in names]
    responses.get(ROUTER, json={"data": listed})
    responses.get("http://hub.test/api/whoami-v2", json={})
    for name in names:
        responses.get(f"{HUB}/{name}", json={"gated": False})
    for asked in (MOST_GATES, 2 * MOST_GATES):
        probe_providers()
        assert LanguageModel.objects.filter(is_gated=False).count() == asked
    for _ in names:
        probe_providers()
    gates = [call for call in responses.calls if str(call.request.url).startswith(HUB)]
    assert len(gates) == len(names)


def test_what_is_gated_is_found_by_the_next_probe() -> None:
    serve_router(LIVE)
    responses.get("http://hub.test/api/whoami-v2", json={})
    responses.get(f"{HUB}/{NAME}", json={"gated": "manual"})
    responses.get(
        f"{HUB}/{NAME}/auth-check", status=403, headers={"X-Error-Code": "GatedRepo"}, body=""
    )
    probe_providers()
    probe_providers()
    assert stored(NAME).readiness == "gated"


def test_without_its_key_nothing_is_known_of_a_model(settings: Settings) -> None:
    LanguageModel.objects.update(readiness="ready")
    Provider.objects.update(is_reachable=True)
    settings.HF_TOKEN = settings.GEMINI_API_KEY = ""
    probe_providers()
    assert stored(NAME).readiness == "unknown"


def look_in_admin(admin_client: Client, *rows: LanguageModel) -> str:
    chosen = {"action": "look", "_selected_action": [row.pk for row in rows]}
    return admin_client.post("/admin/providers/languagemodel/", chosen, follow=True).text


def test_the_admin_looks_closely(admin_client: Client) -> None:
    responses.post(f"{OLLAMA}/show", status=404, json={"error": "model 'gemma4' not found"})
    row = stored("gemma4", "ollama")
    assert "ollama pull gemma4" in look_in_admin(admin_client, row)
    assert stored("gemma4", "ollama").readiness == "not_served"


@pytest.mark.parametrize(
    ("name", "provider", "setting", "missing"),
    [(NAME, "huggingface", "HF_TOKEN", "key"), ("gemma4", "ollama", "OLLAMA_HOST", "address")],
)
def test_the_admin_asks_nobody_that_cannot_be_asked(
    admin_client: Client, settings: Settings, name: str, provider: str, setting: str, missing: str
) -> None:
    setattr(settings, setting, "")
    row = stored(name, provider)
    assert f"{row.provider} has no {missing}." in look_in_admin(admin_client, row)
    assert len(responses.calls) == 0
    assert stored(name, provider).readiness == row.readiness


def test_the_admin_looks_at_a_few_at_once(admin_client: Client) -> None:
    told = look_in_admin(admin_client, *LanguageModel.objects.all()[:6])
    assert "None of the 6 was asked about: " in told
    assert len(responses.calls) == 0
