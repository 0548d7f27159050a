"""How lists are paged, whichever app tells them: `{"results": […], "next": url or null}`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

Row = TypeVar("Row")
Rows = QuerySet[Any, Row] | Sequence[Row]
Schema = dict[str, Any]

ROWS = 50
MOST_ROWS = 200
NO_NUMBER = f"It is a whole number from 1; a page has at most {MOST_ROWS} rows."
LIMIT_SCHEMA: Schema = {"type": "integer", "minimum": 1, "default": ROWS}
LIMIT_TELLS = f"How many rows a page has, at most {MOST_ROWS}."


class PageInput(serializers.Serializer[dict[str, int]]):
    limit = serializers.IntegerField(
        default=ROWS,
        min_value=1,
        error_messages=dict.fromkeys(("invalid", "min_value", "max_string_length"), NO_NUMBER),
    )


class Pages(CursorPagination):
    page_size = ROWS
    page_size_query_param = "limit"

    def get_page_size(self, request: Request) -> int:
        """As many as are wished for, up to the most. Raises ValidationError."""
        wished = PageInput(data=request.query_params)
        wished.is_valid(raise_exception=True)
        limit: int = wished.validated_data["limit"]
        return min(limit, MOST_ROWS)

    def paginate_queryset(
        self, queryset: Rows[Row], request: Request, view: APIView | None = None
    ) -> list[Row] | None:
        try:
            return super().paginate_queryset(queryset, request, view)
        except ValidationError as error:  # a cursor that was not made here
            raise NotFound(self.invalid_cursor_message) from error

    def get_schema_operation_parameters(self, view: APIView) -> list[Schema]:
        cursor, limit = super().get_schema_operation_parameters(view)
        return [cursor, {**limit, "schema": LIMIT_SCHEMA, "description": LIMIT_TELLS}]

    def get_paginated_response(self, data: object) -> Response:
        return Response({"results": data, "next": self.get_next_link()})

    def get_paginated_response_schema(self, schema: Schema) -> Schema:
        return {
            "type": "object",
            "required": ["results", "next"],
            "properties": {
                "results": schema,
                "next": {"type": "string", "nullable": True, "format": "uri"},
            },
        }


class NewestFirst(Pages):
    ordering: tuple[str, ...] = ("-created_at", "-id")
