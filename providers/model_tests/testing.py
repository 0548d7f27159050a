"""Every case put to every model: how many were answered, and how many of the answers are right."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import product
from uuid import UUID

from providers.comparison.asking import ModelResult, Table, ask_model, at_once
from providers.model_tests.cases import Case
from providers.model_tests.matchers import miss
from providers.protocol import ModelRef


@dataclass(frozen=True, slots=True)
class CaseResult:
    """What one model made of one case. `misses`: why its answer does not pass; without an answer
    there is nothing to pass."""

    case: str
    result: ModelResult
    misses: tuple[str, ...] = ()

    @property
    def model(self) -> str:
        return str(self.result.model)

    @property
    def has_passed(self) -> bool | None:
        return not self.misses if self.result.has_succeeded else None


@dataclass(frozen=True, slots=True)
class CaseTally:
    """`success_rate`: of what was asked, how much was answered; `pass_rate`: of what was answered,
    how much passed. None where there is nothing to take a share of."""

    name: str
    asked: int
    answered: int
    passed: int

    @property
    def success_rate(self) -> float | None:
        return self.answered / self.asked if self.asked else None

    @property
    def pass_rate(self) -> float | None:
        return self.passed / self.answered if self.answered else None


@dataclass(frozen=True, slots=True)
class CaseReport:
    """`id` is the trace of its attempts."""

    id: UUID
    results: tuple[CaseResult, ...]

    @property
    def total(self) -> CaseTally:
        return _tally("", self.results)

    @property
    def by_model(self) -> list[CaseTally]:
        return self._by(lambda result: result.model)

    @property
    def by_case(self) -> list[CaseTally]:
        return self._by(lambda result: result.case)

    def _by(self, name_of: Callable[[CaseResult], str]) -> list[CaseTally]:
        names = dict.fromkeys(map(name_of, self.results))
        return [_tally(name, (r for r in self.results if name_of(r) == name)) for name in names]


def put_cases(cases: Sequence[Case], models: Sequence[ModelRef], table: Table) -> CaseReport:
    """The first case to all models, then the next one."""
    pairs = list(product(cases, models))

    def put(place: int) -> CaseResult:
        case, model = pairs[place]
        result = ask_model(table, model, case.prompt, f"case {place + 1}")
        found = (miss(matcher, result.text) for matcher in case.matchers)
        misses = tuple(filter(None, found)) if result.has_succeeded else ()
        return CaseResult(case.id, result, misses)

    return CaseReport(table.trace_id, tuple(at_once(put, range(len(pairs)), table.switch)))


def _tally(name: str, results: Iterable[CaseResult]) -> CaseTally:
    found = list(results)
    return CaseTally(
        name,
        asked=len(found),
        answered=sum(result.has_passed is not None for result in found),
        passed=sum(result.has_passed is True for result in found),
    )
