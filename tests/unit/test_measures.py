"""What a process learns of models: how long a first word may take, how long answers are."""

from __future__ import annotations

import pytest

from providers.gateway.measures import Measures
from providers.protocol import ModelRef
from tests.unit.clock import Clock

ANN, BOB = ModelRef("stage", "ann"), ModelRef("stage", "bob")
COLD, USUAL, WARM = 60.0, 10.0, 10.0


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def measures(clock: Clock) -> Measures:
    return Measures(clock)


def test_of_an_unknown_model_its_provider_is_believed(measures: Measures) -> None:
    assert measures.patience(ANN, COLD) == COLD
    assert measures.patience(ANN, 7.5) == 7.5


def test_a_cold_model_that_began_quickly_is_warm_for_five_minutes(
    measures: Measures, clock: Clock
) -> None:
    measures.answered(ANN, 0.4, tokens=100)

    assert measures.patience(ANN, COLD) == WARM
    assert measures.patience(BOB, COLD) == COLD
    clock.now += 300
    assert measures.patience(ANN, COLD) == COLD


def test_a_cold_model_that_took_its_time_stays_cold(measures: Measures) -> None:
    measures.answered(ANN, 0.4, tokens=100)
    measures.answered(ANN, 25.0, tokens=100)

    assert measures.patience(ANN, COLD) == COLD


def test_a_model_that_is_being_loaded_is_cold_wherever_it_is(
    measures: Measures, clock: Clock
) -> None:
    measures.answered(ANN, 0.4, tokens=100)
    clock.now += 1
    measures.was_loading(ANN)

    assert measures.patience(ANN, USUAL) == COLD
    clock.now += 1
    measures.answered(ANN, 0.4, tokens=100)
    assert measures.patience(ANN, USUAL) == USUAL


def test_where_models_think_in_silence_a_quick_answer_promises_nothing(measures: Measures) -> None:
    measures.answered(ANN, 0.4, tokens=100)

    assert measures.patience(ANN, 30.0) == 30.0


def test_the_usual_length_is_that_of_the_last_answers(measures: Measures) -> None:
    assert measures.usual_tokens(ANN) is None
    for tokens in (9000, 100, 200, 300, 400, 500):
        measures.answered(ANN, 0.4, tokens=tokens)

    assert measures.usual_tokens(ANN) == 300
