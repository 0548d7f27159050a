"""A person's own API keys: seen, made and revoked by who signed in, and by no API key."""

from __future__ import annotations

from datetime import timedelta
from typing import cast

from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.views.decorators.debug import sensitive_variables
from drf_spectacular.utils import extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.key_serializers import ApiKeyInput, ApiKeyOutput, NewApiKeyOutput
from accounts.api.pagination import NewestFirst
from accounts.api.permissions import InPerson
from accounts.models import ApiKey
from accounts.services import create_api_key, revoke_api_key


class ApiKeyListView(ListAPIView[ApiKey]):
    """Your API keys that were not revoked, the newest first."""

    serializer_class = ApiKeyOutput
    pagination_class = NewestFirst
    permission_classes = [IsAuthenticated, InPerson]

    def get_queryset(self) -> QuerySet[ApiKey]:
        return keys_of(self.request).filter(revoked_at=None)

    @extend_schema(request=ApiKeyInput, responses={201: NewApiKeyOutput})
    @sensitive_variables()
    def post(self, request: Request) -> Response:
        """Make one. It is told this once: what is kept is a digest."""
        given = ApiKeyInput(data=request.data)
        given.is_valid(raise_exception=True)
        name, scopes, days = (given.validated_data[field] for field in ("name", "scopes", "days"))
        new = create_api_key(
            owner=cast(User, request.user),
            name=name,
            scopes=scopes,
            lasts=timedelta(days=days) if days else None,
        )
        told = {**ApiKeyOutput(new.row).data, "key": new.text}
        return Response(told, 201, headers={"Cache-Control": "no-store"})


class ApiKeyView(APIView):
    permission_classes = [IsAuthenticated, InPerson]

    @extend_schema(responses={204: None})
    def delete(self, request: Request, key: str) -> Response:
        """Revoke one, and those it has replaced: no program gets in with them from then on."""
        revoke_api_key(key=get_object_or_404(keys_of(request), public_id=key))
        return Response(status=204)


def keys_of(request: Request) -> QuerySet[ApiKey]:
    return ApiKey.objects.filter(owner=cast(User, request.user))
