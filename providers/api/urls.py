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
    path("models/", LanguageModelListView.as_view(), name="models"),
    path("models/compare/", ModelComparisonView.as_view(), name="compare-models"),
    path("models/test/", ModelTestView.as_view(), name="test-models"),
    path("models/<path:name>/", LanguageModelView.as_view(), name="model"),
    path("catalogue/models/", HubSearchView.as_view(), name="hub-models"),
    path("catalogue/models/<path:name>/", HubModelView.as_view(), name="hub-model"),
    path("providers/", ProviderListView.as_view(), name="providers"),
    path("providers/<slug:name>/keys/", ProviderKeyListView.as_view(), name="provider-keys"),
    path("providers/<slug:name>/keys/<uuid:key>/", ProviderKeyView.as_view(), name="provider-key"),
    path(
        "providers/<slug:name>/keys/<uuid:key>/test/",
        ProviderKeyTrialView.as_view(),
        name="provider-key-test",
    ),
    path("providers/<slug:name>/look/", LocalModelsView.as_view(), name="local-models"),
    path("providers/test/", TestProvidersView.as_view(), name="test-providers"),
    path("providers/<slug:name>/test/", TestProviderView.as_view(), name="test-provider"),
    path("providers/<slug:name>/pause/", PauseProviderView.as_view(), name="pause-provider"),
    path("providers/<slug:name>/resume/", ResumeProviderView.as_view(), name="resume-provider"),
    path("providers/figures/", ProviderFiguresView.as_view(), name="provider-figures"),
    path("providers/log/", ProviderLogView.as_view(), name="provider-log"),
    path("providers/alerts/", AlertsView.as_view(), name="alerts"),
    path("providers/events/", ProviderEventsView.as_view(), name="provider-events"),
    path("usage/", UsageView.as_view(), name="usage"),
]
