"""The addresses of providers and models below /api/."""

from __future__ import annotations

from django.urls import path

from providers.api.alert_views import AlertsView, ProviderEventsView
from providers.api.comparison_views import ModelComparisonView, ModelTestView
from providers.api.hub_views import HubModelView, HubSearchView
from providers.api.key_views import (
    ProviderKeyListView,
    ProviderKeyTrialView,
    ProviderKeyView,
)
from providers.api.local_views import LocalModelsView
from providers.api.model_views import LanguageModelView
from providers.api.views import LanguageModelListView, ProviderListView, UsageView
from providers.api.watch_views import (
    PauseProviderView,
    ProviderFiguresView,
    ProviderLogView,
    ResumeProviderView,
    TestProvidersView,
    TestProviderView,
)

urlpatterns = [
    path("models/", LanguageModelListView.as_view()),
    path("models/compare/", ModelComparisonView.as_view()),
    path("models/test/", ModelTestView.as_view()),
    path("models/<path:name>/", LanguageModelView.as_view()),
    path("catalogue/models/", HubSearchView.as_view()),
    path("catalogue/models/<path:name>/", HubModelView.as_view()),
    path("providers/", ProviderListView.as_view()),
    path("providers/<slug:name>/keys/", ProviderKeyListView.as_view()),
    path("providers/<slug:name>/keys/<uuid:key>/", ProviderKeyView.as_view()),
    path(
        "providers/<slug:name>/keys/<uuid:key>/test/",
        ProviderKeyTrialView.as_view(),
    ),
    path("providers/<slug:name>/look/", LocalModelsView.as_view()),
    path("providers/test/", TestProvidersView.as_view()),
    path("providers/<slug:name>/test/", TestProviderView.as_view()),
    path("providers/<slug:name>/pause/", PauseProviderView.as_view()),
    path("providers/<slug:name>/resume/", ResumeProviderView.as_view()),
    path("providers/figures/", ProviderFiguresView.as_view()),
    path("providers/log/", ProviderLogView.as_view()),
    path("providers/alerts/", AlertsView.as_view()),
    path("providers/events/", ProviderEventsView.as_view()),
    path("usage/", UsageView.as_view()),
]
