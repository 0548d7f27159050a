"""The faults of `tests/faults`, each for a member and for the chair, streamed and in one piece."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from tests.faults.flapping import BACK_SECONDS, CALLS, Flapping, play_flapping
from tests.faults.scenarios import SCENARIOS, Scenario
from tests.faults.trial import Trial, play_all
from tests.integration.rehearsal import running_rehearsal

pytestmark = [
    pytest.mark.postgresql,  # no database is asked, so once is enough
    pytest.mark.timeout(240),
]
SPEED = 4.0  # of the clock by which a model is ill; `python -m tests.faults` takes the wall's


@pytest.fixture(scope="module")
def flapping_and_trials() -> Iterator[tuple[Future[Flapping], list[Trial]]]:
    """All at the same time: most of it is waiting."""
    with running_rehearsal(speed=1) as upstream, ThreadPoolExecutor(1) as beside:
        flapping = beside.submit(play_flapping, upstream, SPEED)
        yield flapping, play_all(upstream)


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.upstream)
def test_a_fault_is_borne(
    scenario: Scenario, flapping_and_trials: tuple[Future[Flapping], list[Trial]]
) -> None:
    _, trials = flapping_and_trials
    played = [trial for trial in trials if trial.scenario == scenario]

    assert len(played) == 4
    assert {f"{trial.role}, {trial.way}": trial.wrong for trial in played if trial.wrong} == {}


def test_a_model_that_is_ill_by_turns_costs_nobody_an_answer_and_is_back_soon(
    flapping_and_trials: tuple[Future[Flapping], list[Trial]],
) -> None:
    flapping = flapping_and_trials[0].result()

    assert flapping.answered == CALLS
    assert flapping.back_after_seconds <= BACK_SECONDS
