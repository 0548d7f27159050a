"""From agreement to a probability."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from council.evaluation.calibration import learn_calibration
from council.evaluation.measures import Told
from providers.strengths import FEWEST_SCORED


def told(share: float, right: int, wrong: int) -> list[Told]:
    answers = [True] * right + [False] * wrong
    return [Told(share, is_right) for is_right in answers]


def test_a_share_becomes_how_often_it_was_right() -> None:
    learned = learn_calibration([*told(0.4, 20, 180), *told(1.0, 190, 10)])

    assert learned is not None
    assert learned.probability(0.4) == pytest.approx((20 + 5 * 0.4) / 205)
    assert learned.probability(1.0) == pytest.approx((190 + 5) / 205)
    assert learned.scored == 400


def test_of_few_answers_a_share_is_believed_more() -> None:
    few = learn_calibration([*told(0.2, 10, 0), *told(1.0, 20, 0)])
    many = learn_calibration([*told(0.2, 100, 0), *told(1.0, 200, 0)])

    assert few is not None
    assert many is not None
    assert few.probability(0.2) < many.probability(0.2) < 1


def test_what_fell_with_more_agreement_is_put_together() -> None:
    learned = learn_calibration([*told(0.6, 16, 4), *told(0.8, 10, 10), *told(1.0, 20, 0)])

    assert learned is not None
    assert learned.probability(0.6) == learned.probability(0.8)
    assert len(learned.steps) == 2


def test_no_step_stands_on_fewer_than_ten_answers() -> None:
    learned = learn_calibration([*told(0.2, 0, 3), *told(0.6, 20, 20), *told(1.0, 4, 0)])

    assert learned is not None
    assert [step.scored for step in learned.steps] == [47]


def test_between_two_steps_the_nearer_counts() -> None:
    learned = learn_calibration([*told(0.4, 5, 25), *told(1.0, 30, 0)])

    assert learned is not None
    assert learned.probability(0.6) == learned.probability(0.4)
    assert learned.probability(0.8) == learned.probability(1.0)


def test_below_thirty_scored_answers_nothing_is_known() -> None:
    assert learn_calibration(told(1.0, FEWEST_SCORED - 1, 0)) is None
    assert learn_calibration(told(1.0, FEWEST_SCORED, 0)) is not None


@given(
    st.lists(
        st.tuples(st.sampled_from([0.0, 0.2, 0.3, 0.5, 0.7, 1.0]), st.booleans()),
        min_size=FEWEST_SCORED,
        max_size=120,
    )
)
def test_more_agreement_never_means_less(answers: list[tuple[float, bool]]) -> None:
    learned = learn_calibration([Told(share, is_right) for share, is_right in answers])

    assert learned is not None
    found = [learned.probability(share / 100) for share in range(101)]
    assert found == sorted(found)
    assert 0 <= found[0] <= found[-1] <= 1
