"""The settings as a process of its own reads them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.postgresql  # no database is asked, so once is enough
ROOT = Path(__file__).parents[2]
KEPT = ("PATH", "HOME", "LANG", "TMPDIR")
PRODUCTION = {
    "SECRET_KEY": "long-and-secret-" + "aB3$" * 15,
    "ENCRYPTION_KEYS": "q83v" * 10 + "q80=",
    "ALLOWED_HOSTS": "council.example",
    "CSRF_TRUSTED_ORIGINS": "https://council.example",
    "TLS": "on",
    "HF_TOKEN": "hf_canarykey",
    "DEBUG": "off",
}


@pytest.fixture
def bare(tmp_path: Path) -> dict[str, str]:
    """An environment in which nothing of ours is set, and no secrets were made."""
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    return {**kept, "VAR_DIR": str(tmp_path), "PYTHONWARNINGS": "default"}


def manage(environment: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_without_secrets_nothing_starts_outside_up(bare: dict[str, str]) -> None:
    refused = manage(bare, "check")
    assert refused.returncode != 0
    assert "SECRET_KEY" in refused.stderr


def test_without_encryption_keys_nothing_starts_outside_up(bare: dict[str, str]) -> None:
    environment = {**bare, "SECRET_KEY": PRODUCTION["SECRET_KEY"]}
    refused = manage(environment, "check")
    assert refused.returncode != 0
    assert "ENCRYPTION_KEYS" in refused.stderr


@pytest.mark.parametrize(("text", "is_given"), [("off", True), ("", False), (" ", False)])
def test_what_is_left_blank_is_not_given(
    bare: dict[str, str], text: str, *, is_given: bool
) -> None:
    asked = "from django.conf import settings; print('SINGLE_USER' in settings.GIVEN)"
    environment = {**bare, "DEBUG": "on", "SINGLE_USER": text}
    assert manage(environment, "shell", "-v", "0", "-c", asked).stdout.strip() == str(is_given)


def test_in_development_nothing_need_be_set(bare: dict[str, str]) -> None:
    assert manage({**bare, "DEBUG": "on"}, "check").returncode == 0


def test_set_for_production_the_deployment_check_is_clean(bare: dict[str, str]) -> None:
    checked = manage({**bare, **PRODUCTION}, "check", "--deploy", "--fail-level", "WARNING")
    assert checked.returncode == 0, checked.stderr
    assert "no issues" in checked.stdout
    assert "canarykey" not in checked.stdout + checked.stderr


def test_a_conflict_of_tokens_warns_without_their_values(bare: dict[str, str]) -> None:
    environment = {**bare, **PRODUCTION, "HUG_API_KEY": "hf_canarykeyanother_secret"}
    checked = manage(environment, "check")
    assert checked.returncode == 0
    assert "HUG_API_KEY" in checked.stderr
    assert "canarykey" not in checked.stderr


def test_the_secrets_of_the_first_start_are_read(bare: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "secrets.env").write_text(
        f"SECRET_KEY={PRODUCTION['SECRET_KEY']}\nENCRYPTION_KEYS={PRODUCTION['ENCRYPTION_KEYS']}\n"
    )
    assert manage(bare, "check").returncode == 0


def test_what_is_no_fernet_key_is_refused_at_the_start(bare: dict[str, str]) -> None:
    keys = f"{PRODUCTION['ENCRYPTION_KEYS']},not-a-fernet-key"
    refused = manage({**bare, **PRODUCTION, "ENCRYPTION_KEYS": keys}, "check")
    assert refused.returncode != 0
    assert "no Fernet key" in refused.stderr
    assert "not-a-fernet-key" not in refused.stderr
