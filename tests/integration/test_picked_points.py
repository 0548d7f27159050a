"""An answer is written on the points that the person picked from opinions left side by side."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User

from council import runner
from council.models import Deliberation
from tests.factories import make_council, make_deliberation
from tests.integration.interrupted import calls
from tests.integration.rehearsal import Rehearsal
from tests.integration.watching import assert_whole, read_log
from tests.integration.ways_in import address_of, assert_refused, client_of, id_of

pytestmark = pytest.mark.django_db(transaction=True)

CLAIM = "Rivers carry salt, canary?"


@pytest.fixture
def compared(ann: User, upstream: Rehearsal) -> Deliberation:
    """Whoever is asked from here on is counted."""
    deliberation = make_deliberation(ann, make_council(), is_rehearsal=True)
    Deliberation.objects.filter(pk=deliberation.pk).update(
        line_up={**deliberation.line_up, "strategy": "compare"}
    )
    runner.run(deliberation.id)
    upstream.clear()
    return deliberation


def test_an_answer_is_written_on_the_points_that_were_picked(
    ann: User, compared: Deliberation, upstream: Rehearsal
) -> None:
    path = f"{address_of(compared)}synthesize/"

    accepted = client_of(ann).post(path, {"points": [CLAIM]}, content_type="application/json")
    revision = Deliberation.objects.get(id=id_of(accepted))
    runner.run(revision.id)

    assert_whole(read_log(revision.id))
    assert calls(upstream) == {"chair": 1}
    told = client_of(ann).get(address_of(revision)).json()
    assert (told["points"], told["revises"]) == ([CLAIM], str(compared.id))
    assert told["synthesis"]["text"]


@pytest.mark.parametrize("points", [[""], ["x" * 2_001], ["x"] * 31, "a text"])
def test_points_that_are_none_are_refused(
    ann: User, compared: Deliberation, points: object
) -> None:
    path = f"{address_of(compared)}synthesize/"

    refused = client_of(ann).post(path, {"points": points}, content_type="application/json")

    assert "points" in assert_refused(refused, 400, "invalid_request")["fields"]
