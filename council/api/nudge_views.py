"""What a person may do with one voice that keeps them waiting."""

from __future__ import annotations

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from council import nudges
from council.api.inputs import SkipInput
from council.api.serializers import ErrorOutput, SubmissionOutput
from council.api.views import accepted, by, visible

RESPONSES = {202: SubmissionOutput, 404: ErrorOutput, 409: ErrorOutput}


class RetryNowView(APIView):
    """End the wait before the next attempt of one member or the chair."""

    @extend_schema(request=None, responses=RESPONSES)
    def post(self, request: Request, deliberation_id: UUID, member: str) -> Response:
        deliberation = visible(request, deliberation_id)
        nudges.retry_now(deliberation=deliberation, member=member, by=by(request))
        return accepted(deliberation)


class SkipView(APIView):
    """Leave the model that one member or the chair asks or waits for, for the next in its list; who
    has no other passes."""

    @extend_schema(request=SkipInput, responses={**RESPONSES, 400: ErrorOutput})
    def post(self, request: Request, deliberation_id: UUID, member: str) -> Response:
        deliberation = visible(request, deliberation_id)
        sent = SkipInput(data=request.data)
        sent.is_valid(raise_exception=True)
        model = sent.validated_data["model"]
        nudges.skip_model(deliberation=deliberation, member=member, by=by(request), model=model)
        return accepted(deliberation)
