"""Read-only: the providers with their health, and their models."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db.models import Q
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import NotFound
from rest_framework.generics import ListAPIView, RetrieveAPIView
from rest_framework.pagination import CursorPagination
from rest_framework.response import Response

from providers.model_serializers import LanguageModelDetailOutput
from providers.models import LanguageModel, LanguageModelQuerySet, Provider, ProviderQuerySet
from providers.protocol import ModelRef
from providers.routes import split_suffix
from providers.serializers import LanguageModelFilters, LanguageModelOutput, ProviderOutput
from providers.standing import Standing
from providers.substitutes import explain

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


class NotServedName(NotFound):
    default_code = "not_served"


class LanguageModelView(RetrieveAPIView[LanguageModel]):
    """One language model by `provider:name`. Of an old name that nobody serves any more, the
    message of the 404 says what became of it and what to take instead."""

    serializer_class = LanguageModelDetailOutput

    def get_object(self) -> LanguageModel:
        name = self.kwargs["name"]
        provider, _, rest = name.partition(":")
        unpinned, _ = split_suffix(ModelRef(provider, rest))
        models = LanguageModel.objects.with_registry().prefetch_related("hosts").order_by("pk")
        for wanted in (Q(provider__name=provider, name__in=[rest, unpinned]), Q(name=name)):
            if model := models.filter(wanted).first():
                return model
        if explanation := explain(name):
            raise NotServedName(explanation.message)
        raise NotFound("There is no such language model.")

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "standing": Standing()}
