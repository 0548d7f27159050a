"""What a council will take, told before it is asked; and how long texts may be."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from council.deliberation.strategies import STRATEGIES
from council.models import Council, Deliberation
from tests.factories import make_council, make_deliberation
from tests.integration.ways_in import assert_refused, submit

pytestmark = pytest.mark.django_db

COUNCILS = "/api/councils/"
ALONE = {
    "name": "Alone",
    "description": "",
    "strategy": "panel",
    "quorum": 1,
    "deadline_seconds": 60,
    "members": [
        {"role": role, "task": "", "is_chair": role == "Chair", "models": ["huggingface:ann"]}
        for role in ("Cook", "Chair")
    ],
}


@pytest.fixture(autouse=True)
def ready_made(settings: Settings) -> Council:
    settings.REHEARSAL = True
    return make_council()


def ended(council: Council, by: User, seconds: float, **changed: Any) -> Deliberation:  # noqa: ANN401
    deliberation = make_deliberation(by, council, is_rehearsal=True)
    deliberation.status = Deliberation.Status.DONE
    deliberation.ended_at = timezone.now() - timedelta(minutes=1)
    deliberation.receipt = {"seconds": seconds, "cost_usd": "0.01", "is_complete": True}
    for name, value in changed.items():
        setattr(deliberation, name, value)
    deliberation.save()
    return deliberation


def estimates(client: Client, slug: str = "general") -> dict[str, dict[str, Any]]:
    told = client.get(f"{COUNCILS}{slug}/estimates/").json()["results"]
    return {each["strategy"]: each for each in told}


def test_of_a_council_that_was_never_asked_only_the_calls_are_known(client: Client) -> None:
    told = estimates(client)

    assert sorted(told) == sorted(STRATEGIES)
    assert told["panel"] == {
        "strategy": "panel",
        "calls": {"fewest": 4, "most": 4},
        "seconds": None,
        "cost_usd": None,
        "measured": 0,
    }
    assert told["adaptive"]["calls"] == {"fewest": 3, "most": 7}


def test_one_member_that_votes_gives_five_samples(client: Client) -> None:
    made = client.post(COUNCILS, ALONE, content_type="application/json")
    slug = made.json()["slug"]

    assert estimates(client, slug)["vote"]["calls"] == {"fewest": 5, "most": 5}


def test_time_and_cost_are_the_median_of_what_was_measured(
    client: Client, ann: User, bob: User, ready_made: Council
) -> None:
    for person, seconds in ((ann, 9.0), (bob, 20.0), (bob, 24.0)):
        ended(ready_made, person, seconds)
    ended(ready_made, ann, 900.0, status=Deliberation.Status.FAILED)
    ended(ready_made, ann, 900.0, is_rehearsal=False)
    ended(make_council("other"), ann, 900.0)

    told = estimates(client)

    measured = told["adaptive"]
    assert (measured["seconds"], measured["cost_usd"], measured["measured"]) == (20.0, "0.01", 3)
    assert told["panel"]["seconds"] is None


def test_two_are_too_few_and_a_hole_in_the_sum_makes_the_cost_unknown(
    client: Client, ann: User, ready_made: Council
) -> None:
    ended(ready_made, ann, 9.0)
    ended(ready_made, ann, 10.0)
    assert estimates(client)["adaptive"]["seconds"] is None

    unpriced = {"seconds": 11.0, "cost_usd": None, "is_complete": False}
    ended(ready_made, ann, 11.0, receipt=unpriced)

    told = estimates(client)["adaptive"]
    assert (told["seconds"], told["cost_usd"]) == (10.0, None)


def test_how_long_texts_may_be_is_told_and_held(client: Client, settings: Settings) -> None:
    limits = client.get("/api/limits/").json()

    assert limits == {"query": settings.MAX_QUERY_CHARACTERS, "point": 2_000, "reason": 8_000}
    too_long = submit(client, {"query": "x" * (limits["query"] + 1)})
    assert "query" in assert_refused(too_long, 400, "invalid_request")["fields"]
