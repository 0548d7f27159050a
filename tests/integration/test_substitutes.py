"""What is not served says so, names the nearest substitute, and is never asked."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import Settings

from council.line_up import freeze
from council.models import Council
from council.ready_made import sync_councils
from providers.catalogue.likeness import Wanted, nearest
from providers.catalogue.substitutes import explain, find_candidates
from providers.models import LanguageModel, Provider
from providers.protocol import ModelRef
from providers.registry import build_gateway
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


def test_the_family_comes_first() -> None:
    found = names(Wanted("kimi", {"creative"}, 131_072))
    families = [LanguageModel.objects.filter(name=name).first() for name in found]
    is_kimi = [model is not None and model.family == "kimi" for model in families]
    assert found[0] == KIMI
    assert is_kimi == sorted(is_kimi, reverse=True)


def test_in_the_family_the_size_comes_before_the_task() -> None:
    found = names(Wanted("qwen", {"code"}, 131_072, billions=235))
    assert [name.startswith("Qwen/Qwen3-235B") for name in found[:3]] == [True, True, False]
    assert found[2] == "Qwen/Qwen3-Coder-480B-A35B-Instruct"


def test_of_another_family_the_task_must_be_the_same_and_the_size_decides() -> None:
    found = names(Wanted("", {"fast"}, 131_072, billions=30))
    assert found[:2] == ["openai/gpt-oss-20b", "google/gemma-4-26B-A4B-it"]


def test_at_a_provider_that_was_not_there_nobody_stands_in() -> None:
    Provider.objects.filter(name="huggingface").update(is_reachable=False)
    assert {model.provider.name for model in find_candidates()} == {"ollama"}


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


def test_a_call_finds_the_nearest_that_may_be_asked() -> None:
    nearest = build_gateway(is_rehearsal=False).means.ways.nearest
    kimi = ModelRef("huggingface", f"{KIMI}:novita", family="kimi")
    assert [near.name for near in nearest(kimi)][:2] == [
        "moonshotai/Kimi-K2-Instruct-0905",
        "moonshotai/Kimi-K2.7-Code",
    ]

    LanguageModel.objects.filter(name="moonshotai/Kimi-K2-Instruct-0905").update(is_enabled=False)
    assert next(near.name for near in nearest(kimi)) == "moonshotai/Kimi-K2.7-Code"
    assert not build_gateway(is_rehearsal=True).means.ways.nearest(kimi)


def test_a_model_of_a_call_need_not_be_in_the_registry() -> None:
    nearest = build_gateway(is_rehearsal=False).means.ways.nearest
    unknown = ModelRef("huggingface", "meta-llama/Llama-4-9B", family="llama")
    assert next(near.name for near in nearest(unknown)) == "meta-llama/Llama-3.1-8B-Instruct"


def test_a_place_whose_models_are_gone_is_filled_from_their_family_first() -> None:
    council = Council.objects.create(slug="one", name="One", quorum=1)
    place = council.members.create(slug="ann", role="Ann", task="creative", position=3)
    model = LanguageModel.objects.get(name=KIMI)
    place.places.create(language_model=model, position=1)
    gone(KIMI)

    [member] = freeze(council, is_rehearsal=False)["members"]

    families = [stand_in["family"] for stand_in in member["models"]]
    assert families == ["kimi", "kimi", families[2]]
    assert member["models"][0]["name"] == "moonshotai/Kimi-K2-Instruct-0905"  # for its task
