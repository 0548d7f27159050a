"""What the API takes and tells of a person's API keys: a key itself only when it is made."""

from __future__ import annotations

from rest_framework import serializers

from accounts.api.inputs import NoOtherFields, OneOf
from accounts.models import ApiKey
from accounts.services import LONGEST_NAME, MOST_DAYS


class ApiKeyInput(NoOtherFields):
    name = serializers.CharField(
        max_length=LONGEST_NAME,
        help_text="What it is for.",
        error_messages={"blank": "Name the key.", "required": "Name the key."},
    )
    scopes = serializers.ListField(
        child=OneOf(ApiKey.Scope.choices),
        min_length=1,
        default=ApiKey.Scope.values,
        help_text="What it may do; everything if left out.",
        error_messages={"min_length": "Name one scope or more."},
    )
    days = serializers.IntegerField(
        min_value=1,
        max_value=MOST_DAYS,
        allow_null=True,
        default=None,
        help_text="How long it lasts; until it is revoked if left out.",
    )


class ApiKeyOutput(serializers.ModelSerializer[ApiKey]):
    """`begins_with` is all of the key that is ever shown again; `last_used_at` is noted once a
    minute."""

    id = serializers.CharField(source="public_id", read_only=True)
    begins_with = serializers.SerializerMethodField()
    scopes = serializers.ListField(child=serializers.ChoiceField(ApiKey.Scope.choices))
    has_expired = serializers.BooleanField(read_only=True)

    class Meta:
        model = ApiKey
        fields: tuple[str, ...] = (
            *("id", "name", "begins_with", "scopes"),
            *("created_at", "last_used_at", "expires_at", "has_expired"),
        )
        read_only_fields = fields

    def get_begins_with(self, key: ApiKey) -> str:
        return f"ac_{key.public_id}_"


class NewApiKeyOutput(ApiKeyOutput):
    """One that was just made: `key` is the whole of it, this once."""

    key = serializers.CharField(read_only=True)

    class Meta(ApiKeyOutput.Meta):
        fields = (*ApiKeyOutput.Meta.fields, "key")
