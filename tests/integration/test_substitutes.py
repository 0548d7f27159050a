"""What is not served says so, names the nearest substitute, and is never asked."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import Settings

from council.line_up import freeze
from council.models import Council
from council.ready_made import sync_councils
from providers.catalogue.substitutes import Wanted, explain, find_candidates, nearest
from providers.models import LanguageModel
from providers.sync import sync_registry

pytestmark = pytest.mark.django_db

KIMI = "moonshotai/Kimi-K3"


@pytest.fixture(autouse=True)
def _registry(settings: Settings) -> None:
    settings.HF_TOKEN, settings.GEMINI_API_KEY = "hf_canarykey", ""
    settings.OPENAI_COMPATIBLE = []
    settings.REHEARSAL = settings.SINGLE_USER = False
    sync_registry()


def names(wanted: Wanted) -> list[str]:
    return [model.name for model in nearest(wanted, find_candidates())]


def gone(*models: str) -> None:
    LanguageModel.objects.filter(name__in=models).update(is_served=False)


def test_the_family_comes_first_then_the_task_then_the_context() -> None:
    found = names(Wanted("kimi", {"creative"}, 131_072))
    families = [LanguageModel.objects.filter(name=name).first() for name in found]
    is_kimi = [model is not None and model.family == "kimi" for model in families]
    assert found[0] == KIMI
    assert is_kimi == sorted(is_kimi, reverse=True)


def test_among_equals_the_nearest_context_wins() -> None:
    found = names(Wanted("llama", {"fast"}, 16_384))
    assert found[0] == "meta-llama/Llama-3.1-8B-Instruct"
    assert names(Wanted("", {"fast"}, 32_768))[0] == "Qwen/Qwen3-4B-Instruct-2507"


def test_what_is_not_served_stands_in_for_nobody() -> None:
    gone(KIMI)
    assert KIMI not in names(Wanted("kimi", {"creative"}, 131_072))


def test_of_another_family_and_task_there_is_no_substitute() -> None:
    assert names(Wanted("nobody", {"nothing"}, 1_000)) == []


def test_an_old_name_is_told_with_who_to_take_instead() -> None:
    found = explain("meta-llama/Llama-2-7b-chat-hf")
    assert found
    assert found.instead[0].startswith(("huggingface:meta-llama/", "ollama:llama"))
    assert "Take " in found.message
    assert explain("zai-org/GLM-5.2") is None


@pytest.fixture
def reader(ann: User) -> Client:
    client = Client()
    client.force_login(ann)
    return client


def test_the_api_names_the_substitute(reader: Client) -> None:
    gone(KIMI)
    found = reader.get(f"/api/models/huggingface:{KIMI}/").json()
    assert found["substitute"].startswith("huggingface:moonshotai/Kimi-")
    assert found["readiness"]["status"] == "not_served"
    assert not found["is_usable"]


def test_asking_the_api_for_an_old_name_tells_what_became_of_it(reader: Client) -> None:
    response = reader.get("/api/models/mistralai/Mistral-7B-Instruct-v0.2/")
    assert response.status_code == 404
    body = response.json()
    assert body["code"] == "not_served"
    assert ":featherless-ai" in body["message"]
    assert "Take huggingface:" in body["message"]
    assert reader.get("/api/models/nobody/knows-it/").json()["code"] == "not_found"


def test_the_admin_tells_it_when_such_a_model_is_added(admin_client: Client) -> None:
    provider = LanguageModel.objects.filter(name=KIMI)[0].provider
    fields = {
        "provider": provider.pk,
        "name": "google/flan-t5-xxl",
        "label": "Flan",
        "context_tokens": 0,
        "is_enabled": "on",
        "is_served": "false",
    }
    page = admin_client.post("/admin/providers/languagemodel/add/", fields, follow=True)
    assert "text2text-generation, is gone" in page.text
    row = LanguageModel.objects.get(name="google/flan-t5-xxl")
    assert (
        "huggingface:" in admin_client.get(f"/admin/providers/languagemodel/{row.pk}/change/").text
    )


def test_no_council_asks_what_is_not_served() -> None:
    sync_councils()
    council = Council.objects.with_line_up().first()
    assert council
    before = {
        m["name"]
        for place in freeze(council, is_rehearsal=False)["members"]
        for m in place["models"]
    }
    gone(*before)
    after = {
        m["name"]
        for place in freeze(council, is_rehearsal=False)["members"]
        for m in place["models"]
    }
    assert not before & after
