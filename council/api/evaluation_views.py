"""Evaluations that were kept, and what councils decide by: open to everybody who may ask."""

from __future__ import annotations

from uuid import UUID

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.pagination import NewestFirst
from council.api.evaluation_serializers import (
    EvaluationOutput,
    EvaluationsOutput,
    LearnedOutput,
)
from council.api.pagination import PAGES
from council.api.serializers import ErrorOutput
from council.models import Calibration, EvaluationReport
from providers.catalogue.strengths import Strengths
from providers.strengths import FEWEST_SCORED


class EvaluationsView(APIView):
    """The reports that `manage.py evaluate --keep` has kept, newest first."""

    @extend_schema(
        operation_id="evaluations_list", parameters=PAGES, responses={200: EvaluationsOutput}
    )
    def get(self, request: Request) -> Response:
        pages = NewestFirst()
        found = EvaluationReport.objects.defer("figures", "tables")
        page = pages.paginate_queryset(found, request, view=self) or []
        body: dict[str, object] = {"results": page, "next": pages.get_next_link()}
        return Response(EvaluationsOutput(body).data)


class EvaluationView(APIView):
    """One report, with all its figures."""

    @extend_schema(responses={200: EvaluationOutput, 404: ErrorOutput})
    def get(self, request: Request, report_id: UUID) -> Response:  # noqa: ARG002
        report = get_object_or_404(EvaluationReport, pk=report_id)
        return Response(EvaluationOutput(report).data)


class LearnedView(APIView):
    """What councils decide by: how strong each model is with each kind of question, and what
    agreement means."""

    @extend_schema(responses={200: LearnedOutput})
    def get(self, request: Request) -> Response:  # noqa: ARG002
        body: dict[str, object] = {
            "strengths": [
                {"language_model": name, "strength": strength}
                for name, strength in Strengths().all()
            ],
            "calibrations": Calibration.objects.all(),
            "fewest": FEWEST_SCORED,
        }
        return Response(LearnedOutput(body).data)
