"""What comes in."""

from __future__ import annotations

import re
from typing import Any

from django.conf import settings
from rest_framework import serializers

from accounts.api.inputs import MostCostField, NoOtherFields, OneOf
from council.models import Deliberation, Feedback

EARLIER = ("conversation", "follows", "edits")
LONGEST_SEARCH = 200
UNREADABLE = re.compile("[\x00\ud800-\udfff]")
ENDINGS = {"markdown": "md", "json": "json"}  # of a file, by the form that was asked for


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
    max_cost_usd = MostCostField(
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
        attrs = super().validate(attrs)
        _check_what_comes_before(attrs)
        return attrs


class FeedbackInput(NoOtherFields):
    thumb = OneOf(Feedback.Thumb.values, allow_null=True, default=None, help_text="Of the answer.")
    picked = serializers.SlugField(
        allow_null=True, default=None, help_text="The member whose opinion was better."
    )


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
        max_length=LONGEST_SEARCH,
        help_text="Words that all stand in the query, the synthesis or the conversation's title.",
    )
    council = serializers.CharField(required=False, allow_blank=True, default="")
    status = OneOf(Deliberation.Status.choices, required=False, allow_blank=True, default="")


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


class SkipInput(NoOtherFields):
    model = serializers.CharField(
        max_length=300,
        allow_blank=True,
        default="",
        help_text="Only if this one is still asked, `provider:name`; left out: whichever is.",
    )


class FormInput(serializers.Serializer[dict[str, str]]):
    """`as` is no name that Python takes."""

    def get_fields(self) -> dict[str, Any]:
        return {
            "as": OneOf(
                list(ENDINGS), default="markdown", help_text="A document, or the event log."
            )
        }
