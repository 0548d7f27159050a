"""An API key from its making to its end: what is kept of it, its use, rotation, revocation."""

from __future__ import annotations

import hashlib
import hmac
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.forms.models import model_to_dict
from django.utils import timezone
from pytest_django import Settings

from accounts.errors import (
    KeyEnded,
    KeyExpired,
    KeyReplaced,
    KeyRevoked,
    KeyUnknown,
    NameUnusable,
    ScopeUnknown,
)
from accounts.models import ApiKey
from accounts.services import NewKey, create_api_key, recognise, revoke_api_key, rotate_api_key
from tests.factories import make_api_key

pytestmark = pytest.mark.django_db(transaction=True)

DAY = timedelta(days=1)
ROTATIONS = 4


def of(key: NewKey) -> ApiKey:
    """As the database has it now."""
    return ApiKey.objects.get(pk=key.row.pk)


def secret_of(key: NewKey) -> str:
    return key.text.rpartition("_")[2]


def set_times(key: NewKey, **times: datetime) -> None:
    ApiKey.objects.filter(pk=key.row.pk).update(**times)


def test_a_key_has_its_form_and_no_two_are_alike(ann: User) -> None:
    texts = [make_api_key(ann).text for _ in range(20)]
    assert all(re.fullmatch(r"ac_[0-9A-Za-z]{12}_[0-9A-Za-z]{32}", text) for text in texts)
    assert len({part for text in texts for part in text.split("_")}) == 1 + 2 * len(texts)


def test_only_a_peppered_digest_of_the_secret_is_kept(ann: User, settings: Settings) -> None:
    settings.ENCRYPTION_KEYS = ["pepper", "older"]
    key = make_api_key(ann)
    expected = hmac.new(b"pepper", secret_of(key).encode(), hashlib.sha256).hexdigest()
    assert of(key).secret_digest == expected
    assert secret_of(key) not in str(model_to_dict(of(key)))
    assert secret_of(key) not in repr(key)


def test_a_key_outlives_a_new_pepper_and_moves_to_it_when_used(
    ann: User, settings: Settings
) -> None:
    settings.ENCRYPTION_KEYS = ["old"]
    used, unused = make_api_key(ann), make_api_key(ann)
    recognise(used.text)
    settings.ENCRYPTION_KEYS = ["new", "old"]
    assert recognise(used.text) == used.row
    settings.ENCRYPTION_KEYS = ["new"]
    assert recognise(used.text) == used.row
    with pytest.raises(KeyUnknown):
        recognise(unused.text)


def test_its_last_use_is_noted_once_a_minute_at_most(ann: User) -> None:
    key = make_api_key(ann)
    assert of(key).last_used_at is None
    before = timezone.now()
    recognise(key.text)
    first = of(key).last_used_at
    assert first is not None
    assert before <= first <= timezone.now()

    recently = timezone.now() - timedelta(seconds=50)
    set_times(key, last_used_at=recently)
    recognise(key.text)
    assert of(key).last_used_at == recently

    set_times(key, last_used_at=timezone.now() - timedelta(seconds=61))
    recognise(key.text)
    assert (of(key).last_used_at or before) > before


def test_a_refused_key_is_not_noted_as_used(ann: User) -> None:
    key = make_api_key(ann)
    with pytest.raises(KeyUnknown):
        recognise(f"ac_{key.row.public_id}_{'0' * 32}")
    revoke_api_key(key=key.row)
    with pytest.raises(KeyRevoked):
        recognise(key.text)
    assert of(key).last_used_at is None


def test_a_key_expires_when_it_was_to(ann: User) -> None:
    key = make_api_key(ann, lasts=DAY)
    assert key.row.expires_at == key.row.created_at + DAY
    assert recognise(key.text)
    set_times(key, expires_at=timezone.now())
    with pytest.raises(KeyExpired):
        recognise(key.text)


def test_a_rotated_key_is_taken_beside_the_new_one_for_24_hours(ann: User) -> None:
    old = make_api_key(ann, ApiKey.Scope.READ, name="nightly")
    before = timezone.now()
    new = rotate_api_key(key=old.row)

    assert recognise(old.text) == old.row
    assert recognise(new.text) == new.row
    assert (new.row.owner, new.row.name, new.row.scopes) == (ann, "nightly", ["read"])
    assert new.row.expires_at is None
    assert of(old).replaced_by == new.row
    assert before + DAY <= (of(old).expires_at or before) <= timezone.now() + DAY
    set_times(old, expires_at=timezone.now())
    with pytest.raises(KeyReplaced):
        recognise(old.text)
    assert recognise(new.text) == new.row


def test_a_new_key_lasts_as_long_as_the_old_was_to_and_prolongs_it_never(ann: User) -> None:
    old = make_api_key(ann, lasts=timedelta(hours=5))
    ends_at = old.row.expires_at
    new = rotate_api_key(key=old.row)
    assert of(old).expires_at == ends_at
    assert new.row.expires_at == new.row.created_at + timedelta(hours=5)


def test_a_rotation_counts_on_where_the_first_key_began(ann: User) -> None:
    first = make_api_key(ann)
    second = rotate_api_key(key=first.row)
    third = rotate_api_key(key=second.row)
    assert {of(key).counted_as for key in (first, second, third)} == {first.row.public_id}
    assert make_api_key(ann).row.counted_as != first.row.public_id
    assert [recognise(key.text) for key in (first, second, third)]


def test_what_has_ended_is_not_rotated(ann: User) -> None:
    replaced, revoked, expired = (make_api_key(ann) for _ in range(3))
    rotate_api_key(key=replaced.row)
    revoke_api_key(key=revoked.row)
    set_times(expired, expires_at=timezone.now())
    kept = ApiKey.objects.count()
    for key in (replaced, revoked, expired):
        with pytest.raises(KeyEnded):
            rotate_api_key(key=of(key))
    assert ApiKey.objects.count() == kept


def test_of_many_rotations_at_once_one_makes_a_key(ann: User, workers: ThreadPoolExecutor) -> None:
    key, gate = make_api_key(ann), Barrier(ROTATIONS)

    def rotate(_: int) -> bool:
        row = of(key)
        gate.wait()
        try:
            rotate_api_key(key=row)
        except KeyEnded:
            return False
        finally:
            connection.close()
        return True

    assert sorted(workers.map(rotate, range(ROTATIONS))) == [False] * (ROTATIONS - 1) + [True]
    assert ApiKey.objects.count() == 2


def test_revoking_ends_a_key_with_those_it_replaced(ann: User) -> None:
    first = make_api_key(ann)
    second = rotate_api_key(key=first.row)
    third = rotate_api_key(key=second.row)
    other = make_api_key(ann)

    revoke_api_key(key=second.row)
    for key in (first, second):
        with pytest.raises(KeyRevoked):
            recognise(key.text)
    assert recognise(third.text)
    assert recognise(other.text)
    revoked_at = of(second).revoked_at
    revoke_api_key(key=third.row)
    assert of(second).revoked_at == revoked_at
    assert recognise(other.text)


@pytest.mark.parametrize("name", ["", "  ", "x" * 81])
def test_a_key_has_a_name(ann: User, name: str) -> None:
    with pytest.raises(NameUnusable, match="1 to 80"):
        make_api_key(ann, name=name)


@pytest.mark.parametrize("scopes", [[], [""], ["admin"], ["ask", "everything"]])
def test_a_key_has_scopes_that_exist(ann: User, scopes: list[str]) -> None:
    with pytest.raises(ScopeUnknown, match="ask, read"):
        create_api_key(owner=ann, name="nightly", scopes=scopes)
    assert not ApiKey.objects.exists()
