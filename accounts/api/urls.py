"""The addresses of who I am, below /api/."""

from __future__ import annotations

from django.urls import path

from accounts.api.views import MeView, SessionView

urlpatterns = [
    path("me/", MeView.as_view(), name="me"),
    path("session/", SessionView.as_view(), name="session"),
]
