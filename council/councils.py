"""A person's own councils: made, changed, deleted."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Final

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.text import slugify

from council.errors import ReadyMade, UnusableLineUp
from council.models import Council, Member, MemberModel
from providers.models import LanguageModel

CHAIR: Final = "chair"
SLUG_LENGTH: Final = 40
MOST_MEMBERS: Final = 12
AFTER_READY_MADE: Final = 1_000  # in the list
NOT_FOR_MEMBERS: Final = frozenset({CHAIR, "dissenter"})  # names of others where a member is named


@dataclass(frozen=True, slots=True)
class MemberDraft:
    """A member as the person wants it; `models` are `provider:name`, the first is asked first."""

    role: str
    task: str
    is_chair: bool
    models: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CouncilDraft:
    """A council as the person wants it."""

    name: str
    description: str
    strategy: str
    quorum: int
    deadline_seconds: int
    allow_paid: bool
    reuse_answers: bool
    members: tuple[MemberDraft, ...]


HEAD: Final = tuple(field.name for field in fields(CouncilDraft) if field.name != "members")


def create_council(*, owner: User, draft: CouncilDraft) -> Council:
    """Raises UnusableLineUp."""
    models = _check(draft)
    name = slugify(draft.name)[:SLUG_LENGTH].strip("-") or "council"
    # Slugs are everybody's: the end makes it its own, also beside what is shipped later.
    slug = f"{name}-{secrets.token_hex(3)}"
    council = Council(owner=owner, slug=slug, position=AFTER_READY_MADE)
    _write(council, draft, models)
    return council


def change_council(*, council: Council, draft: CouncilDraft) -> None:
    """All of it but its slug. What was asked before keeps the line-up it was asked with.

    Raises ReadyMade, UnusableLineUp.
    """
    _check_own(council)
    _write(council, draft, _check(draft))


def delete_council(*, council: Council) -> None:
    """What it has deliberated stays. Raises ReadyMade."""
    _check_own(council)
    council.delete()


def _check_own(council: Council) -> None:
    if council.owner_id is None:
        raise ReadyMade


def _check(draft: CouncilDraft) -> dict[str, LanguageModel]:
    """The models it names. Raises UnusableLineUp with all that is wrong."""
    wanted = {name for member in draft.members for name in member.models}
    models = _find_models(wanted)
    faults = dict(_faults(draft, models))
    if faults:
        raise UnusableLineUp(fields={name: [text] for name, text in faults.items()})
    return models


def _faults(draft: CouncilDraft, models: dict[str, LanguageModel]) -> Iterator[tuple[str, str]]:
    chairs = sum(member.is_chair for member in draft.members)
    speaking = len(draft.members) - chairs
    if chairs != 1:
        yield "members", "A council has one chair."
    elif speaking < 1:
        yield "members", "Add a member: the chair writes, and does not answer."
    elif speaking > MOST_MEMBERS:
        yield "members", f"At most {MOST_MEMBERS} members and the chair."
    if 0 < speaking < draft.quorum:
        yield "quorum", f"At most {speaking}: there are no more members."
    for place, member in enumerate(draft.members):
        if fault := _fault_of(member.models, models):
            yield f"members.{place}.models", fault


def _fault_of(names: Sequence[str], models: dict[str, LanguageModel]) -> str:
    if len(set(names)) < len(names):
        return "Name each model once."
    unknown = [name for name in names if name not in models]
    if unknown:
        return f"There is no language model {', '.join(unknown)}; choose one of the list."
    return ""


def _find_models(names: set[str]) -> dict[str, LanguageModel]:
    found = LanguageModel.objects.select_related("provider").filter(
        name__in={name.partition(":")[2] for name in names}
    )
    return {str(model): model for model in found if str(model) in names}


@transaction.atomic
def _write(council: Council, draft: CouncilDraft, models: dict[str, LanguageModel]) -> None:
    for field in HEAD:
        setattr(council, field, getattr(draft, field))
    council.save()
    council.members.all().delete()
    speaking = [member for member in draft.members if not member.is_chair]
    slugs = [*_slugs(speaking), CHAIR]
    in_order = sorted(draft.members, key=lambda member: member.is_chair)
    for position, (slug, member) in enumerate(zip(slugs, in_order, strict=True)):
        _write_member(council, position, slug, member, models)


def _write_member(
    council: Council,
    position: int,
    slug: str,
    member: MemberDraft,
    models: dict[str, LanguageModel],
) -> None:
    row = Member.objects.create(
        council=council,
        slug=slug,
        role=member.role,
        task=member.task,
        position=position,
        is_chair=member.is_chair,
    )
    MemberModel.objects.bulk_create(
        MemberModel(member=row, language_model=models[name], position=rank)
        for rank, name in enumerate(member.models)
    )


def _slugs(members: Sequence[MemberDraft]) -> Iterator[str]:
    """Of their roles, each once."""
    taken = set(NOT_FOR_MEMBERS)
    for member in members:
        name = slugify(member.role)[:SLUG_LENGTH].strip("-") or "member"
        slug, number = name, 1
        while slug in taken:
            number += 1
            slug = f"{name}-{number}"
        taken.add(slug)
        yield slug
