"""What to take instead of a model that cannot be had: the same family first, then the same task,
then the nearest context."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from providers.catalogue.old_names import find_old_name
from providers.model_registry import ShippedModel
from providers.models import LanguageModel
from providers.registry import usable_models
from providers.stored_keys import is_rehearsal

MOST_SUBSTITUTES = 3
NOT_ALIKE = (True, True)


@dataclass(frozen=True, slots=True)
class Explanation:
    """What became of a name, and who may be asked instead, the nearest first."""

    name: str
    fate: str
    instead: tuple[str, ...]

    @property
    def message(self) -> str:
        take = f" Take {' or '.join(self.instead)}." if self.instead else ""
        return f"{self.name}: {self.fate}{take}"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a substitute is measured by."""

    family: str
    tags: Collection[str]
    context_tokens: int


def find_candidates() -> list[LanguageModel]:
    """All who may stand in, with their tags."""
    return list(usable_models(is_rehearsal=is_rehearsal()).with_registry().order_by("pk"))


def nearest(wanted: Wanted, candidates: Iterable[LanguageModel]) -> list[LanguageModel]:
    """The nearest first, the order of the registry among equals. Of another family and another
    task there is no substitute."""
    measured = [(_measure(wanted, _as_wanted(model)), model) for model in candidates]
    fitting = [(distance, model) for distance, model in measured if distance[:2] != NOT_ALIKE]
    return [model for _, model in sorted(fitting, key=lambda pair: pair[0])]


def nearest_shipped(model: ShippedModel, served: Iterable[ShippedModel]) -> str:
    """Among what we ship with, for those who have no tables; empty where nothing is alike."""
    wanted = Wanted(model.family, model.tags, model.context_tokens)
    measured = [
        (_measure(wanted, Wanted(o.family, o.tags, o.context_tokens)), o.name) for o in served
    ]
    distance, name = min(measured, default=((*NOT_ALIKE, 0.0), ""), key=lambda pair: pair[0])
    return name if distance[:2] != NOT_ALIKE else ""


def substitutes_of(
    model: LanguageModel, candidates: Iterable[LanguageModel]
) -> list[LanguageModel]:
    """For a model that is there; its tags should have been read with it."""
    return nearest(_as_wanted(model), (other for other in candidates if other.pk != model.pk))


def explain(name: str) -> Explanation | None:
    """What became of an old name; None where it is none."""
    old = find_old_name(name)
    if old is None:
        return None
    found = nearest(Wanted(old.family, old.tags, old.context_tokens), find_candidates())
    return Explanation(name, old.fate, tuple(str(model) for model in found[:MOST_SUBSTITUTES]))


def _measure(wanted: Wanted, other: Wanted) -> tuple[bool, bool, float]:
    """Of another family? For another task? How many times longer or shorter is the context?"""
    is_other_family = not wanted.family or other.family != wanted.family
    is_other_task = not {*other.tags} & {*wanted.tags}
    if not wanted.context_tokens or not other.context_tokens:
        return is_other_family, is_other_task, math.inf
    factor = abs(math.log(other.context_tokens / wanted.context_tokens))
    return is_other_family, is_other_task, factor


def _as_wanted(model: LanguageModel) -> Wanted:
    return Wanted(model.family, {tag.slug for tag in model.tags.all()}, model.context_tokens)
