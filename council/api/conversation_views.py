"""Conversations: listed, read whole, renamed, deleted."""

from __future__ import annotations

from uuid import UUID

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from council import conversations
from council.api.conversation_outputs import conversation_output, conversation_summaries
from council.api.conversation_serializers import (
    ConversationFilters,
    ConversationOutput,
    ConversationsOutput,
    TitleInput,
)
from council.api.pagination import PAGES, NewestAskedFirst
from council.api.serializers import ErrorOutput
from council.models import Conversation, Deliberation


class ConversationsView(APIView):
    """A person's conversations: all, or those with a query that fits."""

    @extend_schema(
        operation_id="conversations_list",
        parameters=[ConversationFilters, *PAGES],
        responses={200: ConversationsOutput, 400: ErrorOutput},
    )
    def get(self, request: Request) -> Response:
        filters = ConversationFilters(data=request.query_params)
        filters.is_valid(raise_exception=True)
        outcome = filters.validated_data.pop("outcome")
        is_shared = filters.validated_data.pop("shared")
        fitting = Deliberation.objects.visible_to(request.user).matching(**filters.validated_data)
        if outcome:
            fitting = fitting.that_came_to(outcome)
        if is_shared:
            fitting = fitting.shared()
        pages = NewestAskedFirst()
        page = pages.paginate_queryset(fitting.in_conversations(), request, view=self) or []
        body: dict[str, object] = {
            "results": conversation_summaries(page, fitting, filters.validated_data["search"]),
            "next": pages.get_next_link(),
        }
        return Response(ConversationsOutput(body).data)


class ConversationView(APIView):
    """One conversation, with all its turns."""

    @extend_schema(responses={200: ConversationOutput, 404: ErrorOutput})
    def get(self, request: Request, conversation_id: UUID) -> Response:
        return whole(visible(request, conversation_id))

    @extend_schema(
        request=TitleInput, responses={200: ConversationOutput, 400: ErrorOutput, 404: ErrorOutput}
    )
    def patch(self, request: Request, conversation_id: UUID) -> Response:
        sent = TitleInput(data=request.data)
        sent.is_valid(raise_exception=True)
        conversation = visible(request, conversation_id)
        title = sent.validated_data["title"]
        conversations.rename_conversation(conversation=conversation, title=title)
        return whole(conversation)

    @extend_schema(responses={204: None, 404: ErrorOutput, 409: ErrorOutput})
    def delete(self, request: Request, conversation_id: UUID) -> Response:
        conversation = visible(request, conversation_id)
        conversations.delete_conversation(conversation=conversation)
        return Response(status=204)


def visible(request: Request, conversation_id: UUID) -> Conversation:
    return get_object_or_404(
        Conversation.objects.visible_to(request.user).with_turns(), id=conversation_id
    )


def whole(conversation: Conversation) -> Response:
    return Response(ConversationOutput(conversation_output(conversation)).data)
