"""What stands on a deliberation: opinions, agreement, synthesis and receipt."""

from __future__ import annotations

from rest_framework import serializers

from council.models import Opinion, Review
from providers.models import Attempt

OPINION_STATUSES = ["waiting", "speaking", *Opinion.Status.values]


class UsageOutput(serializers.Serializer[dict[str, object]]):
    input_tokens = serializers.IntegerField()
    output_tokens = serializers.IntegerField()
    is_estimated = serializers.BooleanField()


class AttemptOutput(serializers.Serializer[dict[str, object]]):
    id = serializers.UUIDField()
    number = serializers.IntegerField()
    model = serializers.CharField()
    provider = serializers.CharField()
    status = serializers.ChoiceField(Attempt.Status.choices)
    code = serializers.CharField()
    message = serializers.CharField()
    started_at = serializers.DateTimeField()
    seconds = serializers.FloatField()
    first_text_seconds = serializers.FloatField(allow_null=True)
    usage = UsageOutput()
    cost_usd = serializers.CharField(allow_null=True)


class AskedOutput(serializers.Serializer[dict[str, object]]):
    model = serializers.CharField()
    attempts = serializers.IntegerField(help_text="0: it was left out, or had answered before.")
    code = serializers.CharField(help_text="Empty: it answered.")
    message = serializers.CharField()


class RoutingOutput(serializers.Serializer[dict[str, object]]):
    asked = AskedOutput(many=True)
    reason = serializers.CharField()


class TailOutput(serializers.Serializer[dict[str, object]]):
    answer = serializers.CharField(help_text="In one line; empty: it names none.")
    claims = serializers.ListField(child=serializers.CharField())
    is_unknown = serializers.BooleanField(help_text="It says that it cannot know.")


class ExchangedOutput(serializers.Serializer[dict[str, object]]):
    """What a member said once it had seen what others say."""

    member = serializers.CharField()
    role = serializers.CharField()
    model = serializers.CharField(allow_null=True)
    provider = serializers.CharField(allow_null=True)
    status = serializers.ChoiceField(OPINION_STATUSES)
    text = serializers.CharField()
    code = serializers.CharField()
    message = serializers.CharField()
    usage = UsageOutput()
    cost_usd = serializers.CharField(allow_null=True)
    seconds = serializers.FloatField()
    is_late = serializers.BooleanField()
    is_partial = serializers.BooleanField()
    routing = RoutingOutput()
    tail = TailOutput(allow_null=True)
    kept = serializers.BooleanField(
        help_text="It was given in the deliberation that this one revises."
    )


class EarlierOutput(serializers.Serializer[dict[str, object]]):
    """What a member said when it was asked before."""

    text = serializers.CharField()
    model = serializers.CharField(allow_null=True)
    is_partial = serializers.BooleanField()


class OpinionOutput(ExchangedOutput):
    part = serializers.CharField(
        help_text="What it is here for, `draft` or `attack`; empty: all do the same."
    )
    attempts = AttemptOutput(many=True)
    earlier = EarlierOutput(
        many=True,
        help_text="In the deliberations that this one revises, the first time first.",
    )


class GroupOutput(serializers.Serializer[dict[str, object]]):
    answer = serializers.CharField()
    members = serializers.ListField(child=serializers.CharField())
    families = serializers.IntegerField(help_text="1: agreement within one family is weaker.")


class VoteOutput(serializers.Serializer[dict[str, object]]):
    answer = serializers.CharField()
    winner = serializers.CharField(help_text="The strongest member that holds it.")
    left_out = serializers.ListField(child=serializers.CharField())
    is_tied = serializers.BooleanField()
    are_strengths_known = serializers.BooleanField()


class AgreementOutput(serializers.Serializer[dict[str, object]]):
    kind = serializers.CharField()
    groups = GroupOutput(many=True)
    of = serializers.IntegerField(help_text="How many members were asked.")
    without_answer = serializers.ListField(child=serializers.CharField())
    is_unanimous = serializers.BooleanField()
    vote = VoteOutput()
    round = serializers.IntegerField(help_text="2: after the exchange.")
    confidence = serializers.FloatField(
        allow_null=True,
        help_text="The probability that the answer is right; null where agreement on such queries "
        "is not calibrated.",
    )


