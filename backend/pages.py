"""The page of the web interface, one for every path it knows."""

from __future__ import annotations

from typing import Final

from django.db import Error as DatabaseFault  # also InterfaceError, which is no DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import TemplateDoesNotExist
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie

from council import sharing
from council.api.share_views import FOR_NOBODY_ELSE
from providers.stored_keys import is_rehearsal

# Cookies that the page keeps; the first is what holds without one.
APPEARANCE: Final = {
    "theme": ("system", "light", "dark"),
    "text": ("100", "110", "125", "150"),
    "motion": ("system", "reduced"),
}
NOT_BUILT = "The web interface is not built: run `make frontend`, then start again."


@never_cache
@ensure_csrf_cookie
def interface(request: HttpRequest) -> HttpResponse:
    """`index.html` as the person wants it to look, so that the first paint is so."""
    return page(request)


@never_cache
def shared(request: HttpRequest, token: str) -> HttpResponse:
    """The same for who has a link, which nobody else is to learn of: no search engine, and no
    server that is linked to. A link that is not open is told by the status too."""
    response = page(request)
    if response.status_code == 200 and not sharing.is_shared(token):
        response.status_code = 404
    for name, text in FOR_NOBODY_ELSE.items():
        response.headers[name] = text
    return response


def page(request: HttpRequest) -> HttpResponse:
    sent = {name: request.COOKIES.get(name, "") for name in APPEARANCE}
    context = {
        name: sent[name] if sent[name] in offered else offered[0]
        for name, offered in APPEARANCE.items()
    }
    context["rehearsal"] = "yes" if _is_rehearsal() else "no"  # its banner moves nothing
    try:
        return render(request, "index.html", context)
    except TemplateDoesNotExist:
        return HttpResponse(NOT_BUILT, content_type="text/plain", status=503)


def _is_rehearsal() -> bool:
    """The page is there without a database, and says itself that nobody answers."""
    try:
        return is_rehearsal()
    except DatabaseFault:
        return False
