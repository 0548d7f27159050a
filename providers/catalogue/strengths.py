"""What is known of the strengths of language models, by kind of question and by source."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from providers import rows
from providers.models import ModelStrength
from providers.protocol import ModelRef
from providers.strengths import UNSCORED, Strength

COLUMNS = ("language_model", "right", "scored")
OF_A_KIND = rows.Prepared(
    lambda: ModelStrength.objects.filter(kind="").order_by().values_list(*COLUMNS)
)


@dataclass(frozen=True, slots=True)
class KindStrength:
    """A model's strength with one kind of question: by recorded answers and by what people said.
    `measured_at`: when the latest of them was scored."""

    kind: str
    evaluation: Strength
    feedback: Strength
    measured_at: datetime

    @property
    def together(self) -> Strength:
        return self.evaluation + self.feedback

    @property
    def accuracy(self) -> float | None:
        """None where too few were scored to know."""
        return round(self.together.share, 3) if self.together.is_known else None

    def __str__(self) -> str:
        known, scored = self.accuracy, self.together.scored
        share = "unknown" if known is None else f"{known:.1%}"
        return f"{self.kind}: {share} of {scored}, {self.measured_at:%Y-%m-%d}"


class Strengths:
    """Read once, however many models are then looked at."""

    def all(self) -> list[tuple[str, KindStrength]]:
        """Of every name, be it `provider:name` or a bare one that holds wherever it is hosted."""
        return [
            (name, each) for name, rows in sorted(self._rows.items()) for each in _by_kind(rows)
        ]

    def of(self, model: ModelRef) -> list[KindStrength]:
        """One for each kind of question that was scored at all."""
        return _by_kind(row for name in _names(model) for row in self._rows.get(name, ()))

    @cached_property
    def _rows(self) -> Mapping[str, list[ModelStrength]]:
        found: dict[str, list[ModelStrength]] = {}
        for row in ModelStrength.objects.all():
            found.setdefault(row.language_model, []).append(row)
        return found


def known_strengths(models: Iterable[ModelRef], kind: str) -> dict[str, Strength]:
    """Of those of these models whose strength is known, by `provider:name`."""
    summed: dict[str, Strength] = {}
    for name, right, scored in OF_A_KIND.values(kind):
        summed[name] = summed.get(name, UNSCORED) + Strength(right, scored)
    found = {
        str(model): sum((summed.get(name, UNSCORED) for name in _names(model)), UNSCORED)
        for model in models
    }
    return {name: strength for name, strength in found.items() if strength.is_known}


def _names(model: ModelRef) -> tuple[str, str]:
    """Under which its strengths stand: here, and wherever it is hosted."""
    return str(model), model.name


def _by_kind(scored: Iterable[ModelStrength]) -> list[KindStrength]:
    kinds: dict[str, list[ModelStrength]] = {}
    for row in scored:
        kinds.setdefault(row.kind, []).append(row)
    return [_of_kind(kind, of_kind) for kind, of_kind in sorted(kinds.items())]


def _of_kind(kind: str, scored: Iterable[ModelStrength]) -> KindStrength:
    by_source = dict.fromkeys(ModelStrength.Source.values, UNSCORED)
    measured_at = []
    for row in scored:
        by_source[row.source] += Strength(row.right, row.scored)
        measured_at.append(row.measured_at)
    source = ModelStrength.Source
    return KindStrength(
        kind, by_source[source.EVALUATION], by_source[source.FEEDBACK], max(measured_at)
    )
