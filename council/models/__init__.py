"""The tables: councils and their members, conversations, deliberations and their opinions, what is
learned, reports of evaluations, what is shared."""

from __future__ import annotations

from council.models.conversations import Conversation
from council.models.councils import (
    Council,
    Member,
    MemberModel,
)
from council.models.deliberations import (
    Deliberation,
    DeliberationQuerySet,
    IdempotencyKey,
    Opinion,
    no_routing,
)
from council.models.evaluations import EvaluationReport
from council.models.learning import Calibration, Feedback
from council.models.reviews import Review
from council.models.sharing import Share

__all__ = [
    "Calibration",
    "Conversation",
    "Council",
    "Deliberation",
    "DeliberationQuerySet",
    "EvaluationReport",
    "Feedback",
    "IdempotencyKey",
    "Member",
    "MemberModel",
    "Opinion",
    "Review",
    "Share",
    "no_routing",
]
