"""How conversations are paged, and what the schema tells of pages that a view makes itself."""

from __future__ import annotations

from drf_spectacular.utils import OpenApiParameter

from accounts.api.pagination import LIMIT_SCHEMA, LIMIT_TELLS, NewestFirst

PAGES = [
    OpenApiParameter("cursor", str),
    OpenApiParameter("limit", LIMIT_SCHEMA, description=LIMIT_TELLS),
]


class NewestAskedFirst(NewestFirst):
    """Of conversations, by the newest of their queries that fit."""

    ordering = ("-asked_at", "-conversation")
