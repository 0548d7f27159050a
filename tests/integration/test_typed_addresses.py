"""The address of a row is judged, wherever it is used; that of the environment is not."""

from __future__ import annotations

import json
from contextlib import suppress
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from providers.models import Provider
from providers.registry import find_sources
from providers.sources import Source, adapter_for, rehearsing
from providers.sync import sync_registry
from tests.integration.rehearsal import Rehearsal


@pytest.fixture(autouse=True)
def _registry(upstream: Rehearsal, settings: Settings) -> None:
    settings.HF_TOKEN = settings.GEMINI_API_KEY = ""
    settings.OPENAI_COMPATIBLE = settings.ALLOWED_PROVIDER_HOSTS = []
    settings.OLLAMA_HOST = upstream.url
    settings.REHEARSAL = settings.SINGLE_USER = False
    sync_registry()


def ollama() -> Source:
    return next(source for source in find_sources() if source.name == "ollama")


def type_in(url: str) -> None:
    Provider.objects.filter(name="ollama").update(base_url=url)


def code() -> str:
    return adapter_for(ollama()).probe(ollama().key).code


def diagnosis() -> dict[str, object]:
    out = StringIO()
    with suppress(CommandError):  # nobody can answer
        call_command("doctor", no_spend=True, as_json=True, stdout=out)
    providers = json.loads(out.getvalue())["providers"]
    return next(provider for provider in providers if provider["provider"] == "ollama")


def test_the_address_of_the_environment_is_the_operators_word() -> None:
    assert code() == ""


def test_that_of_a_row_is_refused_in_one_sentence(upstream: Rehearsal) -> None:
    type_in(upstream.url)
    refused = adapter_for(ollama()).probe(ollama().key)
    assert (refused.is_reachable, refused.code) == (False, "misconfigured")
    assert "ALLOWED_PROVIDER_HOSTS" in refused.message


def test_it_is_taken_once_its_host_is_allowed(upstream: Rehearsal, settings: Settings) -> None:
    type_in(upstream.url)
    assert code() == "misconfigured"
    settings.ALLOWED_PROVIDER_HOSTS = ["127.0.0.1"]
    assert code() == ""


def test_the_machine_of_a_single_user_is_their_own(upstream: Rehearsal, settings: Settings) -> None:
    type_in(upstream.url)
    settings.SINGLE_USER = True
    assert code() == ""


def test_a_rehearsal_goes_where_rehearsals_go() -> None:
    type_in("https://10.0.0.7")
    understudy = rehearsing(ollama())
    assert adapter_for(understudy).probe(understudy.key).is_reachable


@pytest.mark.parametrize(
    ("host", "single_user", "is_reachable"),
    [("127.0.0.1", "", True), ("0.0.0.0", "", False), ("127.0.0.1", "off", False)],  # noqa: S104
)
def test_the_doctor_judges_as_the_stack_would(
    upstream: Rehearsal,
    settings: Settings,
    host: str,
    single_user: str,
    is_reachable: bool,  # noqa: FBT001
) -> None:
    type_in(upstream.url)
    settings.HOST = host
    settings.GIVEN = {"SINGLE_USER"} if single_user else set()
    assert diagnosis()["is_reachable"] is is_reachable
