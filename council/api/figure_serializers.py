"""What the API says in figures of how deliberations went."""

from __future__ import annotations

from rest_framework import serializers

from council.results.figures import FellBackTo, Figures, UsualOpinion


class FellBackToOutput(serializers.Serializer[FellBackTo]):
    provider = serializers.CharField()
    opinions = serializers.IntegerField()


class UsualOpinionOutput(serializers.Serializer[UsualOpinion]):
    """What an opinion took on the mean, of the last thousand of a month."""

    provider = serializers.CharField()
    opinions = serializers.IntegerField(help_text="Of how many it is the mean: ten at least.")
    input_tokens = serializers.FloatField()
    output_tokens = serializers.FloatField()
    cost_usd = serializers.CharField(allow_null=True, help_text="Null: a price is not known.")


class FiguresOutput(serializers.Serializer[Figures]):
    """Of what has ended since midnight, by all people together. Null: nothing tells it yet.
    `usual_fallback_share` is that of the seven days before; `fell_back_to`: in the last hour;
    `usual_opinions`: of the month before, none in a rehearsal."""

    since = serializers.DateTimeField()
    rehearsal = serializers.BooleanField()
    deliberations = serializers.IntegerField()
    opinions = serializers.IntegerField()
    fallback_share = serializers.FloatField(allow_null=True)
    usual_fallback_share = serializers.FloatField(allow_null=True)
    median_seconds = serializers.FloatField(allow_null=True)
    p95_seconds = serializers.FloatField(allow_null=True)
    fell_back_to = FellBackToOutput(many=True)
    usual_opinions = UsualOpinionOutput(many=True)
