"""The council as it stands when asked: what runner and resume read, frozen on the deliberation."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any

from council import results
from council.deliberation.brief import Member as MemberValue
from council.deliberation.strategies import ONE_VOICE
from council.errors import CouncilIncomplete, UnknownMember
from council.models import Council, Member
from council.results.reading import read
from providers import registry, rows, sources
from providers.catalogue.likeness import nearest, wanted_as
from providers.models import LanguageModel, charges_nothing
from providers.protocol import ModelRef

MOST_STAND_INS = 3
SAMPLES = 5  # of a member that votes alone
REF = tuple(field.name for field in fields(ModelRef))

# Of each place, of each model that it names, and what tells whether that can be asked.
PLACE = ("slug", "role", "task", "position", "is_chair")
MODEL = ("provider__name", "name", "label", "family", "context_tokens")
CHARGES = ("provider__adapter", "provider__plan")
REACH = (
    "is_enabled",
    "is_served",
    "provider__is_reachable",
    *(f"provider__{name}" for name in sources.REACH),
)
COLUMNS = (*PLACE, *(f"places__language_model__{name}" for name in (*MODEL, *CHARGES, *REACH)))
ORDER = ("position", "id", "places__position", "places__id")
PLACES = rows.Prepared(  # of one council
    lambda: Member.objects.filter(council=0).order_by(*ORDER).values_list(*COLUMNS)
)


@dataclass(frozen=True, slots=True)
class Place:
    """A member of the council with those of its models that can be asked. `doubtful`: whose
    provider was not there when it was last looked for."""

    slug: str
    role: str
    task: str
    position: int
    is_chair: bool
    models: list[ModelRef] = field(default_factory=list)
    out_of_reach: list[ModelRef] = field(default_factory=list)
    doubtful: list[ModelRef] = field(default_factory=list)


def freeze(
    council: Council, *, is_rehearsal: bool, strategy: str = "", query: str = ""
) -> dict[str, Any]:
    """Its places with their usable models in order, doubtful ones last. A place whose models are
    all out of reach is filled from the registry, of their families first and then of its task, so
    that one pulled model is enough. `strategy`: another than its own;
    where it asks only some, they are the strongest with such a `query`.

    Raises CouncilIncomplete.
    """
    places = _places(council, is_rehearsal=is_rehearsal)
    # Read only where somebody has to stand in.
    usable = [] if all(place.models for place in places) else _usable(is_rehearsal=is_rehearsal)
    line_up = [_frozen(place, place.models or _stand_ins(place, usable)) for place in places]
    speaking = [place for place in line_up if place["models"] and not place["is_chair"]]
    chairs = [place for place in line_up if place["is_chair"]]
    if not speaking:
        raise CouncilIncomplete
    strategy = strategy or council.strategy
    members = _members_of(strategy, speaking, query)
    return {
        "council": council.slug,
        "strategy": strategy,
        "quorum": min(council.quorum, len(members)),
        "deadline_seconds": council.deadline_seconds,
        "members": members,
        "chair": chairs[0] if chairs else {**speaking[0], "slug": "chair", "role": "Chair"},
    }


def narrow(line_up: dict[str, Any], member: str) -> dict[str, Any]:
    """To one member, who answers for itself. Raises UnknownMember."""
    chosen = [place for place in line_up["members"] if place["slug"] == member]
    if not chosen:
        message = f"This council has no member {member[:50]}."
        raise UnknownMember(message, fields={"to": [message]})
    return {**line_up, "strategy": ONE_VOICE, "quorum": 1, "members": chosen}


def _members_of(strategy: str, speaking: list[dict[str, Any]], query: str) -> list[dict[str, Any]]:
    """Whom the strategy asks. One member alone votes by samples of what it says (self-consistency:
    Wang et al. 2022, arXiv:2203.11171)."""
    first = speaking[0]
    if strategy == Council.Strategy.QUICK:
        return _strongest_first(speaking, query)[:1]
    if strategy == Council.Strategy.RED_TEAM:
        drafter, *others = _strongest_first(speaking, query)
        return [drafter, *_critics_of(drafter, others)[:1]]
    if strategy == Council.Strategy.VOTE and len(speaking) == 1:
        return [
            {**first, "slug": f"{first['slug']}-{number}", "role": f"{first['role']} {number}"}
            for number in range(1, SAMPLES + 1)
        ]
    return speaking


def _strongest_first(speaking: list[dict[str, Any]], query: str) -> list[dict[str, Any]]:
    members = read(speaking, tuple[MemberValue, ...])
    order = [member.slug for member in results.strongest_first(members, query)]
    return sorted(speaking, key=lambda place: order.index(place["slug"]))


def _critics_of(drafter: dict[str, Any], others: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those of another family first: members of one family miss the same errors."""
    family = drafter["models"][0]["family"]
    return sorted(others, key=lambda place: place["models"][0]["family"] == family)


def _places(council: Council, *, is_rehearsal: bool) -> list[Place]:
    places: dict[str, Place] = {}
    for row in PLACES.values(council.pk):
        place = places.setdefault(row[0], Place(*row[: len(PLACE)]))
        provider, name, label, family, context, *charges = row[len(PLACE) : -len(REACH)]
        model = ModelRef(provider, name, label, family, context, charges_nothing(*charges))
        is_enabled, is_served, is_reachable, *reach = row[-len(REACH) :]
        can_be_asked = is_enabled and is_served in (None, True)
        if can_be_asked and sources.is_within_reach(*reach, is_rehearsal=is_rehearsal):
            (place.models if is_reachable in (None, True) else place.doubtful).append(model)
        elif name:
            place.out_of_reach.append(model)
    return list(places.values())


def _usable(*, is_rehearsal: bool) -> list[LanguageModel]:
    reachable = registry.reachable_models(is_rehearsal=is_rehearsal)
    return list(reachable.with_registry().order_by("pk"))


def _frozen(place: Place, models: list[ModelRef]) -> dict[str, Any]:
    return {
        "slug": place.slug,
        "role": place.role,
        "task": place.task,
        "is_chair": bool(place.is_chair),  # a number in SQLite
        "models": [
            {name: getattr(model, name) for name in REF} for model in (*models, *place.doubtful)
        ],
    }


def _stand_ins(place: Place, usable: list[LanguageModel]) -> list[ModelRef]:
    """The nearest to its own models of their families, then those of its task, each place
    beginning with another one."""
    kin = [near for own in place.out_of_reach for near in _kin(own, place.task, usable)]
    fitting = [model for model in usable if _has_task(model, place.task)]
    others = [model for model in usable if model not in fitting]
    start = place.position % max(1, len(fitting))
    chosen = dict.fromkeys([*kin, *fitting[start:], *fitting[:start], *others])
    return [model.as_ref() for model in chosen][:MOST_STAND_INS]


def _kin(own: ModelRef, task: str, usable: list[LanguageModel]) -> list[LanguageModel]:
    """Those of its family, the nearest first."""
    family = [model for model in usable if own.family and model.family == own.family]
    return nearest(wanted_as(own, task), family)


def _has_task(model: LanguageModel, task: str) -> bool:
    return any(tag.slug == task for tag in model.tags.all())
