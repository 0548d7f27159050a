"""The addresses of who I am and of my API keys, below /api/."""

from __future__ import annotations

from django.urls import path

from accounts.api.key_views import ApiKeyListView, ApiKeyView
from accounts.api.views import MeView, SessionView

urlpatterns = [
    path("me/", MeView.as_view()),
    path("session/", SessionView.as_view()),
    path("keys/", ApiKeyListView.as_view()),
    path("keys/<slug:key>/", ApiKeyView.as_view()),
]
