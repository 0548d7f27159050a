"""What goes out of judges."""

from __future__ import annotations

from rest_framework import serializers


class ShareOutput(serializers.Serializer[dict[str, object]]):
    share = serializers.FloatField(allow_null=True, help_text="Null: too few to say.")
    of = serializers.IntegerField()


class JudgeOutput(serializers.Serializer[dict[str, object]]):
    judge = serializers.CharField(help_text="provider:name")
    reviews = serializers.IntegerField()
    abstained = serializers.IntegerField()
    first = ShareOutput(help_text="Of comparisons without ties: the one shown first won.")
    consistent = ShareOutput(help_text="Of pairs judged in both orders: the same verdict.")
    longer = ShareOutput(help_text="Of comparisons without ties: the longer one won.")
    kin = ShareOutput(
        help_text="One of the two of the judge's own family: it won. Nobody judges its own."
    )


class JudgesOutput(serializers.Serializer[dict[str, object]]):
    results = JudgeOutput(many=True)
    next = serializers.CharField(allow_null=True)
    fewest = serializers.IntegerField(help_text="Comparisons, before a share is told.")
