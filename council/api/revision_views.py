"""What is done with an answer, each time in a new deliberation: written again, asked again,
contested."""

from __future__ import annotations

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.authentication import asking_key
from council import revisions, services
from council.api.revision_serializers import ContestInput, SynthesisInput
from council.api.serializers import ErrorOutput, SubmissionOutput
from council.api.views import accepted, by, visible

RESPONSES = {
    202: SubmissionOutput,
    400: ErrorOutput,
    404: ErrorOutput,
    409: ErrorOutput,
}


class SynthesizeView(APIView):
    """Go on with the opinions that are there, with another `chair` if wished, also while the one
    there is writes; once it has ended, have them written up again in a new deliberation."""

    @extend_schema(request=SynthesisInput, responses=RESPONSES)
    def post(self, request: Request, deliberation_id: UUID) -> Response:
        deliberation = visible(request, deliberation_id)
        sent = SynthesisInput(data=request.data)
        sent.is_valid(raise_exception=True)
        chair, points = sent.validated_data["chair"], sent.validated_data["points"]
        if not (deliberation.has_ended or points):
            services.synthesize_now(deliberation=deliberation, by=by(request), chair=chair)
            return accepted(deliberation)
        revision = revisions.synthesize_again(
            deliberation=deliberation, chair=chair, points=points, api_key=asking_key(request)
        )
        return accepted(revision)


class AskAgainView(APIView):
    """Ask one member once more, in a new deliberation that keeps the opinions of the others."""

    @extend_schema(request=None, responses=RESPONSES)
    def post(self, request: Request, deliberation_id: UUID, member: str) -> Response:
        deliberation = visible(request, deliberation_id)
        revision = revisions.ask_again(
            deliberation=deliberation, member=member, api_key=asking_key(request)
        )
        return accepted(revision)


class ContestView(APIView):
    """Have one point of the answer argued again, in a new deliberation that keeps all opinions."""

    @extend_schema(request=ContestInput, responses=RESPONSES)
    def post(self, request: Request, deliberation_id: UUID) -> Response:
        deliberation = visible(request, deliberation_id)
        sent = ContestInput(data=request.data)
        sent.is_valid(raise_exception=True)
        revision = revisions.contest_answer(
            deliberation=deliberation,
            contested=revisions.Contested(**sent.validated_data),
            api_key=asking_key(request),
        )
        return accepted(revision)
