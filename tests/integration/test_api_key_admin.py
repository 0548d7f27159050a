"""API keys in the admin: looked at, renamed, ended, rotated; the secret is never among it."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from accounts.errors import KeyRevoked
from accounts.models import ApiKey
from accounts.services import NewKey, recognise, revoke_api_key
from tests.factories import make_api_key
from tests.integration.ways_in import client_of

pytestmark = pytest.mark.django_db

KEYS = "/admin/accounts/apikey/"
KEY = re.compile(r"ac_[0-9A-Za-z]{12}_[0-9A-Za-z]{32}")


@pytest.fixture
def key(ann: User) -> NewKey:
    return make_api_key(ann)


def act(client: Client, action: str, *keys: NewKey) -> Any:  # noqa: ANN401  Django's own answer
    chosen = [key.row.pk for key in keys]
    return client.post(KEYS, {"action": action, "_selected_action": chosen}, follow=True)


def staff(username: str) -> User:
    """May look at keys and change them, and is no superuser."""
    person = User.objects.create_user(username, is_staff=True)
    names = ["view_apikey", "change_apikey"]
    person.user_permissions.set(Permission.objects.filter(codename__in=names))
    return person


def test_the_pages_show_whose_it_is_and_nothing_of_the_secret(
    admin_client: Client, key: NewKey
) -> None:
    for page in (KEYS, f"{KEYS}{key.row.pk}/change/"):
        text = admin_client.get(page).content.decode()
        assert key.row.public_id in text
        assert "ann" in text
        assert "ask, read" in text
        assert key.text.rpartition("_")[2] not in text
        assert key.row.secret_digest not in text


def test_name_and_expiry_are_changed_and_nothing_else(
    admin_client: Client, key: NewKey, cy: User
) -> None:
    ends_at = timezone.now().replace(microsecond=0) + timedelta(days=3)
    sent = {
        "name": "weekly",
        "expires_at_0": f"{ends_at:%Y-%m-%d}",
        "expires_at_1": f"{ends_at:%H:%M:%S}",
        "owner": cy.pk,
        "public_id": "x" * 12,
        "secret_digest": "0" * 64,
        "scopes": "[]",
        "counted_as": "",
    }
    assert admin_client.post(f"{KEYS}{key.row.pk}/change/", sent).status_code == 302
    kept = recognise(key.text)
    assert (kept.name, kept.expires_at, kept.owner) == ("weekly", ends_at, key.row.owner)
    assert (kept.scopes, kept.counted_as) == (key.row.scopes, key.row.counted_as)


def test_none_is_made_there(admin_client: Client) -> None:
    assert admin_client.get(f"{KEYS}add/").status_code == 403


def test_keys_are_revoked_and_the_history_says_by_whom(
    admin_client: Client, key: NewKey, admin_user: User
) -> None:
    act(admin_client, "revoke", key, make_api_key(key.row.owner))
    with pytest.raises(KeyRevoked):
        recognise(key.text)
    assert not ApiKey.objects.filter(revoked_at=None).exists()
    entry = LogEntry.objects.get(object_id=str(key.row.pk))
    assert (entry.user, entry.change_message) == (admin_user, "Revoked.")


def test_a_new_key_is_shown_once_and_kept_in_no_message(admin_client: Client, key: NewKey) -> None:
    answer = act(admin_client, "rotate", key)
    [text] = set(KEY.findall(answer.content.decode()))
    assert recognise(text).counted_as == key.row.public_id
    assert "no-store" in answer.headers["Cache-Control"]
    assert text not in str(admin_client.cookies)
    assert all(text not in str(session.get_decoded()) for session in Session.objects.all())
    assert all(text not in entry.change_message for entry in LogEntry.objects.all())
    assert text not in admin_client.get(KEYS).content.decode()
    assert recognise(key.text)  # 24 hours more


def test_keys_are_rotated_one_at_a_time_and_once(admin_client: Client, key: NewKey) -> None:
    answer = act(admin_client, "rotate", key, make_api_key(key.row.owner))
    assert "one at a time" in answer.content.decode()
    act(admin_client, "rotate", key)
    again = act(admin_client, "rotate", key).content.decode()
    assert "replaced already" in again
    assert KEY.findall(again) == []
    assert ApiKey.objects.count() == 3


def test_nobody_but_a_superuser_gets_the_new_key_of_another(key: NewKey) -> None:
    bob = staff("bob")
    refused = act(client_of(bob), "rotate", key).content.decode()
    assert "Only its owner" in refused
    assert ApiKey.objects.count() == 1
    own = act(client_of(bob), "rotate", make_api_key(bob)).content.decode()
    assert len(set(KEY.findall(own))) == 1


def test_who_may_only_look_neither_revokes_nor_rotates(key: NewKey) -> None:
    cy = staff("cy")
    cy.user_permissions.set(Permission.objects.filter(codename="view_apikey"))
    for action in ("revoke", "rotate"):
        act(client_of(cy), action, key)
    assert recognise(key.text).replaced_by is None


def test_a_key_is_deleted_only_when_it_has_ended(admin_client: Client, key: NewKey) -> None:
    page = f"{KEYS}{key.row.pk}/delete/"
    assert admin_client.post(page, {"post": "yes"}).status_code == 403
    revoke_api_key(key=key.row)
    assert admin_client.post(page, {"post": "yes"}).status_code == 302
    assert not ApiKey.objects.exists()
