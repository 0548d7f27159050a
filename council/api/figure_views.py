"""How today's deliberations went, in figures; open to everybody who may ask."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from council.results.figures import FellBackTo, Figures, UsualOpinion, figures_of_today
from providers.stored_keys import is_rehearsal


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


class FiguresView(APIView):
    """How many opinions, how many by fallback, how long it took. In a rehearsal: rehearsed ones."""

    @extend_schema(responses={200: FiguresOutput})
    def get(self, request: Request) -> Response:  # noqa: ARG002
        return Response(FiguresOutput(figures_of_today(is_rehearsal=is_rehearsal())).data)
