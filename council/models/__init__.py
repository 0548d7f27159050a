"""The tables: councils and their members, deliberations and their opinions."""

from __future__ import annotations

from council.models.councils import (
    Council,
    CouncilQuerySet,
    Member,
    MemberModel,
    Person,
)
from council.models.deliberations import (
    Deliberation,
    DeliberationQuerySet,
    IdempotencyKey,
    Opinion,
    no_routing,
)

__all__ = [
    "Council",
    "CouncilQuerySet",
    "Deliberation",
    "DeliberationQuerySet",
    "IdempotencyKey",
    "Member",
    "MemberModel",
    "Opinion",
    "Person",
    "no_routing",
]
