"""The provider keys in the database: for staff who signed in, and for no API key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.views.decorators.debug import sensitive_variables
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.generics import ListAPIView
from rest_framework.permissions import IsAdminUser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.permissions import InPerson
from providers.api.key_serializers import (
    EnvironmentKeyOutput,
    ProviderKeyInput,
    ProviderKeyOutput,
)
from providers.api.views import RegistryPages
from providers.keys import KeyKnown, SecretUnusable, add_key, delete_key, try_key
from providers.models import Provider, ProviderKey
from providers.sources import keys_of_environment

if TYPE_CHECKING:
    from uuid import UUID


class KnownKey(APIException):
    status_code = 409
    default_code = KeyKnown.code


class KeyPages(RegistryPages):
    """The oldest first, as they are used."""

    ordering = "created_at"

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        pages = super().get_paginated_response_schema(schema)
        facts = {name: {"type": "string"} for name in EnvironmentKeyOutput().fields}
        one = {"type": "object", "required": list(facts), "properties": facts}
        known = {"type": "array", "items": one}
        return {
            **pages,
            "required": [*pages["required"], "environment"],
            "properties": {**pages["properties"], "environment": known},
        }


class ProviderKeyListView(ListAPIView[ProviderKey]):
    """The keys of one provider that are saved here; `environment`: those of the environment, which
    are used before them and cannot be changed here."""

    serializer_class = ProviderKeyOutput
    pagination_class = KeyPages
    permission_classes = [InPerson, IsAdminUser]

    def get_queryset(self) -> QuerySet[ProviderKey]:
        return _provider(self.kwargs["name"]).keys.select_related("added_by")

    def list(self, request: Request, *args: object, **kwargs: object) -> Response:
        answer = super().list(request, *args, **kwargs)
        known = keys_of_environment(_provider(self.kwargs["name"]))
        answer.data["environment"] = [EnvironmentKeyOutput(key).data for key in known]
        return answer

    @extend_schema(request=ProviderKeyInput, responses={201: ProviderKeyOutput})
    @sensitive_variables()
    def post(self, request: Request, name: str) -> Response:
        """Save one. It is tested at once; whatever the verdict is, it is saved. 409: the provider
        has it already."""
        provider = _provider(name)
        given = ProviderKeyInput(data=request.data)
        given.is_valid(raise_exception=True)
        try:
            row = add_key(
                provider=provider, added_by=cast(User, request.user), **given.validated_data
            )
        except SecretUnusable as unusable:
            raise ValidationError({"secret": [unusable.message]}) from None
        except KeyKnown as known:
            raise KnownKey(known.message) from None
        try_key(row=row)
        return Response(ProviderKeyOutput(row).data, 201)


class ProviderKeyView(APIView):
    permission_classes = [InPerson, IsAdminUser]

    @extend_schema(responses={204: None})
    def delete(self, request: Request, name: str, key: UUID) -> Response:  # noqa: ARG002
        """Delete one: no call is made with it from then on."""
        delete_key(row=_row(name, key))
        return Response(status=204)


class ProviderKeyTrialView(APIView):
    permission_classes = [InPerson, IsAdminUser]

    @extend_schema(request=None, responses=ProviderKeyOutput)
    def post(self, request: Request, name: str, key: UUID) -> Response:  # noqa: ARG002
        """Test one: the provider is asked for a single token, at most 20 times a day."""
        row = _row(name, key)
        try_key(row=row)
        return Response(ProviderKeyOutput(row).data)


def _provider(name: str) -> Provider:
    return get_object_or_404(Provider, name=name)


def _row(provider: str, key: UUID) -> ProviderKey:
    rows = ProviderKey.objects.select_related("provider", "added_by")
    return get_object_or_404(rows, provider__name=provider, pk=key)
