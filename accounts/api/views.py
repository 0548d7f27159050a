"""Who asks: what the interface offers depends on it."""

from __future__ import annotations

from typing import cast

from django.conf import settings
from django.contrib.auth.models import User
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView


class MeOutput(serializers.Serializer[dict[str, object]]):
    """`is_single_user`: this council serves one person, without a sign-in."""

    name = serializers.CharField()
    is_staff = serializers.BooleanField()
    is_single_user = serializers.BooleanField()


class MeView(APIView):
    """Whoever asks this."""

    @extend_schema(responses={200: MeOutput})
    def get(self, request: Request) -> Response:
        person = cast(User, request.user)
        told = {
            "name": person.get_full_name() or person.get_username(),
            "is_staff": person.is_staff,
            "is_single_user": settings.SINGLE_USER,
        }
        return Response(MeOutput(told).data)
