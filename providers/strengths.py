"""How often a language model is right, of questions of one kind."""

from __future__ import annotations

from dataclasses import dataclass

FEWEST_SCORED = 30  # questions of a kind; below that, nothing is known


@dataclass(frozen=True, slots=True)
class Strength:
    """How many of the questions of one kind a model answered rightly."""

    right: int
    scored: int

    @property
    def share(self) -> float:
        return self.right / self.scored if self.scored else 0.0

    @property
    def is_known(self) -> bool:
        return self.scored >= FEWEST_SCORED

    def __add__(self, other: Strength) -> Strength:
        return Strength(self.right + other.right, self.scored + other.scored)


UNSCORED = Strength(0, 0)
