"""How today's deliberations went, in figures; open to everybody who may ask."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from council.api.figure_serializers import FiguresOutput
from council.results.figures import figures_of_today
from providers.stored_keys import is_rehearsal


class FiguresView(APIView):
    """How many opinions, how many by fallback, how long it took. In a rehearsal: rehearsed ones."""

    @extend_schema(responses={200: FiguresOutput})
    def get(self, request: Request) -> Response:  # noqa: ARG002
        return Response(FiguresOutput(figures_of_today(is_rehearsal=is_rehearsal())).data)
