"""Deliberations to look at: what came of them, what is stored, and their logs."""

from __future__ import annotations

from uuid import UUID

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.utils.text import Truncator

from council.admin.log import read_log, shown
from council.admin.shown import FIELDSETS
from council.models import Deliberation, Opinion
from providers.admin.read_only import Unchanged
from providers.admin.shown import ShowsDollars, in_dollars, moment, yes_or_no


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
    list_select_related = ("council", "asked_by")
    fieldsets = FIELDSETS
    inlines = (OpinionInline,)
    date_hierarchy = "created_at"

    class Media:
        css = {"all": ("council/admin.css",)}

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
        short = Truncator(deliberation.query).chars(80)
        return format_html('<span class="query" dir="auto">{}</span>', short)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Model]:
        return super().get_queryset(request).defer("event_log")
