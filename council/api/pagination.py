"""How lists are paged: `{"results": […], "next": url or null}`, newest first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import NotFound
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.views import APIView

Row = TypeVar("Row")
Rows = QuerySet[Any, Row] | Sequence[Row]
PAGES = [OpenApiParameter("cursor", str), OpenApiParameter("limit", int)]


class NewestFirst(CursorPagination):
    page_size = 50
    page_size_query_param = "limit"
    max_page_size = 200
    ordering: tuple[str, ...] = ("-created_at", "-id")

    def paginate_queryset(
        self, queryset: Rows[Row], request: Request, view: APIView | None = None
    ) -> list[Row] | None:
        try:
            return super().paginate_queryset(queryset, request, view)
        except ValidationError as error:  # a cursor that was not made here
            raise NotFound(self.invalid_cursor_message) from error


class NewestAskedFirst(NewestFirst):
    """Of conversations, by the newest of their queries that fit."""

    ordering = ("-asked_at", "-conversation")
