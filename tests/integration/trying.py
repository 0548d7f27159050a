"""What the tests of trials share: a model, an upstream that is asked for real, and the action."""

from __future__ import annotations

from django.test import Client
from pytest_django import Settings

from providers.models import LanguageModel
from providers.sync import sync_registry
from tests.integration.rehearsal import Rehearsal

NAME = "openai/gpt-oss-20b"
MODELS = "/admin/providers/languagemodel/"


def ask_for_real(settings: Settings, upstream: Rehearsal) -> None:
    """No rehearsal: Hugging Face has a key, and is the upstream."""
    settings.HF_TOKEN, settings.GEMINI_API_KEY = "hf_canarykey", ""
    settings.HF_BASE_URL = upstream.url
    settings.OPENAI_COMPATIBLE = []
    settings.REHEARSAL = settings.SINGLE_USER = False
    sync_registry()


def run_test(client: Client) -> str:
    """The page with what came of it."""
    chosen = LanguageModel.objects.get(name=NAME).pk
    page = client.post(MODELS, {"action": "test", "_selected_action": [chosen]}, follow=True)
    assert page.status_code == 200
    return str(page.text)
