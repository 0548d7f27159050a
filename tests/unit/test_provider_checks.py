"""What is told at the start about keys and addresses."""

from __future__ import annotations

import pytest
from pytest_django import Settings

from providers.checks import check_addresses, check_keys
from providers.compatible_servers import compatible_servers, parse_entry


@pytest.fixture(autouse=True)
def _no_keys(settings: Settings) -> None:
    settings.HF_TOKEN = settings.GEMINI_API_KEY = ""
    settings.OPENAI_COMPATIBLE = []
    settings.REHEARSAL = False


def told(settings: Settings, *entries: str) -> list[str]:
    settings.OPENAI_COMPATIBLE = list(entries)
    return [fault.msg for fault in check_addresses(None)]


def test_a_missing_key_is_a_warning_and_no_error() -> None:
    (warning,) = check_keys(None)
    assert warning.id == "providers.W001"
    assert not warning.is_serious()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("HF_TOKEN", "hf_canarykey"),
        ("GEMINI_API_KEY", "AIza"),
        ("OPENAI_COMPATIBLE", ["mine=http://127.0.0.1:8080/v1"]),
        ("REHEARSAL", True),
    ],
)
def test_a_key_a_server_or_a_rehearsal_silences_it(
    settings: Settings, name: str, value: object
) -> None:
    setattr(settings, name, value)
    assert check_keys(None) == []


def test_a_rehearsal_left_open_silences_it(settings: Settings) -> None:
    """`up` decides on one where nobody could answer."""
    settings.GIVEN = settings.GIVEN - {"REHEARSAL"}
    assert check_keys(None) == []


def test_sound_addresses_are_passed_over_in_silence(settings: Settings) -> None:
    assert told(settings, "mine=http://127.0.0.1:8080/v1", "groq=https://g.test/v1|GROQ_KEY") == []


@pytest.mark.parametrize("entry", ["mine", "=http://a.test", "my own=http://a.test", "mine=a.test"])
def test_a_malformed_entry_is_an_error_that_names_it(settings: Settings, entry: str) -> None:
    (fault,) = told(settings, "good=http://a.test/v1", entry)
    assert entry.partition("=")[0] in fault


@pytest.mark.parametrize("host", ["http://ollama", "ollama:11434", "10.0.0.0/8", "*.test", "a@b"])
def test_an_allowed_host_that_would_match_nothing_is_an_error(
    settings: Settings, host: str
) -> None:
    settings.ALLOWED_PROVIDER_HOSTS = ["ollama", "10.0.0.7", "[::1]", "::1", host]
    (fault,) = told(settings)
    assert host in fault


def test_an_address_of_one_call_is_an_error(settings: Settings) -> None:
    (fault,) = told(settings, "mine=https://a.test/v1/chat/completions")
    assert "mine" in fault
    assert "/chat/completions" in fault


def test_the_same_holds_for_the_address_of_hugging_face(settings: Settings) -> None:
    settings.HF_BASE_URL = "https://router.test/v1/chat/completions"
    (fault,) = told(settings)
    assert "HF_BASE_URL" in fault


def test_a_name_can_be_given_once_and_not_be_one_of_ours(settings: Settings) -> None:
    faults = told(settings, "a=http://a.test", "a=http://b.test", "ollama=http://c.test")
    assert len(faults) == 2


def test_a_password_in_an_address_is_refused_and_not_repeated(settings: Settings) -> None:
    (fault,) = told(settings, "mine=https://ann:geheim@a.test/v1")
    assert "geheim" not in fault


def test_a_malformed_entry_does_not_take_the_others_with_it(settings: Settings) -> None:
    settings.OPENAI_COMPATIBLE = ["nonsense", "mine=http://a.test/v1"]
    assert set(compatible_servers()) == {"mine"}


def test_a_key_comes_from_the_variable_that_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MY_KEY", " sk-canarykey1 \n")
    assert parse_entry("mine=http://a.test/v1|MY_KEY").keys() == "sk-canarykey1"
    assert parse_entry("mine=http://a.test/v1").keys() == ""
