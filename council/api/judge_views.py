"""What judges are like: measured on all reviews, and open to everybody who may ask."""

from __future__ import annotations

from dataclasses import asdict

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from council import results
from council.api.judge_serializers import JudgesOutput
from council.evaluation.judges import FEWEST, judge_biases


class JudgesView(APIView):
    """Every language model that has judged, and what it prefers for no good reason."""

    @extend_schema(responses={200: JudgesOutput})
    def get(self, request: Request) -> Response:  # noqa: ARG002
        judges = [asdict(bias) for bias in judge_biases(results.judged_reviews())]
        body: dict[str, object] = {"results": judges, "next": None, "fewest": FEWEST}
        return Response(JudgesOutput(body).data)
