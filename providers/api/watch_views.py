"""Watching the providers: figures, what happened, and what an operator does about it."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import IsAdminUser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.permissions import HasScope
from providers.api.serializers import ProviderOutput
from providers.api.views import told_with
from providers.api.watch_serializers import (
    LogOutput,
    ProviderFiguresOutput,
    ProvidersTestedOutput,
)
from providers.catalogue.health import probe_provider, probe_providers
from providers.catalogue.watching import figures_kept
from providers.events import recent_events
from providers.models import Provider
from providers.pausing import pause_provider, resume_provider

MOST_TOLD = 50
CHANGES = {"from": "before", "to": "after"}


class ProviderFiguresView(APIView):
    """The last 24 hours of every provider, and what was spent this month; a few seconds old at
    most. In a rehearsal the attempts are those of the rehearsal."""

    @extend_schema(responses={200: ProviderFiguresOutput})
    def get(self, request: Request) -> Response:  # noqa: ARG002
        return Response(ProviderFiguresOutput(figures_kept.now()).data)


class ForStaff(APIView):
    permission_classes = (IsAdminUser, HasScope)


class ProviderLogView(ForStaff):
    """The last fifty events of the stream, the newest first."""

    @extend_schema(responses={200: LogOutput})
    def get(self, request: Request) -> Response:  # noqa: ARG002
        told = [_plain(event) for event in recent_events(MOST_TOLD)]
        return Response(LogOutput({"results": told, "next": None}).data)


class TestProvidersView(ForStaff):
    """Look at every provider that can be asked, all at once: whether it is there, takes the key,
    and which models it lists. Nothing is generated. A rehearsal asks nobody."""

    @extend_schema(
        operation_id="providers_test_all", request=None, responses={200: ProvidersTestedOutput}
    )
    def post(self, request: Request) -> Response:  # noqa: ARG002
        probe_providers()
        rows = Provider.objects.with_model_count().order_by("id")
        answer = ProvidersTestedOutput({"results": rows, "next": None}, context=told_with())
        return Response(answer.data)


class TestProviderView(ForStaff):
    """As for all, of this one."""

    @extend_schema(request=None, responses={200: ProviderOutput})
    def post(self, request: Request, name: str) -> Response:  # noqa: ARG002
        probe_provider(_provider(name))
        return _told(name)


class PauseProviderView(ForStaff):
    """From now on nobody asks it: new deliberations go by the others, and a model of its that one
    names already is passed over as `paused`. The same switch is *enabled* in the admin."""

    @extend_schema(request=None, responses={200: ProviderOutput})
    def post(self, request: Request, name: str) -> Response:  # noqa: ARG002
        pause_provider(provider=_provider(name))
        return _told(name)


class ResumeProviderView(ForStaff):
    """It may be asked again; what a test finds is told soon after."""

    @extend_schema(request=None, responses={200: ProviderOutput})
    def post(self, request: Request, name: str) -> Response:  # noqa: ARG002
        resume_provider(provider=_provider(name))
        return _told(name)


def _provider(name: str) -> Provider:
    return get_object_or_404(Provider, name=name)


def _told(name: str) -> Response:
    row = get_object_or_404(Provider.objects.with_model_count(), name=name)
    return Response(ProviderOutput(row, context=told_with()).data)


def _plain(event: dict[str, Any]) -> dict[str, Any]:
    return {CHANGES.get(fact, fact): told for fact, told in event.items()}
