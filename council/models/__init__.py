"""The tables: councils and their members, conversations, deliberations and their opinions."""

from __future__ import annotations

from council.models.conversations import Conversation, ConversationQuerySet
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
    "Conversation",
    "ConversationQuerySet",
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
