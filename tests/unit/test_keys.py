"""A provider's key is told by the name its operator gave it, and never tells itself."""

from __future__ import annotations

import logging

import pytest
from pytest_django import Settings

from providers.cooldowns.boards import LocalStates
from providers.errors import InvalidCredentials, ProviderError, RateLimited
from providers.protocol import Key, ModelRef
from providers.sources import shipped_sources

SECRET = "hf_abcdefghijklmnopqrstuvwxyz1234"  # noqa: S105  nobody's
ANN = ModelRef("huggingface", "ann")


@pytest.mark.parametrize(
    ("key", "shown"),
    [
        (Key(SECRET, "HF_TOKEN"), "HF_TOKEN (…1234)"),
        (Key(SECRET, "HF_TOKEN 2 of 3"), "HF_TOKEN 2 of 3 (…1234)"),
        (Key("short-secret-1234", "GROQ_KEY"), "GROQ_KEY"),
        (Key(SECRET), f"{Key(SECRET).id} (…1234)"),
    ],
)
def test_a_key_is_shown_by_its_name_and_no_more_than_its_end(key: Key, shown: str) -> None:
    assert key.shown == shown
    assert key.secret not in repr(key)


def test_its_name_makes_it_no_other_key() -> None:
    assert Key(SECRET, "HF_TOKEN") == Key(SECRET, "HUG_API_KEY")
    assert len({Key(SECRET, "HF_TOKEN"), Key(SECRET)}) == 1


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (InvalidCredentials(), "huggingface:ann: key HF_TOKEN (…1234) is left alone (inv"),
        (RateLimited(), "huggingface:ann: route with HF_TOKEN (…1234) is left alone (rate"),
    ],
)
def test_the_log_names_a_key_as_its_operator_knows_it(
    error: ProviderError, told: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    states = LocalStates()
    key = Key(SECRET, "HF_TOKEN")

    states.failed(states.admit(ANN, key), error)

    [line] = [record.getMessage() for record in caplog.records]
    assert line.startswith(told)
    assert key.id not in line
    assert SECRET[:-4] not in line


def test_a_way_without_a_key_is_told_without_one(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    states = LocalStates()

    states.failed(states.admit(ANN, Key()), RateLimited())

    assert caplog.records[0].getMessage().startswith("huggingface:ann: route is left alone")


def test_keys_are_known_by_their_variables(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.HF_TOKEN, settings.HF_TOKEN_NAME = "hf_a, hf_b,hf_a", "HUG_API_KEY"
    settings.GEMINI_API_KEY, settings.GEMINI_API_KEY_NAME = "AIza", "GOOGLE_API_KEY"
    settings.OPENAI_COMPATIBLE = ["groq=https://groq.test/v1|GROQ_KEY", "mine=http://a.test/v1"]
    monkeypatch.setenv("GROQ_KEY", "gsk")
    names = {source.name: [key.name for key in source.keys] for source in shipped_sources()}

    assert names == {
        "huggingface": ["HUG_API_KEY 1 of 2", "HUG_API_KEY 2 of 2"],
        "gemini": ["GOOGLE_API_KEY"],
        "ollama": [],
        "groq": ["GROQ_KEY"],
        "mine": [],
    }
