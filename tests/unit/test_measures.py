"""What a process learns of models: how long a first word may take, how long answers are."""

from __future__ import annotations

import pytest

from providers.calls import Prompt
from providers.gateway.measures import Measures
from providers.protocol import Message, ModelRef
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


LONG = Prompt((Message("user", "Why is the sea salty? " * 100),), max_tokens=300)
SHORT = Prompt((Message("user", "Why?"),), max_tokens=300)


@pytest.mark.parametrize(("times", "learned"), [(1.3, 1.3), (0.8, 0.8), (3.5, 2.0), (0.1, 0.5)])
def test_what_a_provider_counts_is_learned_within_bounds(
    measures: Measures, times: float, learned: float
) -> None:
    estimate = measures.input_tokens(ANN, LONG)

    for _ in range(20):
        measures.counted(ANN, LONG, round(times * estimate))

    assert measures.input_tokens(ANN, LONG) == pytest.approx(learned * estimate, rel=0.01)


def test_what_is_learned_of_one_model_is_nothing_to_another(measures: Measures) -> None:
    estimate = measures.input_tokens(BOB, LONG)

    measures.counted(ANN, LONG, 2 * estimate)

    assert measures.input_tokens(ANN, LONG) > estimate
    assert measures.input_tokens(BOB, LONG) == estimate


def test_one_count_does_not_decide_and_the_last_ones_weigh_most(measures: Measures) -> None:
    estimate = measures.input_tokens(ANN, LONG)
    measures.counted(ANN, LONG, round(1.5 * estimate))
    assert estimate < measures.input_tokens(ANN, LONG) < 1.5 * estimate

    for _ in range(20):
        measures.counted(ANN, LONG, estimate)

    assert measures.input_tokens(ANN, LONG) == pytest.approx(estimate, rel=0.02)


def test_what_is_put_around_a_short_prompt_is_not_laid_on_a_long_one(measures: Measures) -> None:
    estimate = measures.input_tokens(ANN, LONG)
    for _ in range(3):
        measures.counted(ANN, LONG, estimate)
        measures.counted(ANN, SHORT, measures.input_tokens(ANN, SHORT) + 60)

    assert measures.input_tokens(ANN, LONG) < 1.25 * estimate
