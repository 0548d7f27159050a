"""The calls of `/api/` that are the council's."""

from __future__ import annotations

from django.urls import path

from council.api import views
from council.api.conversation_views import ConversationsView, ConversationView
from council.api.council_views import (
    CouncilsView,
    CouncilView,
    EstimatesView,
    LimitsView,
)
from council.api.evaluation_views import EvaluationsView, EvaluationView, LearnedView
from council.api.export_views import (
    ArchiveView,
    ConversationExportView,
    DeliberationExportView,
)
from council.api.figure_views import FiguresView
from council.api.judge_views import JudgesView
from council.api.nudge_views import RetryNowView, SkipView
from council.api.revision_views import AskAgainView, ContestView, SynthesizeView
from council.api.share_views import SharedView, ShareView
from council.api.streams import events

urlpatterns = [
    path("councils/", CouncilsView.as_view()),
    path("councils/<slug:council>/", CouncilView.as_view()),
    path("councils/<slug:council>/estimates/", EstimatesView.as_view()),
    path("limits/", LimitsView.as_view()),
    path("conversations/", ConversationsView.as_view()),
    path("conversations/<uuid:conversation_id>/", ConversationView.as_view()),
    path("conversations/<uuid:conversation_id>/export/", ConversationExportView.as_view()),
    path("figures/", FiguresView.as_view()),
    path("judges/", JudgesView.as_view()),
    path("evaluations/", EvaluationsView.as_view()),
    path("evaluations/<uuid:report_id>/", EvaluationView.as_view()),
    path("learned/", LearnedView.as_view()),
    path("shared/<slug:token>/", SharedView.as_view()),
    path("deliberations/", views.DeliberationsView.as_view()),
    path("deliberations/export/", ArchiveView.as_view()),
    path("deliberations/<uuid:deliberation_id>/", views.DeliberationView.as_view()),
    path("deliberations/<uuid:deliberation_id>/export/", DeliberationExportView.as_view()),
    path("deliberations/<uuid:deliberation_id>/feedback/", views.FeedbackView.as_view()),
    path("deliberations/<uuid:deliberation_id>/cancel/", views.CancelView.as_view()),
    path("deliberations/<uuid:deliberation_id>/share/", ShareView.as_view()),
    path("deliberations/<uuid:deliberation_id>/synthesize/", SynthesizeView.as_view()),
    path("deliberations/<uuid:deliberation_id>/contest/", ContestView.as_view()),
    path(
        "deliberations/<uuid:deliberation_id>/members/<slug:member>/ask-again/",
        AskAgainView.as_view(),
    ),
    path(
        "deliberations/<uuid:deliberation_id>/members/<slug:member>/stop/",
        views.StopMemberView.as_view(),
    ),
    path(
        "deliberations/<uuid:deliberation_id>/members/<slug:member>/retry-now/",
        RetryNowView.as_view(),
    ),
    path(
        "deliberations/<uuid:deliberation_id>/members/<slug:member>/skip/",
        SkipView.as_view(),
    ),
    path("deliberations/<uuid:deliberation_id>/events/", events),
]
