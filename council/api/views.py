"""Parse, call one service, answer."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.authentication import asking_key
from accounts.api.pagination import NewestFirst
from council import services
from council.api import outputs
from council.api.inputs import (
    DeliberationFilters,
    FeedbackInput,
    IdempotencyKeyInput,
    SubmissionInput,
)
from council.api.pagination import PAGES
from council.api.serializers import (
    DeliberationOutput,
    DeliberationsOutput,
    ErrorOutput,
    FeedbackOutput,
    SubmissionOutput,
)
from council.conversations import Earlier
from council.feedback import give_feedback
from council.models import Deliberation
from providers.money import nano_usd_of

KEY = OpenApiParameter(
    "Idempotency-Key",
    str,
    OpenApiParameter.HEADER,
    description=("The same key and body within 24 hours give the same deliberation."),
)


class DeliberationsView(APIView):
    """All of a person's deliberations, and the way to a new one."""

    @extend_schema(
        operation_id="deliberations_list",
        parameters=[DeliberationFilters, *PAGES],
        responses={200: DeliberationsOutput, 400: ErrorOutput},
    )
    def get(self, request: Request) -> Response:
        filters = DeliberationFilters(data=request.query_params)
        filters.is_valid(raise_exception=True)
        found = Deliberation.objects.visible_to(request.user).matching(**filters.validated_data)
        pages = NewestFirst()
        page = pages.paginate_queryset(found, request, view=self) or []
        summaries = [outputs.summary_output(deliberation) for deliberation in page]
        body: dict[str, object] = {"results": summaries, "next": pages.get_next_link()}
        return Response(DeliberationsOutput(body).data)

    @extend_schema(
        parameters=[KEY],
        request=SubmissionInput,
        responses={
            202: SubmissionOutput,
            400: ErrorOutput,
            404: ErrorOutput,
            409: ErrorOutput,
            422: ErrorOutput,
        },
    )
    def post(self, request: Request) -> Response:
        submitted = SubmissionInput(data=request.data)
        submitted.is_valid(raise_exception=True)
        person, body = cast(User, request.user), submitted.validated_data
        earlier = Earlier(body["conversation"], body["follows"], body["edits"])
        slug = body["council"] or ""
        council = services.find_council(asked_by=person, slug=slug, earlier=earlier)
        limit = body["max_cost_usd"]
        submission = services.submit_query_once(
            asked_by=person,
            council=council,
            query=body["query"],
            key=key_of(request),
            terms=services.Terms(
                strategy=body["strategy"] or "",
                max_cost_nano_usd=None if limit is None else nano_usd_of(limit),
                allow_paid=body["allow_paid"],
                reuse_answers=body["reuse_answers"],
                earlier=earlier,
                to=body["to"] or "",
            ),
            api_key=asking_key(request),
        )
        answer = SubmissionOutput(outputs.submission_output(submission.deliberation))
        headers = {"Idempotency-Replayed": "true"} if submission.is_replayed else {}
        return Response(answer.data, status=202, headers=headers)


class DeliberationView(APIView):
    """One deliberation, whole."""

    @extend_schema(responses={200: DeliberationOutput, 404: ErrorOutput})
    def get(self, request: Request, deliberation_id: UUID) -> Response:
        deliberation = visible(request, deliberation_id)
        return Response(DeliberationOutput(outputs.deliberation_output(deliberation)).data)


class FeedbackView(APIView):
    """What the person says of the answer."""

    @extend_schema(
        request=FeedbackInput,
        responses={200: FeedbackOutput, 400: ErrorOutput, 404: ErrorOutput, 409: ErrorOutput},
    )
    def put(self, request: Request, deliberation_id: UUID) -> Response:
        """In the place of what was said before; what is left out or null is not said."""
        deliberation = visible(request, deliberation_id)
        said = FeedbackInput(data=request.data)
        said.is_valid(raise_exception=True)
        thumb, picked = said.validated_data["thumb"], said.validated_data["picked"]
        give_feedback(deliberation=deliberation, thumb=thumb or "", picked=picked or "")
        return Response(FeedbackOutput(outputs.feedback_output(deliberation)).data)


class CancelView(APIView):
    """Stop everybody."""

    @extend_schema(request=None, responses={202: SubmissionOutput, 409: ErrorOutput})
    def post(self, request: Request, deliberation_id: UUID) -> Response:
        deliberation = visible(request, deliberation_id)
        services.cancel_deliberation(deliberation=deliberation, by=by(request))
        return accepted(deliberation)


class StopMemberView(APIView):
    """Stop one member or the chair; its text so far is kept."""

    @extend_schema(request=None, responses={202: SubmissionOutput, 409: ErrorOutput})
    def post(self, request: Request, deliberation_id: UUID, member: str) -> Response:
        deliberation = visible(request, deliberation_id)
        services.stop_member(deliberation=deliberation, member=member, by=by(request))
        return accepted(deliberation)


def visible(request: Request, deliberation_id: UUID) -> Deliberation:
    mine: QuerySet[Deliberation] = Deliberation.objects.visible_to(request.user).with_opinions()
    return get_object_or_404(mine, id=deliberation_id)


def key_of(request: Request) -> str:
    if "Idempotency-Key" not in request.headers:
        return ""
    sent = IdempotencyKeyInput(data={"key": request.headers["Idempotency-Key"]})
    sent.is_valid(raise_exception=True)
    return str(sent.validated_data["key"])


def accepted(deliberation: Deliberation) -> Response:
    deliberation.refresh_from_db(fields=["status"])
    return Response(SubmissionOutput(outputs.submission_output(deliberation)).data, status=202)


def by(request: Request) -> str:
    return request.user.get_username()
