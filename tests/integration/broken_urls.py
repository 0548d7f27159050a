"""The addresses of the project and two that break."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backend import urls
from backend.urls import handler400, handler404, handler500

__all__ = ["handler400", "handler404", "handler500", "urlpatterns"]

CAUSE = "a detail for the log"


class BreakingView(APIView):
    def get(self, request: Request) -> Response:  # noqa: ARG002
        raise LookupError(CAUSE)


def break_plainly(request: HttpRequest) -> HttpResponse:
    raise LookupError(CAUSE)


urlpatterns = [
    path("api/breaks/", BreakingView.as_view()),
    path("api/breaks-plainly/", break_plainly),
    *urls.urlpatterns,
]
