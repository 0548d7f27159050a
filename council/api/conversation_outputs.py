"""Conversations in the shapes of `conversation_serializers.py`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import Count, Q

from council.api.outputs import addressed, excerpt, opening, summary_output
from council.models import Conversation, Deliberation, DeliberationQuerySet


def conversation_summaries(
    found: Sequence[dict[str, Any]], fitting: DeliberationQuerySet, search: str
) -> list[dict[str, Any]]:
    """Each with the newest of its queries among those that fit; always in four statements."""
    ids = [row["conversation"] for row in found]
    first_queries, counts = _first_queries(ids), _counts(ids)
    moments = [row["asked_at"] for row in found]
    turns = fitting.filter(conversation__in=ids, created_at__in=moments).with_opinions_counted()
    ordered = turns.select_related("conversation", "share").order_by("created_at", "id")
    newest = {turn.conversation_id: turn for turn in ordered}
    return [
        {
            **_conversation(newest[id_].conversation, first_queries.get(id_, "")),
            "queries": counts[id_],
            "newest": {
                **_summary(newest[id_]),
                "synthesis_preview": excerpt(_answer_of(newest[id_]), search),
            },
        }
        for id_ in ids
        if id_ in newest and id_ in counts  # else it was deleted meanwhile
    ]


def conversation_output(conversation: Conversation) -> dict[str, Any]:
    turns = conversation.turns.defer("event_log").with_opinions_counted()
    ordered = list(turns.select_related("share").order_by("created_at", "id"))
    return {
        **_conversation(conversation, ordered[0].query),
        "turns": [
            {
                **_summary(turn),
                "follows": turn.follows_id,
                "revises": turn.revises_id,
                "to": addressed(turn),
                "synthesis": _answer_of(turn) or None,
            }
            for turn in ordered
        ],
    }


def title_of(conversation: Conversation) -> str:
    """In a list of many, the first queries of all are looked up at once instead."""
    return _title(conversation, _first_queries([conversation.id]).get(conversation.id, ""))


def _title(conversation: Conversation, first_query: str) -> str:
    return conversation.title or opening(first_query)


def _answer_of(turn: Deliberation) -> str:
    return str(turn.synthesis["text"]) if turn.synthesis else ""


def _summary(turn: Any) -> dict[str, Any]:  # noqa: ANN401  with what was counted
    told = {"opinions_given": turn.opinions_given, "is_shared": hasattr(turn, "share")}
    return {**summary_output(turn), **told}


def _conversation(conversation: Conversation, first_query: str) -> dict[str, Any]:
    return {
        "id": conversation.id,
        "title": _title(conversation, first_query),
        "created_at": conversation.created_at,
    }


def _first_queries(ids: Sequence[UUID]) -> dict[UUID, str]:
    """Of each conversation; of several that begin it, the oldest."""
    firsts = Deliberation.objects.filter(conversation__in=ids, follows=None)
    newest_first = firsts.values_list("conversation_id", "query")
    return dict(newest_first)  # the oldest comes last, and stays


def _counts(ids: Sequence[UUID]) -> dict[UUID, int]:
    """How many queries were asked in each: an answer that was revised was asked for but once."""
    turns = Deliberation.objects.filter(conversation__in=ids).order_by()
    asked = Count("id", filter=Q(revises=None))
    return dict(turns.values_list("conversation").annotate(asked=asked))
