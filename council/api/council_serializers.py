"""What comes in and what goes out of councils that are made, changed and weighed."""

from __future__ import annotations

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from rest_framework import serializers

from accounts.api.inputs import NoOtherFields, OneOf
from council.api.inputs import QueryField
from council.councils import CouncilDraft, MemberDraft
from council.models import Council

MOST_MODELS = 8
SECONDS = "Write a number of seconds."


class MemberInput(serializers.Serializer[dict[str, Any]]):
    role = QueryField(
        max_length=60,
        error_messages={"blank": "Give this member a role.", "max_length": "Shorten the role."},
    )
    task = serializers.SlugField(
        max_length=50, allow_blank=True, default="", help_text="A tag of the registry."
    )
    is_chair = serializers.BooleanField(default=False)
    models = serializers.ListField(
        child=serializers.CharField(max_length=300),
        min_length=1,
        max_length=MOST_MODELS,
        help_text="`provider:name`, the first is asked first.",
        error_messages={
            "min_length": "Name a model that may speak.",
            "max_length": f"At most {MOST_MODELS} models: no more are asked.",
        },
    )


class CouncilInput(NoOtherFields):
    """All of it: what is left out is as it is where nobody has said otherwise."""

    name = QueryField(max_length=80, error_messages={"blank": "Give the council a name."})
    description = QueryField(max_length=300, allow_blank=True, default="")
    strategy = OneOf(Council.Strategy.values, default=Council.Strategy.ADAPTIVE.value)
    quorum = serializers.IntegerField(
        default=2,
        min_value=1,
        error_messages={
            "invalid": "Write a number.",
            "null": "Write a number.",
            "min_value": "At least 1.",
        },
    )
    deadline_seconds = serializers.IntegerField(
        default=180,
        validators=[
            MinValueValidator(10, "At least 10 seconds."),
            MaxValueValidator(1800, "At most 1800 seconds."),
        ],
        error_messages={"invalid": SECONDS, "null": SECONDS},
    )
    allow_paid = serializers.BooleanField(default=False)
    reuse_answers = serializers.BooleanField(default=False)
    members = MemberInput(many=True, help_text="In their order; one of them is the chair.")

    def draft(self) -> CouncilDraft:
        sent = dict(self.validated_data)
        members = [
            MemberDraft(**{**member, "models": tuple(member["models"])})
            for member in sent.pop("members")
        ]
        return CouncilDraft(**sent, members=tuple(members))


class CallCountOutput(serializers.Serializer[dict[str, int]]):
    fewest = serializers.IntegerField()
    most = serializers.IntegerField(help_text="Where something takes a second round.")


class EstimateOutput(serializers.Serializer[dict[str, object]]):
    """`seconds` and `cost_usd` are medians of `measured` deliberations; null: too few to tell."""

    strategy = serializers.CharField()
    calls = CallCountOutput()
    seconds = serializers.FloatField(allow_null=True)
    cost_usd = serializers.CharField(allow_null=True)
    measured = serializers.IntegerField()


class EstimatesOutput(serializers.Serializer[dict[str, object]]):
    results = EstimateOutput(many=True)
    next = serializers.CharField(allow_null=True)


class LimitsOutput(serializers.Serializer[dict[str, int]]):
    """In characters."""

    query = serializers.IntegerField()
    point = serializers.IntegerField(help_text="Of an answer: what is contested or picked.")
    reason = serializers.IntegerField(help_text="Why a point is contested.")
