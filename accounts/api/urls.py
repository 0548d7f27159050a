"""The addresses of who I am and of my API keys, below /api/."""

from __future__ import annotations

from django.urls import path

from accounts.api.key_views import ApiKeyListView, ApiKeyView
from accounts.api.views import MeView, SessionView

urlpatterns = [
    path("me/", MeView.as_view(), name="me"),
    path("session/", SessionView.as_view(), name="session"),
    path("keys/", ApiKeyListView.as_view(), name="keys"),
    path("keys/<slug:key>/", ApiKeyView.as_view(), name="key"),
]
