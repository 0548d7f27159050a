"""What the API says of providers and models."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings
from redis import Redis

from providers.model_registry import MODEL_REGISTRY
from providers.models import LanguageModel, ModelStrength, Provider
from providers.sync import sync_registry

pytestmark = pytest.mark.django_db

QUIET = {"last_success_at": None, "last_failure_at": None, "last_failure_code": ""}


@pytest.fixture(autouse=True)
def _registry(settings: Settings, redis_store: Redis) -> None:
    settings.HF_TOKEN, settings.GEMINI_API_KEY = "hf_canarykey", ""
    settings.OPENAI_COMPATIBLE = []
    settings.REHEARSAL = settings.SINGLE_USER = False
    sync_registry()


@pytest.fixture
def reader(ann: User) -> Client:
    client = Client()
    client.force_login(ann)
    return client


def read(client: Client, path: str) -> dict[str, Any]:
    response = client.get(path)
    assert response.status_code == 200
    body: dict[str, Any] = response.json()
    return body


def model(body: dict[str, Any], name: str) -> dict[str, Any]:
    (found,) = [row for row in body["results"] if row["name"] == name]
    return dict(found)


def test_nobody_reads_it_unknown() -> None:
    assert Client().get("/api/models/").status_code in {401, 403}
    assert Client().get("/api/providers/").status_code in {401, 403}


def test_a_model_is_told_with_its_tags(reader: Client) -> None:
    first = MODEL_REGISTRY[0]
    assert read(reader, "/api/models/")["results"][0] == {
        "name": str(first.as_ref()),
        "label": first.label,
        "provider": first.provider,
        "family": first.family,
        "context_tokens": first.context_tokens,
        "tags": sorted(first.tags),
        "is_enabled": True,
        "is_served": None,
        "is_usable": True,
        "readiness": {"status": "unknown", "code": "", "message": "", "ready_at": None},
        "state": {"status": "closed", "until": None, "code": ""},
        "traffic": QUIET,
        "strengths": [],
        "substitute": None,
        "price": None,
    }


def test_a_model_is_told_with_its_strengths_by_kind_and_source(reader: Client) -> None:
    at = datetime(2026, 11, 20, 12, tzinfo=UTC)
    first = MODEL_REGISTRY[0].as_ref()

    def score(name: str, kind: str, source: str, right: int, scored: int) -> None:
        ModelStrength.objects.create(
            language_model=name,
            kind=kind,
            source=source,
            set_name="tiny" if source == "evaluation" else "",
            right=right,
            scored=scored,
            measured_at=at,
        )

    score(str(first), "number", "evaluation", 30, 40)
    score(first.name, "number", "feedback", 6, 8)  # wherever it is hosted
    score(str(first), "choice", "feedback", 29, 29)

    found = model(read(reader, "/api/models/"), str(first))["strengths"]
    assert found == [
        {
            "kind": "choice",
            "accuracy": None,
            "right": 29,
            "scored": 29,
            "measured_at": "2026-11-20T12:00:00Z",
            "evaluation": {"right": 0, "scored": 0},
            "feedback": {"right": 29, "scored": 29},
        },
        {
            "kind": "number",
            "accuracy": 0.75,
            "right": 36,
            "scored": 48,
            "measured_at": "2026-11-20T12:00:00Z",
            "evaluation": {"right": 30, "scored": 40},
            "feedback": {"right": 6, "scored": 8},
        },
    ]
    assert read(reader, f"/api/models/{first}/")["strengths"] == found


def test_models_are_chosen_by_tag_and_provider(reader: Client) -> None:
    body = read(reader, "/api/models/?tag=fast&provider=gemini")
    assert [row["name"] for row in body["results"]] == ["gemini:gemini-3.1-flash-lite"]


def test_a_model_is_usable_only_with_a_key_and_where_served(reader: Client) -> None:
    LanguageModel.objects.filter(name="moonshotai/Kimi-K3").update(is_served=False)
    LanguageModel.objects.filter(name="zai-org/GLM-5.2").update(is_enabled=False)
    body = read(reader, "/api/models/")
    assert model(body, "huggingface:openai/gpt-oss-120b")["is_usable"]
    assert not model(body, "huggingface:moonshotai/Kimi-K3")["is_usable"]
    assert not model(body, "huggingface:zai-org/GLM-5.2")["is_usable"]
    assert not model(body, "gemini:gemini-3.8-flash")["is_usable"]


def test_in_rehearsal_no_key_is_needed(reader: Client, settings: Settings) -> None:
    settings.REHEARSAL = True
    assert model(read(reader, "/api/models/"), "gemini:gemini-3.8-flash")["is_usable"]
    assert read(reader, "/api/providers/")["rehearsal"] is True


def test_pages_follow_one_another_and_miss_nobody(reader: Client) -> None:
    names: list[str] = []
    path = "/api/models/?limit=10"
    while path:
        body = read(reader, path)
        names += [row["name"] for row in body["results"]]
        path = body["next"]
    assert names == [str(shipped.as_ref()) for shipped in MODEL_REGISTRY]


def test_a_provider_is_told_with_its_health(reader: Client) -> None:
    checked_at = datetime(2026, 11, 20, 12, tzinfo=UTC)
    Provider.objects.filter(name="huggingface").update(
        is_reachable=True,
        is_authorised=False,
        health_code="invalid_credentials",
        health_message="No.",
        health_seconds=0.25,
        health_checked_at=checked_at,
    )
    body = read(reader, "/api/providers/")
    assert body["next"] is None
    assert body["rehearsal"] is False
    windows = body["results"][0].pop("quota_windows")
    assert [window["scope_id"] for window in windows] == ["huggingface"] * 3
    assert body["results"][0] == {
        "name": "huggingface",
        "label": "Hugging Face",
        "adapter": "huggingface",
        "is_enabled": True,
        "is_configured": True,
        "health": {
            "status": "unauthorised",
            "checked_at": "2026-11-20T12:00:00Z",
            "seconds": 0.25,
            "code": "invalid_credentials",
            "message": "No.",
        },
        "model_count": len([m for m in MODEL_REGISTRY if m.provider == "huggingface"]),
        "plan": "free",
        "credit": None,
        "loaded": None,
        "traffic": QUIET,
        "left_alone": [],
        "alerts": [],
    }
    gemini = body["results"][2]
    assert not gemini["is_configured"]
    assert gemini["health"]["status"] == "unknown"


def test_no_key_is_told(reader: Client) -> None:
    assert "canarykey" not in str(read(reader, "/api/providers/"))


def test_the_lists_take_a_fixed_number_of_queries(
    reader: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    LanguageModel.objects.filter(provider__name="gemini").update(is_served=False)
    read(reader, "/api/models/")  # the providers are kept from now on
    with django_assert_max_num_queries(10):
        read(reader, "/api/models/")
    read(reader, "/api/providers/")  # and so are the windows and prices
    with django_assert_max_num_queries(10):
        read(reader, "/api/providers/")


def test_nothing_can_be_changed_here(reader: Client) -> None:
    assert reader.post("/api/models/", {}).status_code == 405
    assert reader.delete("/api/providers/").status_code == 405


def test_a_filter_that_is_not_text_is_refused(reader: Client) -> None:
    assert reader.get("/api/models/?tag=%00").status_code == 400
