"""One query put to several models side by side, and who of them was first, longest, cheapest."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from providers.comparison.asking import ModelResult, Table, ask_model, at_once
from providers.protocol import ModelRef


@dataclass(frozen=True, slots=True)
class Comparison:
    """Who answered stands first, the fastest before the slower; who failed stands last. Of each
    best there is None where nobody answered; to stop short is no merit, so of answers that were
    cut off none is the fastest, the longest or the cheapest. `id` is the trace of its attempts."""

    id: UUID
    results: tuple[ModelResult, ...]

    @property
    def answered(self) -> list[ModelResult]:
        return [result for result in self.results if result.has_succeeded]

    @property
    def fastest(self) -> str | None:
        return _least(self._whole, lambda result: result.seconds)

    @property
    def first_to_speak(self) -> str | None:
        return _least(self.answered, lambda result: result.first_token_seconds)

    @property
    def longest(self) -> str | None:
        """By the letters of its answer."""
        return _least(self._whole, lambda result: -len(result.text))

    @property
    def cheapest(self) -> str | None:
        """Of those whose cost is known; of equals the fastest, and none where all cost the same."""
        costs = [cost for cost in (each.cost_nano_usd for each in self._whole) if cost is not None]
        if len(costs) > 1 and len(set(costs)) == 1:
            return None
        return _least(self._whole, lambda result: result.cost_nano_usd)

    @property
    def _whole(self) -> list[ModelResult]:
        return [result for result in self.answered if not result.is_partial]


def _least(
    results: Sequence[ModelResult], measure: Callable[[ModelResult], float | None]
) -> str | None:
    measured = [(measure(result), result) for result in results]
    known = [(amount, result) for amount, result in measured if amount is not None]
    if not known:
        return None
    _, least = min(known, key=lambda pair: pair[0])
    return str(least.model)


def compare(query: str, models: Sequence[ModelRef], table: Table) -> Comparison:
    """Each is asked on its own, under a deadline of its own."""

    def ask(place: int) -> ModelResult:
        return ask_model(table, models[place], query, f"comparison {place + 1}")

    results = at_once(ask, range(len(models)), table.switch)
    answered = [result for result in results if result.has_succeeded]
    failed = [result for result in results if not result.has_succeeded]
    answered.sort(key=lambda result: result.seconds)
    return Comparison(table.trace_id, (*answered, *failed))
