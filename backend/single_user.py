"""SINGLE_USER: every request from this machine is made as `owner`, and no other is taken."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Iterable
from typing import Any, cast
from urllib.parse import urlsplit

from asgiref.typing import ASGI3Application, ASGIReceiveCallable, ASGISendCallable
from channels.auth import AuthMiddlewareStack
from channels.db import database_sync_to_async
from channels.security.websocket import WebsocketDenier
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.auth.models import User
from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import SessionAuthentication
from rest_framework.exceptions import APIException
from rest_framework.request import Request

from accounts.api.authentication import key_in
from accounts.api.permissions import check_scope
from providers.kept import Kept

OWNER = "owner"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
HOW_TO_LEAVE = (
    "This council serves one person on one machine. To serve others, set SINGLE_USER=off, "
    "make users in the admin, and start it again."
)


def owner() -> User:
    """The one user, made at the first need: staff and superuser, without a usable password."""
    user, is_new = User.objects.get_or_create(
        username=OWNER, defaults={"is_staff": True, "is_superuser": True}
    )
    if is_new:
        user.set_unusable_password()
        user.save()
    return user


def has_anybody_to_sign_in() -> bool:
    """Somebody with a password; `owner` has none."""
    with_password = User.objects.exclude(password__startswith=UNUSABLE_PASSWORD_PREFIX)
    return with_password.filter(is_active=True).exists()


owner_kept: Kept[User] = Kept(owner)  # every request is theirs


def why_refused(headers: Iterable[tuple[str, str]], peer: str) -> str:
    """Why this request cannot be the owner's; empty if it can."""
    known = {name.lower(): value for name, value in headers}
    if not is_loopback(peer):
        return f"It came from another machine. {HOW_TO_LEAVE}"
    if not is_loopback(_host_of(f"//{known.get('host', '')}")):
        return f"It was sent to a name that is not this machine's. {HOW_TO_LEAVE}"
    if any(name == "forwarded" or name.startswith("x-forwarded-") for name in known):
        return f"It came through a proxy. {HOW_TO_LEAVE}"
    return ""


def is_same_origin(headers: Iterable[tuple[str, str]]) -> bool:
    """What a browser says of the page behind a request; programs say nothing and may pass."""
    known = {name.lower(): value for name, value in headers}
    if known.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return False
    origin = known.get("origin")
    return origin is None or origin.partition("://")[2] == known.get("host")


def is_trusted_origin(headers: Iterable[tuple[str, str]]) -> bool:
    """The rule that Django's CSRF check has for forms."""
    known = {name.lower(): value for name, value in headers}
    is_named = known.get("origin") in settings.CSRF_TRUSTED_ORIGINS
    return is_named or is_same_origin(known.items())


def is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _host_of(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:  # half a bracket
        return ""


class SingleUserMiddleware:
    """Makes every request the owner's where SINGLE_USER is on."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not settings.SINGLE_USER:
            return self.get_response(request)
        refused = why_refused(request.headers.items(), request.META.get("REMOTE_ADDR", ""))
        if not refused and request.method not in SAFE_METHODS:
            refused = (
                "" if is_same_origin(request.headers.items()) else "It came from another site."
            )
        if refused:
            return JsonResponse(
                {
                    "code": "permission_denied",
                    "message": refused,
                    "fields": {},
                    "request_id": getattr(request, "id", ""),
                },
                status=403,
            )
        # Where AuthenticationMiddleware looks before it asks the session.
        request._cached_user = owner_kept.now()  # type: ignore[attr-defined]
        return self.get_response(request)


class SessionOrSingleUser(SessionAuthentication):
    """The person the middleware found; outside SINGLE_USER with Django's CSRF check."""

    def authenticate(self, request: Request) -> tuple[AbstractBaseUser, None] | None:
        if settings.SINGLE_USER:
            return cast(User, request._request.user), None
        return super().authenticate(request)


class SessionScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How the OpenAPI schema tells of the above."""

    target_class = SessionOrSingleUser
    name = "session"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:  # noqa: ARG002
        return {"type": "apiKey", "in": "cookie", "name": "sessionid"}


class SingleUserSocket:
    """The same for WebSockets: the owner's, from this machine and this origin, or refused. Where
    SINGLE_USER is off, whoever is signed in, from this origin or a trusted one. An API key names
    its person in either case."""

    def __init__(self, application: ASGI3Application) -> None:
        self.refuse = WebsocketDenier.as_asgi()
        self.owned: Any = application
        self.signed_in: Any = AuthMiddlewareStack(application)

    async def __call__(
        self,
        scope: Any,  # noqa: ANN401  asgiref and Channels type it each their own way
        receive: ASGIReceiveCallable,
        send: ASGISendCallable,
    ) -> None:
        headers = [
            (name.decode("latin-1"), text.decode("latin-1")) for name, text in scope["headers"]
        ]
        peer, _ = scope.get("client") or ("", 0)
        if not is_welcome(headers, peer):
            await self.refuse(scope, receive, send)
            return
        try:
            user = await database_sync_to_async(person_of)(dict(headers).get("authorization", ""))
        except APIException:
            await self.refuse(scope, receive, send)
            return
        if user is None:
            await self.signed_in(scope, receive, send)
        else:
            await self.owned({**scope, "user": user}, receive, send)


def is_welcome(headers: Iterable[tuple[str, str]], peer: str) -> bool:
    if settings.SINGLE_USER:
        return is_same_origin(headers) and not why_refused(headers, peer)
    return is_trusted_origin(headers)


def person_of(authorization: str) -> User | None:
    """Whose the API key is that a socket is asked for with, or the owner; None: whoever is signed
    in. Raises KeyNotTaken, MissingScope."""
    if key := key_in(authorization):
        check_scope(key, "GET")
        return key.owner
    return owner_kept.now() if settings.SINGLE_USER else None
