"""What comes in to revise an answer."""

from __future__ import annotations

from rest_framework import serializers

from accounts.api.inputs import NoOtherFields
from council.api.inputs import QueryField

POINT_CHARACTERS, REASON_CHARACTERS = 2_000, 8_000


class ContestInput(NoOtherFields):
    claim = QueryField(
        max_length=POINT_CHARACTERS, help_text="A sentence of the answer, or a claim of it."
    )
    reason = QueryField(
        max_length=REASON_CHARACTERS, allow_blank=True, default="", help_text="Why it is contested."
    )


class SynthesisInput(NoOtherFields):
    chair = serializers.CharField(
        allow_blank=True, default="", help_text="The member that writes in the chair's place."
    )
    points = serializers.ListField(
        child=QueryField(max_length=POINT_CHARACTERS),
        max_length=30,
        default=list,
        help_text="Those of the opinions that the answer is to be built on.",
    )
