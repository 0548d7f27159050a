"""What comes in and what goes out."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from django.conf import settings
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
    SynthesisOutput,
)
from council.models import Deliberation, Feedback

EARLIER = ("conversation", "follows", "edits")
UNREADABLE = re.compile("[\x00\ud800-\udfff]")


class QueryField(serializers.CharField):
    """Text as a person writes it: no NUL, no half of a surrogate pair, not only blanks."""

    def to_internal_value(self, data: object) -> str:
        if isinstance(data, str) and UNREADABLE.search(data):
            raise serializers.ValidationError(
                "This is not text: it has characters nobody can read."
            )
        if not isinstance(data, str):
            raise serializers.ValidationError("Send the query as text.")
        return super().to_internal_value(data)


class WishField(serializers.BooleanField):
    """Yes, no, or as the council has it: None."""

    default_error_messages = {"invalid": "Send true or false."}

    def __init__(self, *, help_text: str) -> None:
        super().__init__(default=None, allow_null=True, help_text=help_text)


class TurnField(serializers.UUIDField):
    """What the query comes after, if anything."""

    default_error_messages = {"invalid": "Send the id of a conversation or of a deliberation."}

    def __init__(self, *, help_text: str) -> None:
        super().__init__(required=False, allow_null=True, default=None, help_text=help_text)


class NoOtherFields(serializers.Serializer[dict[str, Any]]):
    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """A name that is misspelt would be followed by nobody, and nobody would know why."""
        unknown = sorted({str(name) for name in self.initial_data} - set(self.fields))
        if unknown:
            known = ", ".join(self.fields)
            faults = {
                name[:60]: [f"There is no such field. There are {known}."] for name in unknown
            }
            raise serializers.ValidationError(faults)
        return attrs


class SubmissionInput(NoOtherFields):
    query = QueryField(
        max_length=settings.MAX_QUERY_CHARACTERS,
        error_messages={
            "blank": "Write a query.",
            "required": "Write a query.",
            "null": "Write a query.",
            "max_length": "The query is longer than {max_length} characters; shorten it.",
        },
    )
    council = serializers.CharField(
        required=False, allow_null=True, allow_blank=True, default="", max_length=50
    )
    strategy = serializers.CharField(
        required=False, allow_null=True, allow_blank=True, default=None
    )
    conversation = TurnField(help_text="The query follows the newest turn of it.")
    follows = TurnField(help_text="The turn that the query follows.")
    edits = TurnField(help_text="The turn that the query stands beside, as another wording of it.")
    to = serializers.CharField(
        required=False,
        allow_null=True,
        allow_blank=True,
        default=None,
        help_text="The one member that is asked, or `dissenter`; its opinion stands as the answer.",
    )
    max_cost_usd = serializers.DecimalField(
        required=False,
        allow_null=True,
        default=None,
        max_digits=12,
        decimal_places=9,
        min_value=Decimal(0),
        help_text="What all attempts together may cost; models without a known price are left out.",
    )
    allow_paid = WishField(
        help_text="A paid model may stand in for a free one; null: as the council has it."
    )
    reuse_answers = WishField(
        help_text="What you were answered within the hour may be given again; null: as the council "
        "has it."
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """A name that is misspelt would be followed by nobody, and nobody would know why."""
        unknown = sorted({str(name) for name in self.initial_data} - set(self.fields))
        if unknown:
            known = ", ".join(self.fields)
            faults = {
                name[:60]: [f"There is no such field. There are {known}."] for name in unknown
            }
            raise serializers.ValidationError(faults)
        _check_what_comes_before(attrs)
        return attrs


class FeedbackInput(NoOtherFields):
    thumb = serializers.ChoiceField(
        Feedback.Thumb.values, allow_null=True, default=None, help_text="Of the answer."
    )
    picked = serializers.SlugField(
        allow_null=True, default=None, help_text="The member whose opinion was better."
    )


class FeedbackOutput(serializers.Serializer[dict[str, Any]]):
    thumb = serializers.ChoiceField(Feedback.Thumb.values, allow_null=True)
    picked = serializers.CharField(allow_null=True)


class IdempotencyKeyInput(serializers.Serializer[dict[str, str]]):
    key = serializers.CharField(
        allow_blank=True,
        max_length=128,
        error_messages={"max_length": "An Idempotency-Key has at most {max_length} characters."},
    )


class DeliberationFilters(serializers.Serializer[dict[str, str]]):
    search = serializers.CharField(
        required=False,
        allow_blank=True,
        default="",
        help_text="Words of the query or the synthesis.",
    )
    council = serializers.CharField(required=False, allow_blank=True, default="")
    status = serializers.ChoiceField(
        Deliberation.Status.choices, required=False, allow_blank=True, default=""
    )


DELIBERATION_STATUSES = Deliberation.Status.choices
OUTCOMES = Deliberation.Outcome.choices


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
    stage = serializers.ChoiceField(["queued", "opinions", "synthesis", "ended"])
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
    opinions = OpinionOutput(many=True)
    exchange = ExchangedOutput(many=True)
    agreements = AgreementOutput(many=True)
    claims = ClaimOutput(many=True)
    dissent = DissentOutput(many=True)
    blind_spots = serializers.ListField(child=serializers.CharField())
    synthesis = SynthesisOutput(allow_null=True)
    outcome = serializers.ChoiceField(OUTCOMES, allow_null=True)
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


def _check_what_comes_before(attrs: dict[str, Any]) -> None:
    named = [name for name in EARLIER if attrs[name]]
    if len(named) > 1:
        told = f"Send one of {', '.join(EARLIER)}, not several."
        raise serializers.ValidationError({name: [told] for name in named})
    if attrs["to"] and not named:
        told = f"Only who has spoken is asked alone: send one of {', '.join(EARLIER)} too."
        raise serializers.ValidationError({"to": [told]})
    if attrs["to"] and attrs["strategy"]:
        told = "Who is asked alone follows no strategy; leave it out."
        raise serializers.ValidationError({"strategy": [told]})
