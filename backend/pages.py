"""The page of the web interface, one for every path it knows."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import TemplateDoesNotExist
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie

from council.api.share_views import FOR_NOBODY_ELSE

THEMES = {"light", "dark"}
NOT_BUILT = "The web interface is not built: run `make frontend`, then start again."


@never_cache
@ensure_csrf_cookie
def interface(request: HttpRequest) -> HttpResponse:
    """`index.html` with the person's theme, so that the first paint has it."""
    return page(request)


@never_cache
def shared(request: HttpRequest) -> HttpResponse:
    """The same for who has a link, which nobody else is to learn of: no search engine, and no
    server that is linked to."""
    response = page(request)
    for name, text in FOR_NOBODY_ELSE.items():
        response.headers[name] = text
    return response


def page(request: HttpRequest) -> HttpResponse:
    theme = request.COOKIES.get("theme", "")
    context = {"theme": theme if theme in THEMES else "system"}
    try:
        return render(request, "index.html", context)
    except TemplateDoesNotExist:
        return HttpResponse(NOT_BUILT, content_type="text/plain", status=503)
