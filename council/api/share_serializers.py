"""What comes in and what goes out of links, and what their readers see."""

from __future__ import annotations

from rest_framework import serializers

from accounts.api.inputs import NoOtherFields
from council.api.opinion_serializers import OPINION_STATUSES
from council.api.serializers import DELIBERATION_STATUSES, OUTCOMES


class LinkInput(NoOtherFields):
    with_opinions = serializers.BooleanField(
        default=False, help_text="Whoever has the link may read the opinions too."
    )


class LinkOutput(serializers.Serializer[dict[str, object]]):
    is_shared = serializers.BooleanField()
    page = serializers.CharField(
        allow_null=True,
        help_text="The path of the link. Null: there is none, or it can be told no more; revoke it "
        "and make a new one.",
    )
    with_opinions = serializers.BooleanField()
    created_at = serializers.DateTimeField(allow_null=True)
    is_only_here = serializers.BooleanField(
        help_text="With SINGLE_USER on, links open on this machine only."
    )


class SharedModelOutput(serializers.Serializer[dict[str, str]]):
    role = serializers.CharField()
    model = serializers.CharField(help_text="provider:name")
    model_label = serializers.CharField()


class SharedOpinionOutput(serializers.Serializer[dict[str, object]]):
    member = serializers.CharField(help_text="Two may have one role.")
    role = serializers.CharField()
    model = serializers.CharField(allow_null=True)
    model_label = serializers.CharField(allow_null=True)
    status = serializers.ChoiceField(OPINION_STATUSES)
    text = serializers.CharField()
    is_late = serializers.BooleanField()
    is_partial = serializers.BooleanField()
    round = serializers.IntegerField()


class SharedDissentOutput(serializers.Serializer[dict[str, object]]):
    roles = serializers.ListField(child=serializers.CharField())
    claim = serializers.CharField()
    against = serializers.CharField()


class SharedSynthesisOutput(serializers.Serializer[dict[str, object]]):
    text = serializers.CharField()
    is_partial = serializers.BooleanField()
    chosen_role = serializers.CharField(
        allow_null=True, help_text="Whose opinion stands in its place, unchanged."
    )


class SharedOutput(serializers.Serializer[dict[str, object]]):
    """No more of a deliberation than its link was made for, and nothing of the person."""

    query = serializers.CharField()
    status = serializers.ChoiceField(DELIBERATION_STATUSES)
    outcome = serializers.ChoiceField(OUTCOMES, allow_null=True)
    rehearsal = serializers.BooleanField()
    ended_at = serializers.DateTimeField(allow_null=True)
    synthesis = SharedSynthesisOutput(allow_null=True)
    dissent = SharedDissentOutput(many=True)
    models = SharedModelOutput(many=True, help_text="Who spoke, the chair last.")
    opinions = SharedOpinionOutput(
        many=True, allow_null=True, help_text="Null: they are not shared."
    )
