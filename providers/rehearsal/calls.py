"""The upstream's own count: what was asked of each model, what is under way, what was sent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass


@dataclass(slots=True)
class Count:
    """One model's. `abandoned` are calls whose client left before the end."""

    calls: int = 0
    in_flight: int = 0
    most_in_flight: int = 0
    abandoned: int = 0
    tokens_sent: int = 0


class Calls:
    def __init__(self) -> None:
        self._counts: defaultdict[str, Count] = defaultdict(Count)

    @contextmanager
    def under_way(self, model: str) -> Iterator[Count]:
        count = self._counts[model]
        count.calls += 1
        count.in_flight += 1
        count.most_in_flight = max(count.most_in_flight, count.in_flight)
        is_over = False
        try:
            yield count
            is_over = True
        finally:
            count.in_flight -= 1
            count.abandoned += not is_over

    def clear(self) -> None:
        """Forget what is over; what is under way goes on being counted apart."""
        self._counts.clear()

    def as_counts(self) -> dict[str, dict[str, int]]:
        return {model: asdict(count) for model, count in self._counts.items()}
