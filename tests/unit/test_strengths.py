"""What a council does with what it knows of its models and of agreement."""

from __future__ import annotations

from dataclasses import replace

from council.deliberation.brief import Brief, Synthesis
from council.deliberation.calibration import CalibrationMap, Calibrations, Step
from council.deliberation.events import AgreementFound
from council.deliberation.strategies import STRATEGIES
from council.deliberation.triage import triage
from providers.errors import QuotaExhausted
from providers.strengths import Strength
from tests.hall import CutOff, Hall, brief

QUERY = "Tom has 3 apples and buys 4 more. How many apples does he have?"
PLAIN = CalibrationMap((Step(0.0, 0.5, 0.4, 50), Step(0.6, 1.0, 0.8, 50)))
TRIMMED = CalibrationMap((Step(0.0, 1.0, 0.95, 100),))
STRONG, WEAK = Strength(180, 200), Strength(100, 200)


def asked(*members: str, **known: Strength) -> Brief:
    """Members by their models' names, and the strengths of some of these."""
    strengths = {f"script:{name}": strength for name, strength in known.items()}
    calibrations = Calibrations(by_strength=TRIMMED, plain=PLAIN)
    found = replace(brief(*members), query=QUERY, triage=triage(QUERY))
    return replace(found, strengths=strengths, calibrations=calibrations)


def sit(strategy: str, hall: Hall, asked: Brief) -> Synthesis:
    try:
        synthesis = STRATEGIES[strategy](asked, hall.gateway, hall.emit)
    finally:
        asked.controls.end()
    assert isinstance(synthesis, Synthesis)
    return synthesis


def agreements(hall: Hall) -> list[AgreementFound]:
    return [event for event in hall.events if isinstance(event, AgreementFound)]


def test_who_is_far_below_the_best_does_not_vote() -> None:
    hall = Hall(ann=["Answer: 7"], bob=["Answer: 8"], cy=["Answer: 8"])

    synthesis = sit("vote", hall, asked("ann", "bob", "cy", ann=STRONG, bob=WEAK, cy=WEAK))

    assert synthesis.chosen == "ann"
    assert agreements(hall)[0].vote.left_out == ("bob", "cy")


def test_a_fallback_counts_by_its_own_strength() -> None:
    hall = Hall(ann=[QuotaExhausted()], ann2=["Answer: 7"], bob=["Answer: 8"], cy=["Answer: 8"])
    known = {"ann": STRONG, "ann2": WEAK, "bob": STRONG, "cy": STRONG}

    sit("vote", hall, asked("ann/ann2", "bob", "cy", **known))

    assert agreements(hall)[0].vote.left_out == ("ann",)


def test_a_fallback_of_unknown_strength_is_compared_with_nobody() -> None:
    hall = Hall(ann=[QuotaExhausted()], ann2=["Answer: 7"], bob=["Answer: 8"], cy=["Answer: 8"])

    sit("vote", hall, asked("ann/ann2", "bob", "cy", ann=STRONG, bob=WEAK, cy=WEAK))

    assert not agreements(hall)[0].vote.are_strengths_known


def test_agreement_is_told_as_a_probability_by_the_way_it_was_voted() -> None:
    hall = Hall(ann=["Answer: 7"], bob=["Answer: 7"], cy=["Answer: 8"])

    sit("vote", hall, asked("ann", "bob", "cy"))
    sit("vote", hall, asked("ann", "bob", "cy", ann=STRONG, bob=WEAK, cy=WEAK))

    assert [found.confidence for found in agreements(hall)] == [0.8, 0.95]


def test_without_calibration_no_probability_is_told() -> None:
    hall = Hall(ann=["Answer: 7"], bob=["Answer: 7"])

    sit("vote", hall, replace(asked("ann", "bob"), calibrations=Calibrations()))

    assert agreements(hall)[0].confidence is None


def test_of_agreement_after_an_exchange_nothing_was_learned() -> None:
    hall = Hall(ann=["Answer: 7"], bob=["Answer: 8", "Answer: 7"], chair=["Seven."])

    sit("adaptive", hall, asked("ann", "bob"))

    assert [(found.round, found.confidence) for found in agreements(hall)] == [(1, 0.4), (2, None)]


def test_without_a_chair_and_a_vote_the_strongest_whole_opinion_stands() -> None:
    hall = Hall(ann=["I wonder."], bob=[CutOff("Well")], cy=["So."], chair=[QuotaExhausted()])

    synthesis = sit(
        "panel", hall, asked("ann", "bob", "cy", ann=WEAK, bob=STRONG, cy=Strength(110, 200))
    )

    assert synthesis.chosen == "cy"


def test_where_one_strength_is_unknown_the_first_whole_opinion_stands() -> None:
    hall = Hall(ann=["I wonder."], bob=["So."], chair=[QuotaExhausted()])

    assert sit("panel", hall, asked("ann", "bob", bob=STRONG)).chosen == "ann"
