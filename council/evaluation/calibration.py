"""From agreement to a probability, learned from answers that were scored.

A share of votes tells right from wrong, and is no probability: where a strong member overrules
four weak ones, a fifth of the votes is nearly always right.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from council.deliberation.calibration import CalibrationMap, Step
from council.evaluation.measures import Told
from providers.strengths import FEWEST_SCORED

PRIOR_SCORED = 5.0  # as many answers as a share counts for, that is believed as it stands
LEAST_OF_A_STEP = 10  # answers


@dataclass(slots=True)
class _Block:
    low: float
    high: float
    right: int
    scored: int
    believed: float  # the sum of the shares

    @property
    def probability(self) -> float:
        """As often as such answers were right, drawn towards their share by their number."""
        prior = PRIOR_SCORED * self.believed / self.scored
        return (self.right + prior) / (self.scored + PRIOR_SCORED)

    def take(self, other: _Block) -> None:
        self.high = other.high
        self.right += other.right
        self.scored += other.scored
        self.believed += other.believed


def learn_calibration(told: Sequence[Told]) -> CalibrationMap | None:
    """A map in which more agreement never means less; None of fewer than thirty answers.

    Isotonic regression by pooling adjacent violators (M. Ayer et al., An empirical distribution
    function for sampling with incomplete information, Annals of Mathematical Statistics 26, 1955),
    for calibration B. Zadrozny and C. Elkan, KDD 2002; with steps of at least ten answers, for few
    answers make a step of chance.
    """
    if len(told) < FEWEST_SCORED:
        return None
    blocks: list[_Block] = []
    for block in _by_share(told):
        blocks.append(block)
        while len(blocks) > 1 and _must_join(blocks[-2], blocks[-1]):
            last = blocks.pop()
            blocks[-1].take(last)
    while len(blocks) > 1 and blocks[-1].scored < LEAST_OF_A_STEP:
        last = blocks.pop()
        blocks[-1].take(last)
    return CalibrationMap(
        tuple(Step(block.low, block.high, block.probability, block.scored) for block in blocks)
    )


def _by_share(told: Sequence[Told]) -> list[_Block]:
    blocks: dict[float, _Block] = {}
    for each in sorted(told, key=lambda each: each.confidence):
        share = round(each.confidence, 6)
        block = blocks.setdefault(share, _Block(share, share, 0, 0, 0.0))
        block.right += each.is_right
        block.scored += 1
        block.believed += share
    return list(blocks.values())


def _must_join(lower: _Block, upper: _Block) -> bool:
    return lower.scored < LEAST_OF_A_STEP or lower.probability >= upper.probability
