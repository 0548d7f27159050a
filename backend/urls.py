"""Every address of the web application but the WebSocket's and the probes'."""

from __future__ import annotations

from django.contrib import admin
from django.urls import include, path, re_path
from django.views.generic import RedirectView
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerView

from accounts.admin_sign_in import CountedSignInForm, sign_in
from backend import pages
from council.api import errors

admin.site.site_header = admin.site.site_title = "AI Council"
admin.site.login_form = CountedSignInForm

urlpatterns = [
    path("admin", RedirectView.as_view(url="/admin/")),
    path("admin/login/", sign_in),  # before that of the admin, which is the same uncounted
    path("admin/", admin.site.urls),
    path("api/schema/", errors.read_only(SpectacularAPIView.as_view()), name="schema"),
    path("api/docs/", errors.read_only(SpectacularSwaggerView.as_view(url_name="schema"))),
    path("api/", include("accounts.api.urls")),
    path("api/", include("council.api.urls")),
    path("api/", include("providers.api.urls")),
    re_path(r"^s/(?P<token>.*?)/?$", pages.shared),
    re_path(r"^(?!(?:api|ws|static|v1)(?:/|$)).*$", pages.interface),
]

handler404 = errors.not_found
handler400 = errors.bad_request
handler500 = errors.server_error
