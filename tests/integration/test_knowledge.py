"""What is known of models and of agreement decides live, and a resume decides alike."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from council import results, runner
from council.deliberation.calibration import Step
from council.deliberation.shown import TailShown
from council.models import Calibration, Council, Deliberation
from providers.models import ModelStrength
from tests.factories import make_council, make_deliberation
from tests.integration.interrupted import begun, given, lose_worker
from tests.integration.rehearsal import Rehearsal
from tests.integration.watching import read_log

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("upstream")]

QUERY = "Tom has 3 apples and buys 4 more. How many apples does he have?"


@pytest.fixture
def council(upstream: Rehearsal) -> Council:
    return make_council(quorum=3)


def know(kind: str = "number", scored: int = 200, **shares: float) -> None:
    for name, share in shares.items():
        ModelStrength.objects.create(
            language_model=f"huggingface:{name}",
            kind=kind,
            source=ModelStrength.Source.EVALUATION,
            set_name="sums",
            right=round(share * scored),
            scored=scored,
            measured_at=timezone.now(),
        )


def calibrate(probability: float, *, council: str = "", are_strengths_known: bool = False) -> None:
    Calibration.objects.create(
        council=council,
        kind="number",
        set_name="sums",
        are_strengths_known=are_strengths_known,
        steps=[asdict(Step(0.0, 1.0, probability, 100))],
        scored=100,
        measured_at=timezone.now(),
    )


def asked(ann: User, council: Council, query: str = QUERY, strategy: str = "vote") -> Deliberation:
    deliberation = make_deliberation(ann, council, query, is_rehearsal=True)
    deliberation.line_up["strategy"] = strategy
    deliberation.save()
    return deliberation


def carried_through(deliberation: Deliberation) -> tuple[Deliberation, list[dict[str, Any]]]:
    """With ann at 7 and the others at 8, as an earlier worker heard them."""
    recorder = begun(deliberation)
    results.freeze_knowledge(recorder.deliberation, recorder.token)
    for member, answer in {"ann": "7", "bob": "8", "cleo": "8"}.items():
        tail = TailShown(answer, (), is_unknown=False)
        recorder.emit(replace(given(member), tail=tail))
    lose_worker(deliberation)
    runner.run(deliberation.id)
    deliberation.refresh_from_db()
    return deliberation, read_log(deliberation.id)


def agreement(events: list[dict[str, Any]]) -> dict[str, Any]:
    [found] = [event for event in events if event["type"] == "agreement.found"]
    return found


def test_the_weak_are_left_out_by_what_was_measured(ann: User, council: Council) -> None:
    know(ann=0.9, bob=0.7, cleo=0.6)

    deliberation, events = carried_through(asked(ann, council))

    vote = agreement(events)["vote"]
    assert vote["are_strengths_known"]
    assert (vote["winner"], vote["left_out"]) == ("ann", ["bob", "cleo"])
    assert deliberation.receipt is not None
    best = {"member": "ann", "model": "huggingface:ann", "accuracy": 0.9, "scored": 200}
    assert deliberation.receipt["best_member"] == events[-1]["receipt"]["best_member"] == best


def test_without_history_every_vote_counts_alike(ann: User, council: Council) -> None:
    know(ann=0.9, bob=0.7)  # and nothing of cleo
    know("math", cleo=0.1)

    deliberation, events = carried_through(asked(ann, council))

    found = agreement(events)
    assert (found["vote"]["winner"], found["vote"]["are_strengths_known"]) == ("bob", False)
    assert found["confidence"] is None
    assert deliberation.receipt is not None
    assert deliberation.receipt["best_member"] is None


def test_below_thirty_scored_a_strength_is_unknown(ann: User, council: Council) -> None:
    know(scored=29, ann=0.9, bob=0.7, cleo=0.6)

    deliberation, _ = carried_through(asked(ann, council))

    assert deliberation.knowledge is None


def test_a_tie_goes_to_the_strongest_from_thirty_scored_on(ann: User) -> None:
    know(scored=40, ann=0.5, bob=0.9)
    deliberation = asked(ann, make_council(members=("ann", "bob")))
    recorder = begun(deliberation)
    results.freeze_knowledge(recorder.deliberation, recorder.token)
    for member, answer in {"ann": "7", "bob": "8"}.items():
        recorder.emit(replace(given(member), tail=TailShown(answer, (), is_unknown=False)))
    lose_worker(deliberation)

    runner.run(deliberation.id)

    vote = agreement(read_log(deliberation.id))["vote"]
    assert (vote["is_tied"], vote["winner"]) == (True, "bob")


def test_a_resume_decides_as_was_known_when_it_began(ann: User, council: Council) -> None:
    know(ann=0.9, bob=0.7, cleo=0.6)
    deliberation = asked(ann, council)
    recorder = begun(deliberation)
    results.freeze_knowledge(recorder.deliberation, recorder.token)
    for member, answer in {"ann": "7", "bob": "8", "cleo": "8"}.items():
        recorder.emit(replace(given(member), tail=TailShown(answer, (), is_unknown=False)))
    lose_worker(deliberation)
    ModelStrength.objects.all().delete()
    calibrate(0.5, are_strengths_known=True)

    runner.run(deliberation.id)

    found = agreement(read_log(deliberation.id))
    assert (found["vote"]["winner"], found["confidence"]) == ("ann", None)


def test_a_percentage_is_told_once_agreement_is_calibrated(ann: User, council: Council) -> None:
    calibrate(0.7)

    deliberation, events = carried_through(asked(ann, council))

    assert agreement(events)["confidence"] == 0.7
    assert deliberation.agreements[0]["confidence"] == 0.7


def test_a_councils_own_calibration_counts_before_that_of_all(ann: User, council: Council) -> None:
    calibrate(0.7)
    calibrate(0.4, council="general")
    calibrate(0.1, council="another")

    _, events = carried_through(asked(ann, council))

    assert agreement(events)["confidence"] == 0.4


def test_from_its_first_run_a_deliberation_knows_its_history(ann: User, council: Council) -> None:
    know(ann=0.9, bob=0.9, cleo=0.9, chair=0.9)
    deliberation = asked(ann, council)

    runner.run(deliberation.id)

    deliberation.refresh_from_db()
    assert deliberation.knowledge is not None
    assert deliberation.knowledge["strengths"] == {
        f"huggingface:{name}": {"right": 180, "scored": 200} for name in ("ann", "bob", "cleo")
    }
    assert agreement(read_log(deliberation.id))["vote"]["are_strengths_known"]


def test_of_an_open_query_nothing_is_looked_up(ann: User, council: Council) -> None:
    know("open", ann=0.9, bob=0.9, cleo=0.9)
    deliberation = asked(ann, council, query="Why is the sea salty?")

    runner.run(deliberation.id)

    deliberation.refresh_from_db()
    assert deliberation.knowledge is None
    assert deliberation.receipt is not None
    assert deliberation.receipt["best_member"] is None
