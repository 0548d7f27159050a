"""The figures of a report: what share is right, how sure that is, and whether a confidence tells
right from wrong."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass

Z95 = 1.959963984540054  # the 97.5th percentile of the standard normal distribution
BINS = 10
TIMES = 2000  # resamples


@dataclass(frozen=True, slots=True)
class Told:
    """What one was told of an answer before it was known: `confidence` in 0..1; and whether it was
    `right`."""

    confidence: float
    is_right: bool


@dataclass(frozen=True, slots=True)
class Interval:
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Bin:
    """The answers whose confidence lies from `low` to `high`: what they promised on the mean, and
    what share of them was right."""

    low: float
    high: float
    answers: int
    confidence: float
    accuracy: float


def mean(values: Sequence[float]) -> float:
    """0 of nothing."""
    return sum(values) / len(values) if values else 0.0


def wilson_interval(right: int, of: int) -> Interval:
    """Where a share lies with 95 %, by its score.

    E. B. Wilson, Probable inference, the law of succession, and statistical inference, JASA 22
    (1927), 209-212.
    """
    if not of:
        return Interval(0.0, 1.0)
    share, z = right / of, Z95
    middle = (share + z * z / (2 * of)) / (1 + z * z / of)
    half = z * math.sqrt(share * (1 - share) / of + z * z / (4 * of * of)) / (1 + z * z / of)
    return Interval(max(0.0, middle - half), min(1.0, middle + half))


def paired_bootstrap(
    ours: Sequence[bool], theirs: Sequence[bool], seed: int, times: int = TIMES
) -> Interval:
    """Where the difference of two shares of right answers to the same questions lies with 95 %:
    questions are drawn with replacement, and the 2.5th and 97.5th percentile of the differences
    taken.

    B. Efron and R. J. Tibshirani, An Introduction to the Bootstrap (1993), ch. 13; paired as in
    P. Koehn, Statistical significance tests for machine translation evaluation, EMNLP 2004.
    """
    differences = [int(one) - int(other) for one, other in zip(ours, theirs, strict=True)]
    count = len(differences)
    if not any(differences):
        return Interval(0.0, 0.0)
    dice = random.Random(seed)  # noqa: S311  a sample, not a secret
    drawn = sorted(sum(dice.choices(differences, k=count)) / count for _ in range(times))
    return Interval(drawn[int(0.025 * times)], drawn[min(times - 1, int(0.975 * times))])


def auroc(told: Sequence[Told]) -> float | None:
    """How often a right answer has the higher confidence of a right and a wrong one, ties counted
    half; None where all are right or all wrong.

    The Mann-Whitney statistic over the number of pairs: J. A. Hanley and B. J. McNeil, The meaning
    and use of the area under a ROC curve, Radiology 143 (1982), 29-36.
    """
    ranks = _ranks([each.confidence for each in told])
    right = sum(each.is_right for each in told)
    wrong = len(told) - right
    if not right or not wrong:
        return None
    of_right = sum(rank for rank, each in zip(ranks, told, strict=True) if each.is_right)
    return (of_right - right * (right + 1) / 2) / (right * wrong)


def expected_calibration_error(told: Sequence[Told], bins: int = BINS) -> float:
    """How far confidence and accuracy lie apart, on the mean over bins of equal width; a bin counts
    as much as it holds answers.

    M. P. Naeini, G. F. Cooper and M. Hauskrecht, Obtaining well calibrated probabilities using
    Bayesian binning, AAAI 2015.
    """
    held = _by_bin(told, bins).values()
    gaps = [abs(sum(each.confidence - each.is_right for each in one)) for one in held]
    return sum(gaps) / len(told) if told else 0.0


def reliability_bins(told: Sequence[Told], bins: int = BINS) -> tuple[Bin, ...]:
    """What the calibration error is the mean of; bins that hold nothing are left out."""
    return tuple(
        Bin(
            low=place / bins,
            high=(place + 1) / bins,
            answers=len(one),
            confidence=mean([each.confidence for each in one]),
            accuracy=mean([each.is_right for each in one]),
        )
        for place, one in sorted(_by_bin(told, bins).items())
    )


def brier_score(told: Sequence[Told]) -> float:
    """The mean squared distance of a confidence from 1 where right, from 0 where wrong.

    G. W. Brier, Verification of forecasts expressed in terms of probability, Monthly Weather
    Review 78 (1950), 1-3.
    """
    return mean([(each.confidence - each.is_right) ** 2 for each in told])


def accuracy_on_surest(told: Sequence[Told], share: float) -> float:
    """The share of right answers among those of the highest confidence; where the border runs
    through equal ones, each of them counts in part.

    R. El-Yaniv and Y. Wiener, On the foundations of noise-free selective classification, JMLR 11
    (2010), 1605-1641.
    """
    left = wanted = max(1, round(share * len(told)))
    found = 0.0
    by_confidence: dict[float, list[Told]] = {}
    for each in told:
        by_confidence.setdefault(each.confidence, []).append(each)
    for confidence in sorted(by_confidence, reverse=True):
        equal = by_confidence[confidence]
        taken = min(left, len(equal))
        found += taken * sum(each.is_right for each in equal) / len(equal)
        left -= taken
    return found / wanted if told else 0.0


def _by_bin(told: Sequence[Told], bins: int) -> dict[int, list[Told]]:
    held: dict[int, list[Told]] = {}
    for each in told:
        held.setdefault(min(int(each.confidence * bins), bins - 1), []).append(each)
    return held


def _ranks(values: Sequence[float]) -> list[float]:
    """From 1; equal values share the mean of theirs."""
    order = sorted(range(len(values)), key=values.__getitem__)
    ranks = [0.0] * len(values)
    start = 0
    for end in range(1, len(order) + 1):
        if end == len(order) or values[order[end]] != values[order[start]]:
            for place in order[start:end]:
                ranks[place] = (start + 1 + end) / 2
            start = end
    return ranks
