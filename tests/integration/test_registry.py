"""The registry in the database: what sync brings, leaves alone and withdraws; the gateway."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import UTC, datetime
from io import StringIO

import pytest
import responses
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from providers.attempt_rows import record_attempt
from providers.calls import AttemptRecord
from providers.model_registry import MODEL_REGISTRY, PROVIDER_REGISTRY
from providers.models import Attempt, LanguageModel, Origin, Provider
from providers.protocol import Key, ModelRef, Usage
from providers.registry import build_gateway, find_sources, has_real_provider, usable_models
from providers.sources import adapter_for, shipped_sources
from providers.sync import sync_registry

pytestmark = pytest.mark.django_db

FIRST = MODEL_REGISTRY[0]
TAGS_URL = "http://ollama.test:11434/api/tags"
VERSION_URL = "http://ollama.test:11434/api/version"


@pytest.fixture(autouse=True)
def _no_keys(settings: Settings) -> None:
    settings.HF_TOKEN = settings.GEMINI_API_KEY = ""
    settings.OPENAI_COMPATIBLE = []
    settings.OLLAMA_HOST = "http://ollama.test:11434"
    settings.REHEARSAL = False


def first_model() -> LanguageModel:
    return LanguageModel.objects.get(provider__name=FIRST.provider, name=FIRST.name)


def writes_of(queries: CaptureQueriesContext) -> list[str]:
    statements = [query["sql"] for query in queries.captured_queries]
    return [sql for sql in statements if sql.startswith(("INSERT", "UPDATE", "DELETE"))]


def test_sync_brings_all_we_ship() -> None:
    sync_registry()
    assert Provider.objects.count() == len(PROVIDER_REGISTRY)
    assert LanguageModel.objects.count() == len(MODEL_REGISTRY)
    model = first_model()
    assert model.as_ref() == FIRST.as_ref()
    assert {tag.slug for tag in model.tags.all()} == set(FIRST.tags)
    assert model.is_served is None


def test_a_second_sync_writes_nothing() -> None:
    sync_registry()
    with CaptureQueriesContext(connection) as queries:
        assert sync_registry() == []
    assert writes_of(queries) == []


def test_sync_mends_what_differs_and_says_so() -> None:
    sync_registry()
    LanguageModel.objects.filter(pk=first_model().pk).update(label="Old")
    (change,) = sync_registry()
    assert "label" in change
    assert FIRST.name in change
    assert first_model().label == FIRST.label


def test_sync_leaves_alone_what_an_operator_changed() -> None:
    sync_registry()
    LanguageModel.objects.filter(pk=first_model().pk).update(
        label="Mine", context_tokens=7, overridden=["label", "tags"]
    )
    first_model().tags.clear()
    sync_registry()
    model = first_model()
    assert model.label == "Mine"
    assert model.context_tokens == FIRST.context_tokens
    assert not model.tags.exists()


def test_what_is_no_longer_shipped_is_withdrawn_and_comes_back() -> None:
    sync_registry()
    assert len(sync_registry(MODEL_REGISTRY[1:])) == 1
    assert first_model().is_served is False
    assert first_model() not in LanguageModel.objects.usable()
    assert sync_registry(MODEL_REGISTRY[1:]) == []
    sync_registry()
    assert first_model().is_served is None


def test_an_operators_own_model_is_never_withdrawn() -> None:
    sync_registry()
    own = LanguageModel.objects.create(
        provider=first_model().provider, name="ann/own", label="Own", is_served=True
    )
    assert sync_registry() == []
    own.refresh_from_db()
    assert own.is_served


def test_a_server_of_the_setting_comes_and_goes(settings: Settings) -> None:
    settings.OPENAI_COMPATIBLE = ["mine=http://a.test/v1"]
    sync_registry()
    row = Provider.objects.get(name="mine")
    assert row.adapter == Provider.Adapter.OPENAI_COMPATIBLE
    found = LanguageModel.objects.create(
        provider=row, name="m", label="m", origin=Origin.CATALOGUE, is_served=True
    )
    settings.OPENAI_COMPATIBLE = []
    assert sync_registry() == ["withdrew the provider mine"]
    found.refresh_from_db()
    assert found.is_served is False
    assert sync_registry() == []


def test_the_command_says_what_changed() -> None:
    first, second = StringIO(), StringIO()
    call_command("sync_registry", stdout=first)
    call_command("sync_registry", stdout=second)
    assert str(FIRST.as_ref()) in first.getvalue()
    assert second.getvalue() == "All is up to date.\n"


def test_the_gateway_knows_only_providers_that_can_be_asked(settings: Settings) -> None:
    sync_registry()
    settings.HF_TOKEN = "hf_canarykey_first,hf_canarykey_second"  # noqa: S105
    gateway = build_gateway(is_rehearsal=False)
    assert set(gateway.providers) == {"huggingface", "ollama"}
    assert [key.secret for key in gateway.keys["huggingface"]] == [
        "hf_canarykey_first",
        "hf_canarykey_second",
    ]


def test_all_gateways_of_a_process_share_what_is_known_of_models() -> None:
    first, second = (build_gateway(is_rehearsal=False).means for _ in range(2))
    assert first.commons is second.commons


def test_a_setting_may_hold_several_keys_and_their_order_counts(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MY_KEY", "sk-canarykey1, sk-canarykey2")
    settings.HF_TOKEN = " hf_canarykey_first, ,hf_canarykey_second,hf_canarykey_first,"  # noqa: S105
    settings.OPENAI_COMPATIBLE = ["mine=http://a.test/v1|MY_KEY"]
    sources = {source.name: source for source in shipped_sources()}
    assert sources["huggingface"].keys == (Key("hf_canarykey_first"), Key("hf_canarykey_second"))
    assert sources["huggingface"].key == Key("hf_canarykey_first")
    assert sources["mine"].keys == (Key("sk-canarykey1"), Key("sk-canarykey2"))
    assert sources["ollama"].keys == ()
    assert sources["ollama"].key == Key()


def test_a_disabled_provider_is_not_asked() -> None:
    sync_registry()
    Provider.objects.filter(name="ollama").update(is_enabled=False)
    assert not build_gateway(is_rehearsal=False).providers


def test_the_address_of_a_row_comes_before_the_setting() -> None:
    sync_registry()
    Provider.objects.filter(name="ollama").update(base_url="http://elsewhere.test:11434")
    (source,) = [source for source in find_sources() if source.name == "ollama"]
    assert source.base_url == "http://elsewhere.test:11434"


def test_an_unusable_address_takes_only_its_own_provider_away(settings: Settings) -> None:
    sync_registry()
    settings.HF_TOKEN, settings.HF_BASE_URL = "hf_canarykey", "router.test"
    assert set(build_gateway(is_rehearsal=False).providers) == {"ollama"}


def test_in_rehearsal_every_provider_answers_and_no_key_leaves(settings: Settings) -> None:
    sync_registry()
    settings.HF_TOKEN = "hf_canarykey_real"  # noqa: S105
    settings.REHEARSAL_URL = "http://127.0.0.1:8901"
    gateway = build_gateway(is_rehearsal=True)
    assert set(gateway.providers) == {"huggingface", "ollama", "gemini"}
    assert {key.secret for keys in gateway.keys.values() for key in keys} == {"rehearsal"}
    assert gateway.means.commons is not build_gateway(is_rehearsal=True).means.commons
    for provider in gateway.providers.values():
        assert vars(provider)["address"].startswith("http://127.0.0.1:8901")


def test_a_process_keeps_one_adapter_for_each_address() -> None:
    sync_registry()
    (source,) = [source for source in find_sources() if source.name == "ollama"]
    assert adapter_for(source) is adapter_for(source)
    elsewhere = replace(source, base_url="http://elsewhere.test")
    assert adapter_for(source) is not adapter_for(elsewhere)


def test_only_models_of_providers_that_can_be_asked_are_usable(settings: Settings) -> None:
    sync_registry()
    settings.GEMINI_API_KEY = "AIzacanarykey"
    names = {model.provider.name for model in usable_models(is_rehearsal=False)}
    assert names == {"gemini", "ollama"}
    assert usable_models(is_rehearsal=True).count() == len(MODEL_REGISTRY)


def test_an_attempt_is_stored_when_it_has_ended() -> None:
    now = datetime.now(UTC)
    record = AttemptRecord(
        id=uuid.uuid4(),
        trace_id=uuid.uuid4(),
        voice="ann",
        number=2,
        model=ModelRef("huggingface", "m"),
        status="failed",
        code="overloaded",
        message="x" * 900,
        started_at=now,
        ended_at=now,
        first_text_seconds=None,
        usage=Usage(3, 4, is_estimated=True),
    )
    record_attempt(record, is_rehearsal=True)
    attempt = Attempt.objects.get(pk=record.id)
    assert (attempt.provider, attempt.model, attempt.number) == ("huggingface", "m", 2)
    assert (attempt.input_tokens, attempt.output_tokens) == (3, 4)
    assert attempt.is_estimated
    assert attempt.is_rehearsal
    assert len(attempt.message) == 300


@pytest.mark.django_db(transaction=True)
def test_no_connection_is_held_once_an_attempt_is_stored() -> None:
    now = datetime.now(UTC)
    model = ModelRef("ollama", "m")
    attempt_id = uuid.uuid4()
    record_attempt(
        AttemptRecord(
            id=attempt_id,
            trace_id=uuid.uuid4(),
            voice="ann",
            number=1,
            model=model,
            status="succeeded",
            code="",
            message="",
            started_at=now,
            ended_at=now,
            first_text_seconds=0.1,
            usage=Usage(),
        ),
        is_rehearsal=False,
    )
    # An SQLite database in memory would go with its connection: Django does not close that one.
    is_in_memory = "memory" in str(connection.settings_dict["NAME"])
    assert connection.connection is None or is_in_memory
    assert Attempt.objects.filter(pk=attempt_id).exists()


@pytest.mark.parametrize("name", ["HF_TOKEN", "GEMINI_API_KEY"])
def test_a_key_is_a_real_provider(settings: Settings, name: str) -> None:
    sync_registry()
    setattr(settings, name, "key")
    assert has_real_provider()


@responses.activate
def test_an_ollama_with_a_model_that_writes_is_a_real_provider() -> None:
    responses.get(VERSION_URL, json={"version": "1"})
    responses.get(TAGS_URL, json={"models": [{"name": "m", "capabilities": ["completion"]}]})
    assert has_real_provider()


@responses.activate
def test_an_ollama_that_only_embeds_is_none() -> None:
    responses.get(VERSION_URL, json={"version": "1"})
    responses.get(TAGS_URL, json={"models": [{"name": "m", "capabilities": ["embedding"]}]})
    assert not has_real_provider()


@responses.activate
def test_an_ollama_that_is_not_there_is_none() -> None:
    assert not has_real_provider()
