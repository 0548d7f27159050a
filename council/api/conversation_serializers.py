"""What comes in and what goes out of conversations."""

from __future__ import annotations

from rest_framework import serializers

from accounts.api.inputs import NoOtherFields, OneOf
from council.api.inputs import LONGEST_SEARCH
from council.api.serializers import DeliberationSummary
from council.models import Deliberation

ENDS = [
    *Deliberation.Outcome.values,
    Deliberation.Status.RUNNING.value,
    Deliberation.Status.FAILED.value,
    Deliberation.Status.CANCELLED.value,
]


class TitleInput(NoOtherFields):
    title = serializers.CharField(max_length=120, allow_blank=True)


class ConversationFilters(serializers.Serializer[dict[str, str]]):
    search = serializers.CharField(
        required=False,
        allow_blank=True,
        default="",
        max_length=LONGEST_SEARCH,
        help_text="Words that all stand in a query, its synthesis or the title.",
    )
    council = serializers.CharField(required=False, allow_blank=True, default="")
    outcome = OneOf(
        ENDS,
        required=False,
        allow_blank=True,
        default="",
        help_text="What a query came to; `running`: to nothing yet.",
    )
    shared = serializers.BooleanField(
        required=False, default=False, help_text="Only queries whose answer has an open link."
    )


class ConversationHead(serializers.Serializer[dict[str, object]]):
    id = serializers.UUIDField()
    title = serializers.CharField()
    created_at = serializers.DateTimeField()


class TurnSummary(DeliberationSummary):
    opinions_given = serializers.IntegerField(help_text="In the first round.")
    is_shared = serializers.BooleanField(help_text="Whether anybody with its link may read it.")


class ConversationSummary(ConversationHead):
    queries = serializers.IntegerField(
        help_text="How many were asked in it, whether they fit or not; revisions are not asked."
    )
    newest = TurnSummary(help_text="Of its queries that fit, the newest.")


class TurnOutput(TurnSummary):
    follows = serializers.UUIDField(allow_null=True)
    revises = serializers.UUIDField(allow_null=True)
    to = serializers.CharField(allow_null=True)
    synthesis = serializers.CharField(allow_null=True, help_text="The text of it.")


class ConversationOutput(ConversationHead):
    turns = TurnOutput(many=True, help_text="All of them, the oldest first.")


class ConversationsOutput(serializers.Serializer[dict[str, object]]):
    results = ConversationSummary(many=True)
    next = serializers.CharField(allow_null=True)
