"""What to take instead of a model that cannot be had."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from providers.catalogue.likeness import Wanted, nearest, wanted_of
from providers.catalogue.old_names import find_old_name
from providers.gateway.order import billions_of
from providers.models import LanguageModel
from providers.registry import reachable_models
from providers.stored_keys import is_rehearsal

MOST_SUBSTITUTES = 3


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


def find_candidates() -> list[LanguageModel]:
    """All who may stand in, with their tags."""
    reachable = reachable_models(is_rehearsal=is_rehearsal())
    return list(reachable.with_registry().order_by("pk"))


def substitutes_of(
    model: LanguageModel, candidates: Iterable[LanguageModel]
) -> list[LanguageModel]:
    """For a model that is there; its tags should have been read with it."""
    return nearest(wanted_of(model), (other for other in candidates if other.pk != model.pk))


def explain(name: str) -> Explanation | None:
    """What became of an old name; None where it is none."""
    old = find_old_name(name)
    if old is None:
        return None
    wanted = Wanted(old.family, old.tags, old.context_tokens, billions_of(name))
    found = nearest(wanted, find_candidates())
    return Explanation(name, old.fate, tuple(str(model) for model in found[:MOST_SUBSTITUTES]))
