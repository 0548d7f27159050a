"""Councils to edit, deliberations to look at."""

from __future__ import annotations

from uuid import UUID

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.forms import BaseFormSet, ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.text import Truncator

from council.admin_log import read_log, shown
from council.models import (
    Calibration,
    Council,
    Deliberation,
    EvaluationReport,
    Feedback,
    Member,
    MemberModel,
    Opinion,
)
from council.ready_made import sync_councils
from providers.admin.read_only import ReadOnlyAdmin, Unchanged
from providers.admin.shown import ShowsDollars, in_dollars, moment, yes_or_no
from providers.admin.syncing import tell_changes

Formsets = list[BaseFormSet[ModelForm[Model]]]


class MemberModelInline(admin.TabularInline[MemberModel, Member]):
    model = MemberModel
    extra = 0
    autocomplete_fields = ("language_model",)


class MemberInline(admin.TabularInline[Member, Council]):
    model = Member
    extra = 0
    show_change_link = True


@admin.register(Member)
class MemberAdmin(admin.ModelAdmin[Member]):
    """A member's models, in the order they are asked."""

    list_display = ("__str__", "role", "task", "is_chair")
    list_filter = ("council",)
    inlines = (MemberModelInline,)

    def save_related(
        self,
        request: HttpRequest,
        form: ModelForm[Member],
        formsets: Formsets,
        change: bool,  # noqa: FBT001
    ) -> None:
        super().save_related(request, form, formsets, change)
        mark_edited(form.instance.council)


@admin.register(Council)
class CouncilAdmin(admin.ModelAdmin[Council]):
    """The line-up. A ready-made council that was edited here is no longer synced."""

    list_display = ("name", "slug", "strategy", "quorum", "deadline_seconds", "owner", "is_edited")
    list_filter = ("strategy",)
    prepopulated_fields = {"slug": ("name",)}
    inlines = (MemberInline,)
    actions = ("follow_shipped",)

    @admin.display(boolean=True, description="edited")
    def is_edited(self, council: Council) -> bool:
        return bool(council.overridden)

    @admin.action(description="Follow the shipped line-up again", permissions=["change"])
    def follow_shipped(self, request: HttpRequest, councils: QuerySet[Council]) -> None:
        councils.update(overridden=[])
        tell_changes(request, sync_councils())

    def save_related(
        self,
        request: HttpRequest,
        form: ModelForm[Council],
        formsets: Formsets,
        change: bool,  # noqa: FBT001
    ) -> None:
        super().save_related(request, form, formsets, change)
        mark_edited(form.instance)


class OpinionInline(admin.TabularInline[Opinion, Deliberation]):
    model = Opinion
    extra = 0
    can_delete = False
    fields = readonly_fields = (
        "member",
        "status",
        "model",
        "code",
        "seconds",
        "cost",
        "text",
    )

    @admin.display(description="cost")
    def cost(self, opinion: Opinion) -> str | bool:
        return in_dollars("cost_nano_usd")(opinion)

    def has_add_permission(self, *_: object) -> bool:
        return False


@admin.register(Deliberation)
class DeliberationAdmin(Unchanged, ShowsDollars):
    """Read only: a deliberation is what happened."""

    list_display = (
        "short_query",
        "status",
        "outcome",
        "council",
        "asked_by",
        yes_or_no("is_rehearsal"),
        moment("created_at", "asked"),
    )
    list_filter = ("status", "outcome", "is_rehearsal", "council")
    search_fields = ("id", "query")
    exclude = ("event_log", "lease_token", "lease_expires_at")
    inlines = (OpinionInline,)
    date_hierarchy = "created_at"

    def get_urls(self) -> list[URLPattern]:
        log = self.admin_site.admin_view(self.show_log)
        return [path("<uuid:pk>/log/", log, name="council_deliberation_log"), *super().get_urls()]

    def show_log(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """All that was said: for whoever may see the deliberation itself."""
        row = get_object_or_404(Deliberation.objects.defer("event_log"), pk=pk)
        if not self.has_view_permission(request, row):
            raise PermissionDenied
        search = request.GET.get("q", "")
        page = read_log(pk, search=search, page=request.GET.get("p", "1"))
        told = {"deliberation": row, "search": search, "page": page, "lines": map(shown, page)}
        context = {**self.admin_site.each_context(request), "title": "Event log", **told}
        return TemplateResponse(request, "admin/council/deliberation/log.html", context)

    @admin.display(description="query")
    def short_query(self, deliberation: Deliberation) -> str:
        return Truncator(deliberation.query).chars(80)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Model]:
        return super().get_queryset(request).defer("event_log")


@admin.register(Calibration)
class CalibrationAdmin(ReadOnlyAdmin):
    """What agreement has meant; `manage.py calibrate` learns it."""

    list_display = (
        "kind",
        "of_council",
        "set_name",
        yes_or_no("are_strengths_known", "weak left out"),
        "scored",
        moment("measured_at", "learned"),
    )
    list_filter = ("kind", "set_name")

    @admin.display(description="council", ordering="council")
    def of_council(self, calibration: Calibration) -> str:
        return calibration.council or "every one"


@admin.register(Feedback)
class FeedbackAdmin(ReadOnlyAdmin):
    """What people said of answers. `is right`: what it says of the answer that was given."""

    list_display = ("deliberation_id", "thumb", "picked", "kind", "is_right", moment("given_at"))
    list_filter = ("thumb", "kind")


@admin.register(EvaluationReport)
class EvaluationReportAdmin(Unchanged, admin.ModelAdmin[EvaluationReport]):
    """Reports of evaluations that were kept: the interface shows them whole, and here they are
    deleted."""

    list_display = ("name", "seed", "kind", "scored", moment("created_at", "made"))
    list_filter = ("name",)
    fields = ("name", "kind", "task", "seed", "command", "scored", "learned_from", "created_at")


def mark_edited(council: Council) -> None:
    if council.owner_id is None and not council.overridden:
        council.overridden = ["line_up"]
        council.save(update_fields=["overridden"])
