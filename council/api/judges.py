"""What judges are like: measured on all reviews, and open to everybody who may ask."""

from __future__ import annotations

from dataclasses import asdict

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from council import results
from council.evaluation.judges import FEWEST, judge_biases


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


class JudgesView(APIView):
    """Every language model that has judged, and what it prefers for no good reason."""

    @extend_schema(responses={200: JudgesOutput})
    def get(self, request: Request) -> Response:  # noqa: ARG002
        judges = [asdict(bias) for bias in judge_biases(results.judged_reviews())]
        body: dict[str, object] = {"results": judges, "next": None, "fewest": FEWEST}
        return Response(JudgesOutput(body).data)
