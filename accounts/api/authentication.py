"""`Authorization: Bearer ac_…`: a program asks as the person who owns the key.

Whoever sends the header asks by it alone: a key that is not taken is refused, whoever else the
request could be. Without the header nothing is looked up.
"""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser, User
from django.http import HttpRequest
from django.views.decorators.debug import sensitive_variables
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed, NotAuthenticated
from rest_framework.request import Request

from accounts.api.permissions import check_scope
from accounts.errors import KeyRefused
from accounts.models import ApiKey
from accounts.services import recognise

HEADER = "HTTP_AUTHORIZATION"


class SignInFirst(NotAuthenticated):
    auth_header = "Bearer"
    default_detail = "Sign in, or send an API key: `Authorization: Bearer ac_…`."


class KeyNotTaken(AuthenticationFailed):
    auth_header = 'Bearer error="invalid_token"'


class ApiKeyAuthentication(BaseAuthentication):
    """First of all ways: its challenge is what a 401 carries."""

    def authenticate(self, request: Request) -> tuple[User, ApiKey] | None:
        key = key_in(request.META.get(HEADER, ""))
        return (key.owner, key) if key else None

    def authenticate_header(self, request: Request) -> str:
        is_refused = _bearer(request.META.get(HEADER, "")) is not None
        return KeyNotTaken.auth_header if is_refused else SignInFirst.auth_header


class ApiKeyScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How the OpenAPI schema tells of the above."""

    target_class = ApiKeyAuthentication
    name = "api_key"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:  # noqa: ARG002
        return {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": "ac_<id>_<secret>",
            "description": "An API key, made under Settings or by `manage.py create_api_key`; its "
            "scopes are `read` (GET) and `ask` (all else).",
        }


@sensitive_variables()
def key_in(header: str) -> ApiKey | None:
    """The key of an Authorization header; None where it names no bearer. Raises KeyNotTaken."""
    text = _bearer(header)
    if text is None:
        return None
    try:
        return recognise(text)
    except KeyRefused as refused:
        raise KeyNotTaken(refused.message, refused.code) from refused


def asking_key(request: Request) -> ApiKey | None:
    """The key with which this is asked, if it is."""
    return request.auth if isinstance(request.auth, ApiKey) else None


def reader_of(request: HttpRequest) -> User:
    """Who reads, where a view stands outside REST framework.

    Raises KeyNotTaken, MissingScope, SignInFirst.
    """
    key = key_in(request.META.get(HEADER, ""))
    if key is not None:
        check_scope(key, "GET")
        return key.owner
    if isinstance(request.user, AnonymousUser):
        raise SignInFirst
    return request.user


def _bearer(header: str) -> str | None:
    scheme, _, text = header.strip().partition(" ")
    return text.strip() if scheme.lower() == "bearer" else None
