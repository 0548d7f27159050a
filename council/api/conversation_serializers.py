"""What comes in and what goes out of conversations."""

from __future__ import annotations

from rest_framework import serializers

from council.api.inputs import NoOtherFields
from council.api.serializers import DeliberationSummary


class TitleInput(NoOtherFields):
    title = serializers.CharField(max_length=120, allow_blank=True)


class ConversationSummary(serializers.Serializer[dict[str, object]]):
    id = serializers.UUIDField()
    title = serializers.CharField()
    created_at = serializers.DateTimeField()


class TurnOutput(DeliberationSummary):
    follows = serializers.UUIDField(allow_null=True)
    revises = serializers.UUIDField(allow_null=True)
    to = serializers.CharField(allow_null=True)
    synthesis = serializers.CharField(allow_null=True, help_text="The text of it.")


class ConversationOutput(ConversationSummary):
    turns = TurnOutput(many=True, help_text="All of them, the oldest first.")


class ConversationsOutput(serializers.Serializer[dict[str, object]]):
    results = ConversationSummary(many=True)
    next = serializers.CharField(allow_null=True)
