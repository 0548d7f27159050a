"""The router's list as a probe finds it: a model, and who serves it for how much."""

from __future__ import annotations

from typing import Any

import responses
from pytest_django import Settings

from providers.models import LanguageModel
from providers.protocol import ModelRef
from providers.sync import sync_registry

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
FEATHERLESS = {"provider": "featherless-ai", "status": "error"}


def reach_nobody_real(settings: Settings, name: str) -> None:
    """Every provider stands at an address that `responses` answers for."""
    settings.HF_TOKEN = f"hf_canarykey_{name}"
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
