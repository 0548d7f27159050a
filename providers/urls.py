"""The read-only addresses below /api/."""

from __future__ import annotations

from django.urls import path

from providers.api import LanguageModelListView, ProviderListView, UsageView

urlpatterns = [
    path("models/", LanguageModelListView.as_view(), name="models"),
    path("providers/", ProviderListView.as_view(), name="providers"),
    path("usage/", UsageView.as_view(), name="usage"),
]
