"""A deliberation from submission to stored log, on real Redis and a real database."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User
from pytest_django.fixtures import SettingsWrapper
from redis import Redis

from council import runner
from council.models import Deliberation
from tests.factories import make_council, make_deliberation
from tests.integration.rehearsal import Rehearsal, running_rehearsal

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module")
def upstream() -> Iterator[Rehearsal]:
    with running_rehearsal(speed=0) as rehearsal:
        yield rehearsal


def test_a_deliberation_ends_with_its_synthesis_and_whole_log_on_the_row(
    ann: User, redis_store: Redis, upstream: Rehearsal, settings: SettingsWrapper
) -> None:
    settings.REHEARSAL_URL = upstream.url
    deliberation = make_deliberation(ann, make_council())
    Deliberation.objects.update(is_rehearsal=True)

    assert runner.run(deliberation.id) is runner.Ending.SETTLED

    deliberation.refresh_from_db()
    assert deliberation.status == "done"
    assert deliberation.outcome == "full"
    assert deliberation.event_log
