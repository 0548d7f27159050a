"""Rows for the tests."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.auth.models import User

from accounts.models import ApiKey
from accounts.services import NewKey, create_api_key
from council.line_up import freeze
from council.models import Conversation, Council, Deliberation, Member, MemberModel
from providers.models import LanguageModel, Provider
from tests.canaries import note_made_key


def make_language_model(name: str, provider: str = "huggingface") -> LanguageModel:
    host, _ = Provider.objects.get_or_create(
        name=provider, defaults={"label": provider.title(), "adapter": provider}
    )
    model, _ = LanguageModel.objects.get_or_create(
        provider=host, name=name, defaults={"label": name.title(), "context_tokens": 32_768}
    )
    return model


def make_council(
    slug: str = "general",
    *,
    members: tuple[str, ...] = ("ann", "bob", "cleo"),
    owner: User | None = None,
    quorum: int = 2,
    deadline_seconds: int = 30,
) -> Council:
    """Each member, and the chair, has one model of its own name: `huggingface:MEMBER`."""
    council = Council.objects.create(
        slug=slug, name=slug.title(), owner=owner, quorum=quorum, deadline_seconds=deadline_seconds
    )
    for position, name in enumerate((*members, "chair")):
        member = Member.objects.create(
            council=council,
            slug=name,
            role=name.title(),
            task="reasoning",
            position=position,
            is_chair=name == "chair",
        )
        MemberModel.objects.create(member=member, language_model=make_language_model(name))
    return council


def add_fallback(council: Council, member: str, name: str, provider: str) -> Council:
    """One model more for this member's place, asked after those it has."""
    place = council.members.get(slug=member)
    model = make_language_model(name, provider)
    MemberModel.objects.create(member=place, language_model=model, position=place.places.count())
    return council


def make_api_key(
    owner: User, *scopes: ApiKey.Scope, lasts: timedelta | None = None, name: str = "nightly"
) -> NewKey:
    """It may do everything unless scopes are named."""
    chosen = scopes or tuple(ApiKey.Scope)
    made = create_api_key(owner=owner, name=name, scopes=chosen, lasts=lasts)
    note_made_key(made.text)
    return made


def make_deliberation(
    asked_by: User, council: Council, query: str = "Why, canary?", *, is_rehearsal: bool = False
) -> Deliberation:
    """Queued, and known to no worker."""
    return Deliberation.objects.create(
        asked_by=asked_by,
        council=council,
        conversation=Conversation.objects.create(person=asked_by),
        query=query,
        line_up=freeze(council, is_rehearsal=True),
        is_rehearsal=is_rehearsal,
    )
