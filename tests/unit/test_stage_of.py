"""How far a deliberation has come, by the opinions and standings that are stored."""

from __future__ import annotations

import pytest

from council.models import Deliberation, Opinion
from council.results import stage_of

GIVEN, FAILED = Opinion.Status.GIVEN, Opinion.Status.FAILED
RUNNING = Deliberation.Status.RUNNING


@pytest.mark.parametrize(
    ("status", "strategy", "statuses", "standings", "stage"),
    [
        (Deliberation.Status.QUEUED, "panel", [], [], "queued"),
        (RUNNING, "panel", [GIVEN, GIVEN], [], "opinions"),
        (RUNNING, "panel", [GIVEN, GIVEN, GIVEN], [], "synthesis"),
        (RUNNING, "peer_review", [GIVEN, GIVEN, GIVEN], [], "reviews"),
        (RUNNING, "peer_review", [GIVEN, GIVEN, FAILED], [], "synthesis"),
        (RUNNING, "peer_review", [GIVEN, GIVEN, GIVEN], [{"member": "ann"}], "synthesis"),
        (Deliberation.Status.DONE, "peer_review", [GIVEN], [], "ended"),
    ],
)
def test_the_stage_follows_from_the_rows_that_are_there(
    status: str, strategy: str, statuses: list[str], standings: list[object], stage: str
) -> None:
    deliberation = Deliberation(status=status, line_up={"strategy": strategy}, standings=standings)
    opinions = {f"member {i}": Opinion(status=one) for i, one in enumerate(statuses)}

    assert stage_of(deliberation, opinions, members=3) == stage
