"""Every address of the web application but the WebSocket's."""

from __future__ import annotations

from django.contrib import admin
from django.urls import include, path, re_path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerView

from backend import pages, probes
from council.api import errors

urlpatterns = [
    path("healthz", probes.healthz),
    path("readyz", probes.readyz),
    path("admin/", admin.site.urls),
    path("api/schema/", SpectacularAPIView.as_view(), name="schema"),
    path("api/docs/", SpectacularSwaggerView.as_view(url_name="schema")),
    path("api/", include("council.api.urls")),
    path("api/", include("providers.urls")),
    re_path(r"^(?!api/|ws/|static/|v1/).*$", pages.interface),
]

handler404 = errors.not_found
handler400 = errors.bad_request
handler500 = errors.server_error
