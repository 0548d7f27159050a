"""Deliberations and conversations as files."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.http import content_disposition_header
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.views import APIView

from council.api.conversation_outputs import title_of
from council.api.conversation_views import visible as visible_conversation
from council.api.inputs import ENDINGS, FormInput
from council.api.serializers import ErrorOutput
from council.errors import NotFinished
from council.exports import archive, naming
from council.exports.markdown import document
from council.exports.record import record
from council.models import Deliberation

TYPES = {"md": "text/markdown; charset=utf-8", "json": "application/json", "zip": "application/zip"}


class AnyForm(BaseContentNegotiation):
    """The address says what is sent, whatever the request accepts."""

    def select_renderer(
        self,
        request: Request,  # noqa: ARG002
        renderers: Iterable[BaseRenderer],
        format_suffix: str | None = None,  # noqa: ARG002
    ) -> tuple[BaseRenderer, str]:
        [only] = renderers
        return only, only.media_type


FILE = {
    (200, "text/markdown"): OpenApiTypes.STR,
    (200, "application/json"): OpenApiTypes.OBJECT,
    400: ErrorOutput,
    404: ErrorOutput,
}


class DeliberationExportView(APIView):
    """One that has ended, as a file."""

    content_negotiation_class = AnyForm

    @extend_schema(parameters=[FormInput], responses={**FILE, 409: ErrorOutput})
    def get(self, request: Request, deliberation_id: UUID) -> HttpResponseBase:
        ending = ending_of(request)
        mine = Deliberation.objects.visible_to(request.user).prefetch_related("opinions")
        deliberation = get_object_or_404(mine, id=deliberation_id)
        if not deliberation.has_ended:
            raise NotFinished
        text = record(deliberation) if ending == "json" else document(deliberation).encode()
        name = naming.file_name(deliberation.query, deliberation.id, ending)
        return as_file(HttpResponse(text), name)


class ConversationExportView(APIView):
    """All turns of one, as a file. Of a turn that still runs it holds no more than the query."""

    content_negotiation_class = AnyForm

    @extend_schema(parameters=[FormInput], responses=FILE)
    def get(self, request: Request, conversation_id: UUID) -> HttpResponseBase:
        ending = ending_of(request)
        conversation = visible_conversation(request, conversation_id)
        title = title_of(conversation)
        write = archive.conversation_record if ending == "json" else archive.conversation_document
        name = naming.file_name(title, conversation.id, ending)
        return as_file(StreamingHttpResponse(write(conversation, title)), name)


class ArchiveView(APIView):
    """Every deliberation of a person that has ended, as one ZIP: a document and the event log of
    each, in folders by conversation."""

    content_negotiation_class = AnyForm

    @extend_schema(
        operation_id="deliberations_archive",
        responses={(200, "application/zip"): OpenApiTypes.BINARY},
    )
    def get(self, request: Request) -> HttpResponseBase:
        ended = Deliberation.objects.visible_to(request.user).ended()
        name = naming.archive_name(timezone.now())
        return as_file(StreamingHttpResponse(archive.archive(ended)), name)


def ending_of(request: Request) -> str:
    asked = FormInput(data=request.query_params)
    asked.is_valid(raise_exception=True)
    return ENDINGS[asked.validated_data["as"]]


def as_file(response: HttpResponseBase, name: str) -> HttpResponseBase:
    response.headers["Content-Type"] = TYPES[name.rpartition(".")[2]]
    response.headers["Content-Disposition"] = content_disposition_header(
        as_attachment=True, filename=name
    )
    response.headers["Cache-Control"] = "no-store"
    return response
