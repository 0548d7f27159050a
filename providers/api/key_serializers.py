"""What the API takes and tells of provider keys. A secret goes in and never out."""

from __future__ import annotations

from rest_framework import serializers

from accounts.api.inputs import NoOtherFields
from providers.keys import LONGEST_SECRET
from providers.models import ProviderKey
from providers.protocol import Key


class ProviderKeyInput(NoOtherFields):
    secret = serializers.CharField(
        max_length=LONGEST_SECRET,
        write_only=True,
        error_messages={"blank": "Send the key.", "required": "Send the key."},
    )
    name = serializers.CharField(
        max_length=80,
        default="",
        allow_blank=True,
        help_text="What the log and the admin call it.",
    )


class ProviderKeyOutput(serializers.ModelSerializer[ProviderKey]):
    """`last_four` is empty of a key that is too short to tell so much of it; `key_id` is its
    `scope_id` among the quota windows. `verdict`: what the provider said when it was tested."""

    added_by = serializers.CharField(
        source="added_by.username", default=None, allow_null=True, read_only=True
    )

    class Meta:
        model = ProviderKey
        fields = (
            "id",
            "name",
            "last_four",
            "key_id",
            "is_enabled",
            "verdict",
            "verdict_message",
            "verdict_at",
            "added_by",
            "created_at",
        )
        read_only_fields = fields


class EnvironmentKeyOutput(serializers.Serializer[Key]):
    """One of the environment: `name` is its variable, and of several in one its place."""

    name = serializers.CharField()
    last_four = serializers.CharField()
    key_id = serializers.CharField(source="id")