class SourceOutput(serializers.Serializer[dict[str, object]]):
    begins = serializers.IntegerField(help_text="Unicode characters of the text before it.")
    ends = serializers.IntegerField()
    members = serializers.ListField(child=serializers.CharField(), help_text="Who supports it.")


class ClaimOutput(serializers.Serializer[dict[str, object]]):
    text = serializers.CharField()
    asserted_by = serializers.ListField(child=serializers.CharField())
    contradicted_by = serializers.ListField(child=serializers.CharField())


class DissentOutput(serializers.Serializer[dict[str, object]]):
    members = serializers.ListField(child=serializers.CharField())
    claim = serializers.CharField(help_text="What these members hold.")
    against = serializers.CharField(help_text="What the answer holds; empty where it is open.")


class ReviewOutput(serializers.Serializer[dict[str, object]]):
    """What a member said of the others' opinions, or why it said nothing that counts."""

    member = serializers.CharField()
    role = serializers.CharField()
    round = serializers.IntegerField(help_text="2: of opinions near each other, turned round.")
    model = serializers.CharField(allow_null=True)
    provider = serializers.CharField(allow_null=True)
    status = serializers.ChoiceField(Review.Status.choices)
    shown = serializers.ListField(
        child=serializers.CharField(), help_text="Whose opinions it saw, unsigned, in this order."
    )
    ranking = serializers.ListField(
        child=serializers.ListField(child=serializers.CharField()),
        help_text="The best first, equals together; empty: it abstains, or there is no review.",
    )
    has_abstained = serializers.BooleanField()
    reason = serializers.CharField()
    code = serializers.CharField()
    message = serializers.CharField()
    usage = UsageOutput()
    cost_usd = serializers.CharField(allow_null=True)
    seconds = serializers.FloatField()
    routing = RoutingOutput()
    attempts = AttemptOutput(many=True)


class StandingOutput(serializers.Serializer[dict[str, object]]):
    member = serializers.CharField()
    points = serializers.FloatField(help_text="From 0, behind all others, to 1.")
    ballots = serializers.IntegerField(help_text="How many reviewers ranked it.")


class StandingsOutput(serializers.Serializer[dict[str, object]]):
    standings = StandingOutput(many=True)
    is_tied = serializers.BooleanField(help_text="The first is so by strength or order only.")


class SynthesisOutput(serializers.Serializer[dict[str, object]]):
    text = serializers.CharField()
    model = serializers.CharField()
    usage = UsageOutput()
    cost_usd = serializers.CharField(allow_null=True)
    seconds = serializers.FloatField()
    chosen = serializers.CharField(allow_null=True)
    is_partial = serializers.BooleanField()
    sources = SourceOutput(many=True)
    routing = RoutingOutput()
    attempts = AttemptOutput(many=True)


class MissingMemberOutput(serializers.Serializer[dict[str, str]]):
    member = serializers.CharField()
    code = serializers.CharField()


class BestMemberOutput(serializers.Serializer[dict[str, object]]):
    member = serializers.CharField()
    model = serializers.CharField(help_text="provider:name")
    accuracy = serializers.FloatField(help_text="Of the queries of this kind that were scored.")
    scored = serializers.IntegerField()


class ReceiptOutput(serializers.Serializer[dict[str, object]]):
    given = serializers.ListField(child=serializers.CharField())
    missing = MissingMemberOutput(many=True)
    attempts = serializers.IntegerField()
    usage = UsageOutput()
    cost_usd = serializers.CharField(allow_null=True)
    is_complete = serializers.BooleanField()
    seconds = serializers.FloatField()
    best_member = BestMemberOutput(
        allow_null=True, help_text="Null: not all members have a history with such queries."
    )


class HistoryOutput(serializers.Serializer[dict[str, int]]):
    turns = serializers.IntegerField(help_text="Earlier turns that went with the query.")
    left_out = serializers.IntegerField(help_text="Older ones for which there was no room.")


class ContestOutput(serializers.Serializer[dict[str, str]]):
    claim = serializers.CharField(help_text="The point of the revised answer that is contested.")
    reason = serializers.CharField()
