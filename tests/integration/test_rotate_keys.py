"""`manage.py rotate_keys`, and what is told of provider keys that nothing opens."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from cryptography.fernet import Fernet
from django.core.management import CommandError, call_command
from pytest_django import Settings

from providers.checks import check_stored_keys
from providers.encryption import decrypt
from providers.keys import add_key
from providers.models import Provider, ProviderKey
from providers.stored_keys import read_stored_keys

pytestmark = pytest.mark.django_db

OLD, NEW, NOBODYS = (Fernet.generate_key().decode() for _ in range(3))
SECRETS = ["hf_canarykey_to_be_rotated_x7Qz", "hf_canarykey_to_be_rotated_9Kew"]


@pytest.fixture(autouse=True)
def _keys(settings: Settings) -> None:
    """Two, encrypted by the old key, behind which stands a newer one now."""
    settings.ENCRYPTION_KEYS = [OLD]
    settings.HF_TOKEN = settings.GEMINI_API_KEY = ""
    settings.REHEARSAL = False
    provider = Provider.objects.create(name="huggingface", label="HF", adapter="huggingface")
    for secret in SECRETS:
        add_key(provider=provider, secret=secret, name="mine")
    settings.ENCRYPTION_KEYS = [NEW, OLD]


def encrypted() -> list[str]:
    return list(ProviderKey.objects.values_list("encrypted_secret", flat=True))


def rotate() -> str:
    said = StringIO()
    call_command("rotate_keys", stdout=said)
    return said.getvalue()


def add_closed(settings: Settings) -> ProviderKey:
    """One more, encrypted by a key that is lost."""
    settings.ENCRYPTION_KEYS = [NOBODYS]
    row = add_key(
        provider=Provider.objects.get(), secret="hf_canarykey_that_is_lost_0000", name="lost"
    )
    settings.ENCRYPTION_KEYS = [NEW, OLD]
    return row


def test_all_are_encrypted_by_the_newest_and_the_old_one_is_needed_no_more(
    settings: Settings,
) -> None:
    assert rotate() == "Encrypted anew: 2. Under the newest of ENCRYPTION_KEYS: 2 of 2.\n"
    settings.ENCRYPTION_KEYS = [NEW]
    assert [decrypt(one) for one in encrypted()] == SECRETS


def test_what_stands_under_the_newest_is_left_as_it_is() -> None:
    rotate()
    before = encrypted()
    assert rotate() == "Encrypted anew: 0. Under the newest of ENCRYPTION_KEYS: 2 of 2.\n"
    assert encrypted() == before


def test_one_that_no_key_opens_is_told_and_kept_and_the_others_are_rotated(
    settings: Settings,
) -> None:
    row = add_closed(settings)
    with pytest.raises(CommandError, match=r"huggingface: lost \(…0000\)") as failed:
        rotate()
    assert failed.value.returncode == 1
    assert ProviderKey.objects.get(pk=row.pk).encrypted_secret == row.encrypted_secret
    settings.ENCRYPTION_KEYS = [NEW]
    assert [decrypt(one) for one in encrypted()[:2]] == SECRETS
    settings.ENCRYPTION_KEYS = [NEW, NOBODYS]  # found again
    assert rotate() == "Encrypted anew: 1. Under the newest of ENCRYPTION_KEYS: 3 of 3.\n"


def test_without_any_there_is_nothing_to_do() -> None:
    ProviderKey.objects.all().delete()
    assert rotate() == "Encrypted anew: 0. Under the newest of ENCRYPTION_KEYS: 0 of 0.\n"


def test_one_that_no_key_opens_is_told_at_the_start(settings: Settings) -> None:
    assert check_stored_keys(None) == []
    row = add_closed(settings)
    [warning] = check_stored_keys(None)
    assert (warning.id, warning.is_serious()) == ("providers.W002", False)
    assert str(row) in warning.msg
    assert "admin" in str(warning.hint)
    said = StringIO()
    call_command("check", databases=["default"], stderr=said)
    assert str(row) in said.getvalue()


@pytest.mark.parametrize("keys", [[], ["no-fernet-key"]])
def test_where_encryption_keys_are_none_the_start_says_of_each_that_it_is_not_used(
    settings: Settings, keys: list[str]
) -> None:
    settings.ENCRYPTION_KEYS = keys
    assert len(check_stored_keys(None)) == 2
    assert read_stored_keys() == {}
    with pytest.raises(CommandError):
        call_command("rotate_keys", skip_checks=False)


def test_the_doctor_tells_of_it_too(settings: Settings) -> None:
    Provider.objects.update(is_enabled=False)
    row = add_closed(settings)
    said = StringIO()
    with pytest.raises(CommandError):
        call_command("doctor", "--json", "--no-spend", stdout=said)
    [told] = json.loads(said.getvalue())["settings"]
    assert str(row) in told
