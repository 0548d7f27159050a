"""Read-only: the providers with their health, and their models."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from drf_spectacular.utils import extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.pagination import CursorPagination
from rest_framework.response import Response

from providers.models import LanguageModel, LanguageModelQuerySet, Provider, ProviderQuerySet
from providers.serializers import LanguageModelFilters, LanguageModelOutput, ProviderOutput
from providers.standing import Standing

Schema = dict[str, Any]


class RegistryPages(CursorPagination):
    """In the order of the registry."""

    ordering = "id"
    page_size = 50
    page_size_query_param = "limit"
    max_page_size = 200

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


class ProviderPages(RegistryPages):
    def get_paginated_response(self, data: object) -> Response:
        return Response(
            {"results": data, "next": self.get_next_link(), "rehearsal": settings.REHEARSAL}
        )

    def get_paginated_response_schema(self, schema: Schema) -> Schema:
        pages = super().get_paginated_response_schema(schema)
        return {
            **pages,
            "required": [*pages["required"], "rehearsal"],
            "properties": {**pages["properties"], "rehearsal": {"type": "boolean"}},
        }


class ProviderListView(ListAPIView[Provider]):
    """The providers and what the last probe found. `rehearsal`: nobody real is asked."""

    serializer_class = ProviderOutput
    pagination_class = ProviderPages

    def get_queryset(self) -> ProviderQuerySet:
        return Provider.objects.with_model_count()

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "standing": Standing()}


@extend_schema(parameters=[LanguageModelFilters])
class LanguageModelListView(ListAPIView[LanguageModel]):
    """The language models of all providers, in the order of the registry."""

    serializer_class = LanguageModelOutput
    pagination_class = RegistryPages

    def get_queryset(self) -> LanguageModelQuerySet:
        wanted = LanguageModelFilters(data=self.request.query_params)
        wanted.is_valid(raise_exception=True)
        models = LanguageModel.objects.with_registry().prefetch_related("hosts")
        if tag := wanted.validated_data["tag"]:
            models = models.filter(tags__slug=tag)
        if provider := wanted.validated_data["provider"]:
            models = models.filter(provider__name=provider)
        return models

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "standing": Standing()}
