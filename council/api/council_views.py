"""Councils: listed, made, changed, deleted; what each will take; how long a text may be."""

from __future__ import annotations

from dataclasses import asdict
from typing import cast

from django.conf import settings
from django.contrib.auth.models import User
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from council import councils
from council.api import outputs
from council.api.council_serializers import CouncilInput, EstimatesOutput, LimitsOutput
from council.api.revision_serializers import POINT_CHARACTERS, REASON_CHARACTERS
from council.api.serializers import CouncilOutput, CouncilsOutput, ErrorOutput
from council.estimates import estimate
from council.models import Council


class CouncilsView(APIView):
    """The councils this person may ask."""

    @extend_schema(operation_id="councils_list", responses={200: CouncilsOutput})
    def get(self, request: Request) -> Response:
        found = Council.objects.visible_to(request.user).with_line_up()
        shown = [outputs.council_output(council) for council in found]
        return Response(CouncilsOutput({"results": shown, "next": None}).data)

    @extend_schema(request=CouncilInput, responses={201: CouncilOutput, 400: ErrorOutput})
    def post(self, request: Request) -> Response:
        """A council of this person's own."""
        sent = CouncilInput(data=request.data)
        sent.is_valid(raise_exception=True)
        owner = cast(User, request.user)
        made = councils.create_council(owner=owner, draft=sent.draft())
        return Response(shown(request, made.slug), status=201)


class CouncilView(APIView):
    """One council."""

    @extend_schema(responses={200: CouncilOutput, 404: ErrorOutput})
    def get(self, request: Request, council: str) -> Response:
        return Response(shown(request, council))

    @extend_schema(
        request=CouncilInput,
        responses={200: CouncilOutput, 400: ErrorOutput, 403: ErrorOutput, 404: ErrorOutput},
    )
    def put(self, request: Request, council: str) -> Response:
        changed = visible(request, council)
        sent = CouncilInput(data=request.data)
        sent.is_valid(raise_exception=True)
        councils.change_council(council=changed, draft=sent.draft())
        return Response(shown(request, council))

    @extend_schema(responses={204: None, 403: ErrorOutput, 404: ErrorOutput})
    def delete(self, request: Request, council: str) -> Response:
        """What it has deliberated stays."""
        councils.delete_council(council=visible(request, council))
        return Response(status=204)


class EstimatesView(APIView):
    """What a query to this council will take, by each strategy there is."""

    @extend_schema(responses={200: EstimatesOutput, 404: ErrorOutput})
    def get(self, request: Request, council: str) -> Response:
        results = [asdict(each) for each in estimate(visible(request, council))]
        return Response(EstimatesOutput({"results": results, "next": None}).data)


class LimitsView(APIView):
    """How long the texts may be that a person sends."""

    @extend_schema(responses={200: LimitsOutput})
    def get(self, request: Request) -> Response:  # noqa: ARG002
        limits = {
            "query": settings.MAX_QUERY_CHARACTERS,
            "point": POINT_CHARACTERS,
            "reason": REASON_CHARACTERS,
        }
        return Response(LimitsOutput(limits).data)


def visible(request: Request, slug: str) -> Council:
    return get_object_or_404(Council.objects.visible_to(request.user).with_line_up(), slug=slug)


def shown(request: Request, slug: str) -> dict[str, object]:
    return dict(CouncilOutput(outputs.council_output(visible(request, slug))).data)
