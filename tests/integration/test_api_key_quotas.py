"""Quota windows of an API key: they count what is asked with it, over its rotations, and refuse."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import Settings

from accounts.services import NewKey, rotate_api_key
from council import runner
from council.models import Deliberation
from providers.ledger.limits import forget_limits
from providers.models import QuotaWindow
from tests.factories import make_api_key, make_council
from tests.integration.ledgers import make_window
from tests.integration.rehearsal import Rehearsal
from tests.integration.ways_in import assert_refused, bearer, client_of, id_of, submit

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _council() -> None:
    """One member, whose opinion stands where the chair is refused."""
    make_council(members=("ann",), quorum=1)


@pytest.fixture(autouse=True)
def provider(upstream: Rehearsal, settings: Settings) -> Rehearsal:
    """The rehearsal upstream as if it were the real Hugging Face."""
    settings.REHEARSAL = False
    settings.HF_TOKEN = "hf_canarykey"  # noqa: S105
    settings.HF_BASE_URL = upstream.url
    return upstream


def allow(limit: int, key: NewKey | None = None) -> QuotaWindow:
    """So many requests a day; without a key, each has a window of its own."""
    scope_id = key.row.public_id if key else ""
    window = make_window("requests", "day", limit, scope="api_key", scope_id=scope_id)
    forget_limits()
    return window


def deliberate(person: User, key: NewKey | None = None) -> Deliberation:
    """One query from its submission to its end."""
    client = Client() if key else client_of(person)
    answer = submit(client, {"query": "Why, canary?"}, **(bearer(key.text) if key else {}))
    assert answer.status_code == 202
    assert runner.run(id_of(answer)) is runner.Ending.SETTLED
    return Deliberation.objects.get(id=id_of(answer))


def refusal_of(person: User, key: NewKey | None = None) -> str:
    """Why nothing may be asked now."""
    client = Client() if key else client_of(person)
    answer = submit(client, {"query": "Why, canary?"}, **(bearer(key.text) if key else {}))
    error = assert_refused(answer, 429, "window_full")
    assert 0 < int(answer.headers["Retry-After"]) <= 24 * 3600
    return str(error["message"])


def calls(provider: Rehearsal) -> int:
    return sum(count["calls"] for count in provider.calls().values())


@pytest.mark.parametrize("is_named", [True, False])
def test_a_full_window_refuses_its_key_and_no_other(
    ann: User, provider: Rehearsal, *, is_named: bool
) -> None:
    key, other = make_api_key(ann), make_api_key(ann)
    allow(1, key if is_named else None)

    assert deliberate(ann, key).status == "done"
    assert calls(provider) == 1
    told = refusal_of(ann, key)
    assert f"Our quota window of 1 request a day for the api key {key.row.public_id} is" in told
    assert "1 request used; it frees at " in told
    assert calls(provider) == 1

    assert deliberate(ann, other).status == "done"
    assert calls(provider) > 1


def test_a_window_of_keys_leaves_alone_what_is_asked_by_hand(ann: User) -> None:
    allow(0)
    assert deliberate(ann).status == "done"
    refusal_of(ann, make_api_key(ann))


def test_a_rotation_gives_nobody_a_fresh_allowance(ann: User) -> None:
    old = make_api_key(ann)
    allow(1)
    assert deliberate(ann, old).status == "done"
    new = rotate_api_key(key=old.row)
    for key in (new, old):
        assert old.row.public_id in refusal_of(ann, key)


def test_a_key_reads_how_full_its_own_windows_are(ann: User, cy: User) -> None:
    key, other = make_api_key(ann), make_api_key(cy)
    allow(5)
    deliberate(ann, key)

    def windows(**headers: str) -> list[dict[str, Any]]:
        answer = (Client() if headers else client_of(ann)).get("/api/usage/", headers=headers)
        found: list[dict[str, Any]] = answer.json()["quota_windows"]
        return found

    [own] = windows(**bearer(key.text))
    assert (own["scope"], own["scope_id"]) == ("api_key", key.row.public_id)
    assert (own["used"], own["limit"]) == (2, 5)
    [others] = windows(**bearer(other.text))
    assert (others["scope_id"], others["used"]) == (other.row.public_id, 0)
    assert windows() == []


def test_what_was_accepted_before_is_answered_again_also_when_the_window_is_full(
    ann: User,
) -> None:
    key = make_api_key(ann)
    headers = {**bearer(key.text), "Idempotency-Key": "once"}
    accepted = submit(Client(), {"query": "Why, canary?"}, **headers)
    allow(0)

    again = submit(Client(), {"query": "Why, canary?"}, **headers)

    assert (again.status_code, again.json()["id"]) == (202, accepted.json()["id"])
    refusal_of(ann, key)


def test_a_window_that_frees_at_once_refuses_nobody(ann: User, provider: Rehearsal) -> None:
    """One call at once: whoever comes second waits for the first."""
    make_window("concurrency", "at_once", 1, scope="global", scope_id="")
    forget_limits()

    assert deliberate(ann).status == "done"


def test_everybodys_full_window_is_told_as_that(ann: User) -> None:
    make_window("requests", "day", 0, scope="global", scope_id="")
    forget_limits()

    told = refusal_of(ann)

    assert "0 requests a day for everybody together is full: 0 requests used; it frees at" in told
    assert told.endswith("Nothing was asked; send it again then.")
