"""One holder at a time, and nobody else writes."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from uuid import UUID, uuid4

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.utils import timezone

from council import lease, results
from council.deliberation.events import OpinionFailed
from council.errors import LeaseLost
from council.models import Deliberation
from tests.factories import make_council, make_deliberation

pytestmark = pytest.mark.django_db(transaction=True)

CLAIMS = 12


@pytest.fixture
def deliberation(ann: User) -> Deliberation:
    return make_deliberation(ann, make_council())


def claimed(deliberation: Deliberation) -> UUID:
    held = lease.claim(deliberation.id)
    assert held is not None
    return held.token


def assert_held(token: UUID, deliberation: Deliberation) -> None:
    """Raises LeaseLost if it is not."""
    lease.write(token, deliberation.id, code="")


def let_expire(deliberation: Deliberation) -> None:
    a_while_ago = timezone.now() - timedelta(seconds=1)
    Deliberation.objects.filter(id=deliberation.id).update(lease_expires_at=a_while_ago)


def test_one_of_many_claims_at_the_same_moment_wins(
    deliberation: Deliberation, workers: ThreadPoolExecutor
) -> None:
    together = Barrier(CLAIMS)

    def claim(_: int) -> lease.Lease | None:
        together.wait()
        try:
            return lease.claim(deliberation.id)
        finally:
            connection.close()

    tokens = [held.token for held in workers.map(claim, range(CLAIMS)) if held]

    deliberation.refresh_from_db()
    assert tokens == [deliberation.lease_token]
    assert deliberation.runs == 1


def test_a_live_lease_refuses_everybody(deliberation: Deliberation) -> None:
    token = claimed(deliberation)

    assert lease.claim(deliberation.id) is None
    assert_held(token, deliberation)


def test_an_expired_lease_can_be_taken_and_counts_as_one_more_run(
    deliberation: Deliberation,
) -> None:
    first = claimed(deliberation)
    started_at = Deliberation.objects.get().started_at
    let_expire(deliberation)

    second = claimed(deliberation)

    deliberation.refresh_from_db()
    assert second not in (None, first)
    assert deliberation.runs == 2
    assert deliberation.started_at == started_at


def test_what_has_ended_is_never_claimed_again(deliberation: Deliberation) -> None:
    token = claimed(deliberation)
    lease.settle(token, deliberation.id, status=Deliberation.Status.DONE)

    assert lease.claim(deliberation.id) is None
    with pytest.raises(LeaseLost):
        assert_held(token, deliberation)


def test_renewing_prolongs_what_is_held_and_names_it(ann: User) -> None:
    council = make_council()
    held, taken, ended = (make_deliberation(ann, council) for _ in range(3))
    tokens = [claimed(deliberation) for deliberation in (held, taken, ended)]
    for deliberation in (held, taken):
        let_expire(deliberation)
    new_holder = claimed(taken)
    taken_until = Deliberation.objects.get(id=taken.id).lease_expires_at
    lease.settle(tokens[2], ended.id, status=Deliberation.Status.DONE)

    assert lease.renew([*tokens, uuid4()]) == {tokens[0]}

    held.refresh_from_db()
    taken.refresh_from_db()
    ended.refresh_from_db()
    assert held.lease_expires_at is not None
    assert held.lease_expires_at > timezone.now()
    assert (taken.lease_token, taken.lease_expires_at) == (new_holder, taken_until)
    assert ended.lease_expires_at is None


def late_write(token: UUID, deliberation: Deliberation) -> None:
    lease.write(token, deliberation.id, outcome="full")


def late_settling(token: UUID, deliberation: Deliberation) -> None:
    lease.settle(token, deliberation.id, status=Deliberation.Status.DONE)


def late_opinion(token: UUID, deliberation: Deliberation) -> None:
    results.store(deliberation, token, OpinionFailed("ann", "deadline", "Too late."))


@pytest.mark.parametrize("write", [late_write, late_settling, late_opinion])
def test_who_has_lost_the_lease_writes_nothing(
    deliberation: Deliberation, write: Callable[[UUID, Deliberation], None]
) -> None:
    lost = claimed(deliberation)
    let_expire(deliberation)
    claimed(deliberation)
    before = Deliberation.objects.values().get()

    with pytest.raises(LeaseLost):
        write(lost, deliberation)

    assert Deliberation.objects.values().get() == before
    assert not deliberation.opinions.exists()


def test_a_released_deliberation_is_claimed_at_once(deliberation: Deliberation) -> None:
    first = claimed(deliberation)

    lease.release(first)

    second = claimed(deliberation)
    with pytest.raises(LeaseLost):
        assert_held(first, deliberation)
    assert_held(second, deliberation)


def test_releasing_what_another_holds_leaves_it_to_them(deliberation: Deliberation) -> None:
    first = claimed(deliberation)
    let_expire(deliberation)
    second = claimed(deliberation)

    lease.release(first)

    assert lease.claim(deliberation.id) is None
    assert_held(second, deliberation)
