"""Read-only: the providers with health and windows, their models, and what a person has used."""

from __future__ import annotations

from datetime import timedelta
from itertools import islice
from typing import Any, cast

from django.contrib.auth.models import User
from django.utils import timezone
from django.utils.functional import cached_property
from drf_spectacular.utils import extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.authentication import asking_key
from accounts.api.pagination import Pages, Schema
from providers import process_commons
from providers.api.serializers import (
    LanguageModelFilters,
    LanguageModelOutput,
    ProviderOutput,
    UsageFilters,
    UsageReportOutput,
)
from providers.catalogue.condition import Condition
from providers.ledger.alerts import as_told
from providers.ledger.limits import limits_now
from providers.ledger.quota_ledger import shared_rates
from providers.ledger.readings import (
    WindowReading,
    read_windows,
    windows_of_person,
    windows_of_provider,
)
from providers.ledger.usage import usage_of
from providers.models import Alert, LanguageModel, LanguageModelQuerySet, Provider, ProviderQuerySet
from providers.sources import source_of
from providers.stored_keys import is_rehearsal

USAGE_DAYS = 29  # before today


class RegistryPages(Pages):
    """In the order of the registry."""

    ordering = "id"


class ProviderPages(RegistryPages):
    def get_paginated_response(self, data: object) -> Response:
        return Response(
            {"results": data, "next": self.get_next_link(), "rehearsal": is_rehearsal()}
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
        return {**super().get_serializer_context(), **told_with()}


def told_with() -> dict[str, Any]:
    """What a provider is told with beside its row, read once for all of them."""
    return {
        "quota_windows": _ProviderWindows(),
        "condition": Condition(),
        "alerts": _ProviderAlerts(),
    }


class _ProviderAlerts:
    """Read all at once, as are the windows."""

    def __getitem__(self, name: str) -> list[dict[str, object]]:
        return [as_told(alert) for alert in self._read if alert.provider == name]

    @cached_property
    def _read(self) -> list[Alert]:
        return list(Alert.objects.current().exclude(provider=""))


class _ProviderWindows:
    """Read all at once, when the first is asked for."""

    def __getitem__(self, name: str) -> list[WindowReading]:
        return self._read[name]

    @cached_property
    def _read(self) -> dict[str, list[WindowReading]]:
        limits = limits_now()
        whose = {
            row.name: windows_of_provider(limits, row.name, _key_ids(row))
            for row in Provider.objects.order_by()
        }
        all_of_them = [one for windows in whose.values() for one in windows]
        found = iter(read_windows(all_of_them, shared_rates()))
        return {name: list(islice(found, len(windows))) for name, windows in whose.items()}


def _key_ids(provider: Provider) -> list[str]:
    return [key.id for key in source_of(provider).keys]


class UsageView(APIView):
    """What the person has used, and the quota windows they share or have of their own."""

    @extend_schema(parameters=[UsageFilters], responses={200: UsageReportOutput})
    def get(self, request: Request) -> Response:
        wanted = UsageFilters(data=request.query_params)
        wanted.is_valid(raise_exception=True)
        until = wanted.validated_data.get("until") or timezone.localdate()
        since = wanted.validated_data.get("since") or until - timedelta(days=USAGE_DAYS)
        person_id, key = cast(User, request.user).pk, asking_key(request)
        cache = process_commons.commons(is_rehearsal=False).cache
        report = usage_of(person_id, since, until, cache.usage())
        own = windows_of_person(limits_now(), person_id, key.counted_as if key else "")
        windows = read_windows(own, shared_rates())
        answer = UsageReportOutput(report, context={"quota_windows": windows})
        return Response(answer.data)


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
        context = super().get_serializer_context()
        return {**context, "condition": Condition(), "prices": limits_now().prices}
