"""The council as it stands when asked: what runner and resume read, frozen on the deliberation."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from council.errors import CouncilIncomplete
from council.models import Council, Member
from providers import registry
from providers.models import LanguageModel

MOST_STAND_INS = 3


def freeze(council: Council, *, is_rehearsal: bool) -> dict[str, Any]:
    """Its places with their usable models in order. A place whose models are all out of reach is
    filled from the registry, models of its task first, so that one pulled model is enough.

    Raises CouncilIncomplete.
    """
    members = council.members.all()
    usable = registry.usable_models(is_rehearsal=is_rehearsal)
    reachable = set(usable.order_by().values_list("pk", flat=True))
    named = {member.slug: _named(member, reachable) for member in members}
    # Read whole, with its tags, only where somebody has to stand in.
    all_usable = [] if all(named.values()) else list(usable.with_registry().order_by("pk"))
    line_up = [
        _frozen(member, named[member.slug] or _stand_ins(member, all_usable)) for member in members
    ]
    speaking = [place for place in line_up if place["models"] and not place["is_chair"]]
    chairs = [place for place in line_up if place["is_chair"]]
    if not speaking:
        raise CouncilIncomplete
    return {
        "council": council.slug,
        "strategy": council.strategy,
        "quorum": min(council.quorum, len(speaking)),
        "deadline_seconds": council.deadline_seconds,
        "members": speaking,
        "chair": chairs[0] if chairs else {**speaking[0], "slug": "chair", "role": "Chair"},
    }


def _named(member: Member, reachable: set[int]) -> list[LanguageModel]:
    """The place's own models that can be asked now."""
    places = member.places.all()
    return [place.language_model for place in places if place.language_model_id in reachable]


def _frozen(member: Member, models: list[LanguageModel]) -> dict[str, Any]:
    return {
        "slug": member.slug,
        "role": member.role,
        "task": member.task,
        "is_chair": member.is_chair,
        "models": [asdict(model.as_ref()) for model in models],
    }


def _stand_ins(member: Member, usable: list[LanguageModel]) -> list[LanguageModel]:
    """Models of the member's task first, each place beginning with another one."""
    fitting = [model for model in usable if _has_task(model, member.task)]
    others = [model for model in usable if model not in fitting]
    start = member.position % max(1, len(fitting))
    return [*fitting[start:], *fitting[:start], *others][:MOST_STAND_INS]


def _has_task(model: LanguageModel, task: str) -> bool:
    return any(tag.slug == task for tag in model.tags.all())
