"""`manage.py create_api_key`, `rotate_api_key`, `revoke_api_key`: what they print and refuse."""

from __future__ import annotations

import re
from datetime import timedelta
from io import StringIO

import pytest
from django.contrib.auth.models import User
from django.core.checks import run_checks
from django.core.management import CommandError, call_command, load_command_class
from django.db import connection
from pytest_django import Settings

from accounts.errors import KeyRevoked
from accounts.models import ApiKey
from accounts.services import recognise
from tests.factories import make_api_key

pytestmark = pytest.mark.django_db

KEY = re.compile(r"ac_[0-9A-Za-z]{12}_[0-9A-Za-z]{32}\n")


def run(*words: str) -> tuple[str, str]:
    """What it wrote to standard output, and beside it."""
    out, words_beside = StringIO(), StringIO()
    call_command(*words, stdout=out, stderr=words_beside)
    return out.getvalue(), words_beside.getvalue()


def refusal_of(*words: str) -> str:
    with pytest.raises(CommandError) as refused:
        run(*words)
    return str(refused.value)


def test_a_key_is_printed_alone_and_once(ann: User) -> None:
    out, beside = run("create_api_key", "nightly", "--user", "ann")
    assert KEY.fullmatch(out)
    assert out.strip() not in beside
    assert "“nightly” of ann may ask, read until it is revoked" in beside
    key = recognise(out.strip())
    assert (key.owner, key.name, key.expires_at) == (ann, "nightly", None)


def test_scopes_and_days_are_as_asked_for(ann: User) -> None:
    words = ("--user", "ann", "--scopes", " read, read", "--days", "90")
    out, beside = run("create_api_key", "nightly", *words)
    key = recognise(out.strip())
    assert key.scopes == ["read"]
    assert key.expires_at == key.created_at + timedelta(days=90)
    assert f"{key.expires_at:%Y-%m-%d %H:%M} UTC" in beside


def test_where_there_is_nobody_it_is_the_owners(db: None) -> None:
    out, _ = run("create_api_key", "nightly")
    assert recognise(out.strip()).owner.username == "owner"
    again, _ = run("create_api_key", "nightly")
    assert recognise(again.strip()).owner == User.objects.get()


def test_where_there_are_others_somebody_must_be_named(ann: User) -> None:
    assert "--user" in refusal_of("create_api_key", "nightly")
    assert User.objects.get() == ann


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (
            ("nightly", "--user", "nobody"),
            "no user named nobody. Make users in the admin; `manage.py createsuperuser`",
        ),
        (("nightly", "--user", "cy"), "cy is not active"),
        (("", "--user", "ann"), "1 to 80 characters"),
        (("nightly", "--user", "ann", "--scopes", "admin"), "ask, read"),
        (("nightly", "--user", "ann", "--scopes", ""), "ask, read"),
        (("nightly", "--user", "ann", "--days", "0"), "days from 1"),
        (("nightly", "--user", "ann", "--days", "soon"), "days from 1"),
        (("nightly", "--user", "ann", "--days", "99999999999"), "days from 1"),
    ],
)
def test_what_cannot_be_is_refused_in_words(
    ann: User, cy: User, words: tuple[str, ...], told: str
) -> None:
    User.objects.filter(pk=cy.pk).update(is_active=False)
    assert told in refusal_of("create_api_key", *words)
    assert not ApiKey.objects.exists()


def test_a_key_is_rotated_by_its_id(ann: User) -> None:
    old = make_api_key(ann)
    out, beside = run("rotate_api_key", old.row.public_id)
    assert KEY.fullmatch(out)
    assert "nightly" in beside
    new = recognise(out.strip())
    assert (recognise(old.text).replaced_by, new.counted_as) == (new, old.row.public_id)
    assert "replaced already" in refusal_of("rotate_api_key", old.row.public_id)


def test_a_key_is_revoked_by_its_id(ann: User) -> None:
    key = make_api_key(ann)
    out, _ = run("revoke_api_key", key.row.public_id)
    assert "Revoked “nightly” of ann" in out
    with pytest.raises(KeyRevoked):
        recognise(key.text)


@pytest.mark.parametrize("command", ["rotate_api_key", "revoke_api_key"])
def test_a_whole_key_given_for_an_id_is_not_repeated(ann: User, command: str) -> None:
    key = make_api_key(ann)
    secret = key.text.rpartition("_")[2]
    assert secret not in refusal_of(command, f"ac_{'0' * 12}_{secret}")
    out, beside = run(command, key.text)
    assert secret not in out + beside


@pytest.mark.django_db(transaction=True)
def test_before_the_tables_are_there_it_says_what_to_do() -> None:
    with connection.schema_editor() as editor:
        editor.alter_db_table(ApiKey, "accounts_apikey", "elsewhere")
    try:
        assert "manage.py migrate" in refusal_of("revoke_api_key", "0" * 12)
    finally:
        with connection.schema_editor() as editor:
            editor.alter_db_table(ApiKey, "elsewhere", "accounts_apikey")


def test_what_is_wrong_with_providers_is_not_told_beside_a_key(settings: Settings) -> None:
    """Run as from the terminal, where Django checks what a command asks for."""
    settings.HF_TOKEN, settings.GEMINI_API_KEY, settings.OPENAI_COMPATIBLE = "", "", []
    assert "providers.W001" in {found.id for found in run_checks()}
    beside = StringIO()
    command = load_command_class("backend", "create_api_key")
    typed = command.create_parser("manage.py", "create_api_key").parse_args(["nightly"])
    command.execute(**{"skip_checks": False, **vars(typed), "stdout": beside, "stderr": beside})
    assert "nightly" in beside.getvalue()
    assert "W001" not in beside.getvalue()
