"""The figures of a report, against values worked out by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from council.evaluation.measures import (
    Interval,
    Told,
    accuracy_on_surest,
    auroc,
    brier_score,
    expected_calibration_error,
    paired_bootstrap,
    reliability_bins,
    wilson_interval,
)

TOLD = [
    Told(0.9, is_right=True),
    Told(0.8, is_right=False),
    Told(0.8, is_right=True),
    Told(0.1, is_right=False),
]


@pytest.mark.parametrize(
    ("right", "of", "low", "high"),
    [
        (8, 10, 0.4902, 0.9433),
        (0, 10, 0.0, 0.2775),
        (10, 10, 0.7225, 1.0),
        (50, 100, 0.4038, 0.5962),
        (0, 0, 0.0, 1.0),
    ],
)
def test_a_share_lies_in_its_wilson_interval(right: int, of: int, low: float, high: float) -> None:
    interval = wilson_interval(right, of)

    assert (round(interval.low, 4), round(interval.high, 4)) == (low, high)


def test_auroc_counts_pairs_and_ties_half() -> None:
    assert auroc(TOLD) == 3.5 / 4


def test_auroc_is_unknown_where_nothing_can_be_told_apart() -> None:
    assert auroc([Told(0.9, is_right=True), Told(0.1, is_right=True)]) is None
    assert auroc([]) is None


@given(st.lists(st.tuples(st.sampled_from([0.2, 0.4, 0.4, 0.6, 1.0]), st.booleans()), max_size=12))
def test_auroc_is_the_share_of_pairs_in_the_right_order(pairs: list[tuple[float, bool]]) -> None:
    right = [share for share, is_right in pairs if is_right]
    wrong = [share for share, is_right in pairs if not is_right]
    found = auroc([Told(share, is_right) for share, is_right in pairs])

    if not right or not wrong:
        assert found is None
        return
    in_order = sum((one > other) + (one == other) / 2 for one in right for other in wrong)
    assert found == pytest.approx(in_order / (len(right) * len(wrong)))


def test_the_calibration_error_weighs_bins_by_what_they_hold() -> None:
    told = [
        Told(0.95, is_right=True),
        Told(0.95, is_right=False),  # 0.95 told, 0.5 right
        Told(0.25, is_right=True),
        Told(0.21, is_right=False),  # 0.23 told, 0.5 right
        Told(1.0, is_right=True),  # in the bin of 0.95
    ]

    assert expected_calibration_error(told) == pytest.approx((0.9 + 0.54) / 5)


def test_who_is_always_as_right_as_told_has_no_calibration_error() -> None:
    told = [Told(0.75, is_right) for is_right in (True, True, True, False)]

    assert expected_calibration_error(told) == 0


def test_the_brier_score_is_the_mean_squared_distance() -> None:
    assert brier_score(TOLD) == pytest.approx((0.01 + 0.64 + 0.04 + 0.01) / 4)


def test_the_surest_are_those_of_highest_confidence_and_equals_count_in_part() -> None:
    assert accuracy_on_surest(TOLD, 0.25) == 1.0
    assert accuracy_on_surest(TOLD, 0.5) == (1 + 0.5) / 2
    assert accuracy_on_surest(TOLD, 0.75) == 2 / 3
    assert accuracy_on_surest([], 0.5) == 0.0


def test_a_bootstrap_interval_is_the_same_for_the_same_seed_only() -> None:
    ours, theirs = [True] * 30 + [False] * 20, [True] * 20 + [False] * 20 + [True] * 10
    one = paired_bootstrap(ours, theirs, seed=7)

    assert one == paired_bootstrap(ours, theirs, seed=7)
    assert one != paired_bootstrap(ours, theirs, seed=8)
    assert one.low < 0 < one.high  # ten up, ten down


def test_a_bootstrap_is_paired() -> None:
    assert paired_bootstrap([True, False], [True, False], seed=0) == Interval(0.0, 0.0)
    assert paired_bootstrap([True] * 9, [False] * 9, seed=0) == Interval(1.0, 1.0)


def test_bins_tell_what_each_height_of_confidence_was_worth() -> None:
    told = [
        Told(0.6, is_right=True),
        Told(0.65, is_right=False),
        Told(1.0, is_right=True),
        Told(0.95, is_right=True),
    ]

    low, high = reliability_bins(told)

    assert (low.low, low.high, low.answers, low.accuracy) == (0.6, 0.7, 2, 0.5)
    assert low.confidence == pytest.approx(0.625)
    assert (high.low, high.high, high.answers, high.accuracy) == (0.9, 1.0, 2, 1.0)
    gaps = [each.answers * abs(each.confidence - each.accuracy) for each in (low, high)]
    assert sum(gaps) / len(told) == pytest.approx(expected_calibration_error(told))


def test_of_nothing_there_are_no_bins() -> None:
    assert reliability_bins([]) == ()
