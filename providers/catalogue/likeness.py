"""How near models are to each other: the same family first, then the same size, then the same task,
then the nearest context."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

from providers.catalogue.routes import split_suffix
from providers.connections import let_connection_go
from providers.gateway.order import billions_of
from providers.model_registry import ShippedModel
from providers.models import LanguageModel
from providers.protocol import ModelRef

SAME_SIZE: Final = 2.0  # no more than so many times larger or smaller

Distance = tuple[bool, bool, bool, float]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a substitute is measured by; the size in billions of parameters, None: not known."""

    family: str
    tags: Collection[str]
    context_tokens: int
    billions: float | None = None


def nearest(wanted: Wanted, candidates: Iterable[LanguageModel]) -> list[LanguageModel]:
    """The nearest first, the order of the registry among equals. Of another family and another
    task there is no substitute."""
    measured = [(_measure(wanted, wanted_of(model)), model) for model in candidates]
    fitting = [(distance, model) for distance, model in measured if _is_alike(distance)]
    return [model for _, model in sorted(fitting, key=lambda pair: pair[0])]


def nearest_to(model: ModelRef, candidates: Iterable[LanguageModel]) -> list[ModelRef]:
    """Who may stand in for a model of a call, whatever host it is pinned to; it need not be in the
    registry."""
    name, _ = split_suffix(model)
    of_that_name = LanguageModel.objects.filter(provider__name=model.provider, name=name)
    row = of_that_name.with_registry().first()
    wanted = wanted_of(row) if row else wanted_as(model)
    found = [near.as_ref() for near in nearest(wanted, candidates) if near != row]
    let_connection_go()
    return found


def nearest_shipped(model: ShippedModel, served: Iterable[ShippedModel]) -> str:
    """Among what we ship with, for those who have no tables; empty where nothing is alike."""
    wanted = _wanted_of_shipped(model)
    measured = [(_measure(wanted, _wanted_of_shipped(other)), other.name) for other in served]
    fitting = [pair for pair in measured if _is_alike(pair[0])]
    return min(fitting, key=lambda pair: pair[0])[1] if fitting else ""


def wanted_of(model: LanguageModel) -> Wanted:
    """Its tags should have been read with it."""
    tags = {tag.slug for tag in model.tags.all()}
    return Wanted(model.family, tags, model.context_tokens, billions_of(model.name))


def wanted_as(model: ModelRef, task: str = "") -> Wanted:
    return Wanted(model.family, {task} - {""}, model.context_tokens, billions_of(model.name))


def _wanted_of_shipped(model: ShippedModel) -> Wanted:
    return Wanted(model.family, model.tags, model.context_tokens, billions_of(model.name))


def _measure(wanted: Wanted, other: Wanted) -> Distance:
    """Of another family? Of another size? For another task? How many times longer or shorter is
    the context?"""
    is_other_family = not wanted.family or other.family != wanted.family
    is_other_task = not {*other.tags} & {*wanted.tags}
    factor = math.inf
    if wanted.context_tokens and other.context_tokens:
        factor = abs(math.log(other.context_tokens / wanted.context_tokens))
    return is_other_family, _is_other_size(wanted, other), is_other_task, factor


def _is_other_size(wanted: Wanted, other: Wanted) -> bool:
    if not wanted.billions:
        return False
    if not other.billions:
        return True
    return not 1 / SAME_SIZE <= other.billions / wanted.billions <= SAME_SIZE


def _is_alike(distance: Distance) -> bool:
    is_other_family, _, is_other_task, _ = distance
    return not (is_other_family and is_other_task)
