"""From the share of votes behind an answer to the probability that it is right."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Step:
    """All shares from `low` to `high`: what they mean, and how many answers that was seen in."""

    low: float
    high: float
    probability: float
    scored: int


@dataclass(frozen=True, slots=True)
class CalibrationMap:
    """Steps that never fall. `scored`: answers it was learned from."""

    steps: tuple[Step, ...]

    @property
    def scored(self) -> int:
        return sum(step.scored for step in self.steps)

    def probability(self, share: float) -> float:
        """That an answer with this share of votes is right; of the nearest step between two."""
        return min(self.steps, key=lambda step: _distance(step, share)).probability


@dataclass(frozen=True, slots=True)
class Calibrations:
    """The same share tells different things in a vote of members whose strengths are known, where
    the weak are left out, and in one where everybody counts. None: nothing is known."""

    by_strength: CalibrationMap | None = None
    plain: CalibrationMap | None = None

    def of(self, *, are_strengths_known: bool) -> CalibrationMap | None:
        return self.by_strength if are_strengths_known else self.plain


UNCALIBRATED = Calibrations()


def _distance(step: Step, share: float) -> float:
    return max(step.low - share, share - step.high, 0.0)
