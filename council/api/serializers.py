"""What goes out."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from council.api.opinion_serializers import (
    AgreementOutput,
    ClaimOutput,
    ContestOutput,
    DissentOutput,
    ExchangedOutput,
    HistoryOutput,
    OpinionOutput,
    ReceiptOutput,
    ReviewOutput,
    StandingsOutput,
    SynthesisOutput,
)
from council.models import Deliberation, Feedback

DELIBERATION_STATUSES = Deliberation.Status.choices
OUTCOMES = Deliberation.Outcome.choices


class FeedbackOutput(serializers.Serializer[dict[str, Any]]):
    thumb = serializers.ChoiceField(Feedback.Thumb.values, allow_null=True)
    picked = serializers.CharField(allow_null=True)


class ModelOutput(serializers.Serializer[dict[str, str]]):
    name = serializers.CharField(help_text="provider:name")
    label = serializers.CharField()  # type: ignore[assignment]
    provider = serializers.CharField()


class MemberOutput(serializers.Serializer[dict[str, object]]):
    member = serializers.CharField()
    role = serializers.CharField()
    task = serializers.CharField()
    models = ModelOutput(many=True)


class CouncilMemberOutput(MemberOutput):
    is_chair = serializers.BooleanField()


class CouncilOutput(serializers.Serializer[dict[str, object]]):
    slug = serializers.CharField()
    name = serializers.CharField()
    description = serializers.CharField()
    strategy = serializers.CharField()
    quorum = serializers.IntegerField()
    deadline_seconds = serializers.IntegerField()
    allow_paid = serializers.BooleanField()
    reuse_answers = serializers.BooleanField()
    is_ready_made = serializers.BooleanField()
    members = CouncilMemberOutput(many=True)


class LinksOutput(serializers.Serializer[dict[str, str]]):
    self = serializers.CharField()
    events = serializers.CharField()
    cancel = serializers.CharField()
    socket = serializers.CharField()
    page = serializers.CharField()


class SubmissionOutput(serializers.Serializer[dict[str, object]]):
    id = serializers.UUIDField()
    status = serializers.CharField()
    council = serializers.CharField()
    strategy = serializers.CharField()
    conversation = serializers.UUIDField()
    links = LinksOutput()


class DeliberationSummary(serializers.Serializer[dict[str, object]]):
    id = serializers.UUIDField()
    conversation = serializers.UUIDField()
    query = serializers.CharField()
    status = serializers.ChoiceField(DELIBERATION_STATUSES)
    council = serializers.CharField()
    strategy = serializers.CharField()
    outcome = serializers.ChoiceField(OUTCOMES, allow_null=True)
    is_side_by_side = serializers.BooleanField(
        help_text="No one answer was to be written: the opinions stand beside one another."
    )
    rehearsal = serializers.BooleanField()
    created_at = serializers.DateTimeField()
    synthesis_preview = serializers.CharField()


class CouncilsOutput(serializers.Serializer[dict[str, object]]):
    results = CouncilOutput(many=True)
    next = serializers.CharField(allow_null=True)


class DeliberationsOutput(serializers.Serializer[dict[str, object]]):
    results = DeliberationSummary(many=True)
    next = serializers.CharField(allow_null=True)


class DeliberationOutput(serializers.Serializer[dict[str, object]]):
    id = serializers.UUIDField()
    query = serializers.CharField()
    status = serializers.ChoiceField(DELIBERATION_STATUSES)
    stage = serializers.ChoiceField(["queued", "opinions", "reviews", "synthesis", "ended"])
    council = serializers.CharField()
    strategy = serializers.CharField()
    conversation = serializers.UUIDField()
    follows = serializers.UUIDField(
        allow_null=True, help_text="The turn before it; what follows the same is its sibling."
    )
    revises = serializers.UUIDField(
        allow_null=True, help_text="The deliberation whose opinions it keeps."
    )
    to = serializers.CharField(allow_null=True, help_text="The one member that was asked alone.")
    history = HistoryOutput()
    contest = ContestOutput(allow_null=True)
    points = serializers.ListField(
        child=serializers.CharField(), help_text="Those that the person picked for the answer."
    )
    rehearsal = serializers.BooleanField()
    quorum = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    started_at = serializers.DateTimeField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)
    deadline_at = serializers.DateTimeField()
    max_cost_usd = serializers.CharField(allow_null=True)
    allow_paid = serializers.BooleanField()
    reuse_answers = serializers.BooleanField()
    members = MemberOutput(many=True)
    chair = MemberOutput()
    chaired_by = serializers.CharField(
        allow_null=True, help_text="The member that writes in the chair's place."
    )
    opinions = OpinionOutput(many=True)
    exchange = ExchangedOutput(many=True)
    agreements = AgreementOutput(many=True)
    claims = ClaimOutput(many=True)
    dissent = DissentOutput(many=True)
    blind_spots = serializers.ListField(child=serializers.CharField())
    reviews = ReviewOutput(many=True)
    standings = StandingsOutput(allow_null=True)
    synthesis = SynthesisOutput(allow_null=True)
    outcome = serializers.ChoiceField(OUTCOMES, allow_null=True)
    is_side_by_side = serializers.BooleanField(
        help_text="No one answer was to be written: the opinions stand beside one another."
    )
    receipt = ReceiptOutput(allow_null=True)
    feedback = FeedbackOutput()
    code = serializers.CharField()
    message = serializers.CharField()


class ErrorOutput(serializers.Serializer[dict[str, object]]):
    code = serializers.CharField()
    message = serializers.CharField()
    fields = serializers.DictField(  # type: ignore[assignment]
        child=serializers.ListField(child=serializers.CharField())
    )
    request_id = serializers.CharField()
