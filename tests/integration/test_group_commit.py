"""What many threads change at once is committed together, and each hears of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, ProgrammingError, connection
from django.db.utils import OperationalError

from providers.group_commit import Change, GroupCommit, carry_out
from tests.factories import make_council, make_deliberation
from tests.integration.lone_worker import lone_worker
from tests.integration.rehearsal import Rehearsal

NAME = "UPDATE auth_user SET first_name = %s WHERE username = %s"
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def people() -> list[str]:
    names = [f"person{number}" for number in range(20)]
    User.objects.bulk_create(User(username=name) for name in names)
    return names


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(20) as pool:
        yield pool


def test_each_thread_hears_of_its_own_change(
    people: list[str], threads: ThreadPoolExecutor
) -> None:
    group = GroupCommit()
    asked = [*people, str(uuid4())]

    counts = list(
        threads.map(lambda name: group.carry_out(Change(NAME, [name.upper(), name])), asked)
    )

    assert counts == [1] * len(people) + [0]
    stored = dict(User.objects.values_list("username", "first_name"))
    assert stored == {name: name.upper() for name in people}


def test_one_that_is_refused_takes_nobody_along(people: list[str]) -> None:
    taken = Change("UPDATE auth_user SET username = %s WHERE username = %s", people[:2])
    wrong = Change("UPDATE nowhere SET nothing = %s", [1])
    right = [Change(NAME, ["Ann", name]) for name in people]

    carry_out([*right[:10], taken, wrong, *right[10:]])

    assert isinstance(taken.failure, IntegrityError)
    assert isinstance(wrong.failure, ProgrammingError | OperationalError)
    assert [change.count for change in right] == [1] * len(people)
    assert User.objects.filter(first_name="Ann").count() == len(people)


def test_several_are_one_transaction(people: list[str]) -> None:
    name = "transaction_timestamp()" if connection.vendor == "postgresql" else "'one'"
    now = f"UPDATE auth_user SET last_name = {name} WHERE username = %s"  # noqa: S608

    carry_out([Change(now, [person]) for person in people])

    assert User.objects.values("last_name").distinct().count() == 1


def test_a_failure_reaches_the_thread_that_waits_for_it(
    people: list[str], threads: ThreadPoolExecutor
) -> None:
    group = GroupCommit()
    wrong = Change("UPDATE auth_user SET username = %s", [people[0]])
    right = [Change(NAME, ["Bob", name]) for name in people]

    heard = [threads.submit(group.carry_out, change) for change in (wrong, *right)]

    with pytest.raises(IntegrityError):
        heard[0].result()
    assert [future.result() for future in heard[1:]] == [1] * len(people)


def test_what_nobody_foresaw_fails_the_change_and_not_the_thread(people: list[str]) -> None:
    failures: list[Exception] = [MemoryError()]

    def carry_out_or_fail(changes: Sequence[Change]) -> None:
        if failures:
            raise failures.pop()
        carry_out(changes)

    group = GroupCommit(carry_out_or_fail)

    with pytest.raises(MemoryError):
        group.carry_out(Change(NAME, ["Ann", people[0]]))
    assert group.carry_out(Change(NAME, ["Ann", people[0]])) == 1


def test_a_connection_that_was_lost_is_made_anew(people: list[str]) -> None:
    connection.ensure_connection()
    connection.connection.close()

    change = Change(NAME, ["Cy", people[0]])
    carry_out([change])

    assert (change.count, change.failure) == (1, None)


@pytest.mark.postgresql  # SQLite waits for no commit
@pytest.mark.parametrize(
    ("durable", "waits"), [([False, False], "off"), ([False, True], "on"), ([True], "on")]
)
def test_only_what_must_be_durable_waits_for_the_disk(
    people: list[str], durable: list[bool], waits: str
) -> None:
    tell = (
        "UPDATE auth_user SET last_name = current_setting('synchronous_commit') WHERE username = %s"
    )
    changes = [Change(tell, [people[i]], is_durable=is_it) for i, is_it in enumerate(durable)]

    carry_out(changes)

    told = User.objects.filter(username__in=people[: len(durable)]).values_list(
        "last_name", flat=True
    )
    assert set(told) == {waits}
    with connection.cursor() as cursor:
        cursor.execute("SHOW synchronous_commit")
        assert cursor.fetchone() == ("on",)


TELL = """
CREATE FUNCTION tell() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  NEW.message := NEW.message || current_setting('synchronous_commit') || ' ';
  RETURN NEW;
END $$;
CREATE TRIGGER told BEFORE UPDATE ON council_deliberation FOR EACH ROW EXECUTE FUNCTION tell()
"""


@pytest.mark.postgresql  # SQLite waits for no commit
def test_of_a_deliberation_only_its_end_waits_for_the_disk(ann: User, upstream: Rehearsal) -> None:
    deliberation = make_deliberation(ann, make_council(), is_rehearsal=True)
    with connection.cursor() as cursor:
        cursor.execute(TELL)
        try:
            with lone_worker(deliberation.id) as worker:
                worker.wait(30)
        finally:
            cursor.execute("DROP FUNCTION tell CASCADE")

    deliberation.refresh_from_db()
    first, *_, last = told = deliberation.message.split()
    assert (deliberation.status, first, last) == ("done", "off", "on")
    assert told.count("off") == 2  # the claim and the synthesis; the rest are renewed leases
