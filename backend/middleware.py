"""What every response carries: a request id and a content security policy."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

GetResponse = Callable[[HttpRequest], HttpResponseBase]

STRICT = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
POLICY = f"{STRICT}; require-trusted-types-for 'script'"
# Django's admin sets styles in its markup, and its jQuery needs innerHTML.
ADMIN_POLICY = STRICT.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'")
# Swagger UI starts from a script in its page and builds markup from strings.
DOCS_POLICY = ADMIN_POLICY.replace("script-src 'self'", "script-src 'self' 'unsafe-inline'")


class RequestIdMiddleware:
    """Names each request, for the log and for whoever reports an error."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.id = uuid.uuid4().hex  # type: ignore[attr-defined]
        response = self.get_response(request)
        response.headers["X-Request-Id"] = request.id  # type: ignore[attr-defined]
        return response


class ContentSecurityPolicyMiddleware:
    """The strict policy everywhere, two looser ones by path."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers["Content-Security-Policy"] = policy_for(request.path)
        return response


def policy_for(path: str) -> str:
    if path.startswith("/admin/"):
        return ADMIN_POLICY
    if path.startswith("/api/docs/"):
        return DOCS_POLICY
    return POLICY
