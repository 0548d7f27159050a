"""An Ollama looked at while somebody waits: for staff, who set the council up."""

from __future__ import annotations

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import IsAdminUser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.permissions import InPerson
from providers.api.local_serializers import LocalModelsOutput
from providers.catalogue.local_models import find_local_models
from providers.models import Provider


class LocalModelsView(APIView):
    permission_classes = [InPerson, IsAdminUser]

    @extend_schema(request=None, responses=LocalModelsOutput)
    def post(self, request: Request, name: str) -> Response:  # noqa: ARG002
        """Look for an Ollama and its models now, for three seconds at most. A rehearsal for want
        of a real model ends with the first that is found."""
        ollama = get_object_or_404(Provider, name=name, adapter=Provider.Adapter.OLLAMA)
        return Response(LocalModelsOutput(find_local_models(ollama)).data)
