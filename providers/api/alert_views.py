"""Alerts, and the stream of what happens at the providers: for staff, who may see the windows of
everybody."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.permissions import IsAdminUser
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.permissions import HasScope
from providers.api.alert_serializers import AlertsOutput
from providers.events import PLACE, PROVIDERS
from providers.following import followed
from providers.ledger.alerts import as_told
from providers.models import Alert


class AlertsView(APIView):
    """The alerts whose cause is not gone, and of windows those of the present stretch; the last
    first."""

    permission_classes = (IsAdminUser, HasScope)

    @extend_schema(responses={200: AlertsOutput})
    def get(self, request: Request) -> Response:  # noqa: ARG002
        told = [as_told(one) for one in Alert.objects.current()]
        return Response(AlertsOutput({"results": told, "next": None}).data)


class WhateverIsAccepted(BaseContentNegotiation):
    """Browsers accept nothing but events here; an error is JSON all the same."""

    def select_renderer(
        self,
        request: Request,  # noqa: ARG002  REST framework's signature
        renderers: Iterable[BaseRenderer],
        format_suffix: str | None = None,  # noqa: ARG002
    ) -> tuple[BaseRenderer, str]:
        return next(iter(renderers)), "application/json"


class ProviderEventsView(APIView):
    """Server-Sent Events: `id` is a place in the stream, `event` a type, `data` JSON.
    `alert.raised` and `alert.ended` carry an alert, `circuit.changed` a provider, model, circuit,
    from, to, cause, until, `health.changed` a provider, from, to, code, message, `provider.paused`
    and `provider.resumed` a provider. What comes from now on, or after `Last-Event-ID`, of the last
    thousand; comments keep it alive."""

    permission_classes = (IsAdminUser, HasScope)
    content_negotiation_class = WhateverIsAccepted

    @extend_schema(
        parameters=[OpenApiParameter("Last-Event-ID", location="header")],
        responses={(200, "text/event-stream"): OpenApiTypes.STR},
    )
    def get(self, request: Request) -> HttpResponse:
        after = request.headers.get("Last-Event-ID", "")
        if not PLACE.fullmatch(after):
            raise ValidationError({"Last-Event-ID": ["It must be the id of an event."]})
        return followed(PROVIDERS, after)
