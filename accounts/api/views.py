"""Who I am, and the session of a person: begun by name and password, ended on leaving."""

from __future__ import annotations

from typing import Any, NoReturn

from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.views.decorators.debug import sensitive_variables
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.authentication import SessionAuthentication
from rest_framework.exceptions import APIException
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.permissions import HasScope
from accounts.api.throttles import SignInThrottle, TooManySignIns


class MeOutput(serializers.Serializer[Any]):
    """`name` is empty where nobody has signed in. `is_single_user`: everybody on this machine is
    the owner, and there is nothing to sign in to."""

    name = serializers.CharField(source="username")
    is_staff = serializers.BooleanField()
    is_single_user = serializers.SerializerMethodField()

    def get_is_single_user(self, person: object) -> bool:  # noqa: ARG002
        return bool(settings.SINGLE_USER)


class SessionInput(serializers.Serializer[Any]):
    name = serializers.CharField(max_length=150)
    password = serializers.CharField(max_length=4096, trim_whitespace=False, write_only=True)


class SignInRefused(APIException):
    status_code = 400
    default_code = "sign_in_refused"
    default_detail = (
        "Nobody has this name and this password, or may not come in any more. An administrator "
        "can set another password."
    )


class MeView(APIView):
    permission_classes = [HasScope]

    @extend_schema(responses=MeOutput)
    def get(self, request: Request) -> Response:
        """Who asks; answered to everybody."""
        return Response(MeOutput(request.user).data)


class SessionView(APIView):
    permission_classes = []
    authentication_classes = []
    throttle_classes = [SignInThrottle]

    @extend_schema(request=SessionInput, responses=MeOutput, auth=[])
    @sensitive_variables()
    def post(self, request: Request) -> Response:
        """Sign in: from here on the session cookie says who asks. 429: this name was tried too
        often from this address."""
        SessionAuthentication().enforce_csrf(request)
        given = SessionInput(data=request.data)
        given.is_valid(raise_exception=True)
        name, password = given.validated_data["name"], given.validated_data["password"]
        person = authenticate(request._request, username=name, password=password)
        if person is None:
            raise SignInRefused
        login(request._request, person)
        return Response(MeOutput(person).data)

    @extend_schema(request=None, responses={204: None}, auth=[])
    def delete(self, request: Request) -> Response:
        """Sign out."""
        SessionAuthentication().enforce_csrf(request)
        logout(request._request)
        return Response(status=204)

    def throttled(self, request: Request, wait: float | None) -> NoReturn:  # noqa: ARG002
        raise TooManySignIns(wait)
