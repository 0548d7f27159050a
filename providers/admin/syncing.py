"""In the admin: bringing the shipped registry into the database, as `manage.py sync_registry`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe

from providers.ledger.limits import forget_limits
from providers.registry import sources_kept
from providers.sync import sync_registry

if TYPE_CHECKING:
    _AnyAdmin = admin.ModelAdmin[Any]
else:  # not generic while running
    _AnyAdmin = admin.ModelAdmin


class SyncActions(_AnyAdmin):
    """What the pages of providers and models offer about it."""

    @admin.action(description="Sync registry", permissions=["change"])
    def sync(self, request: HttpRequest, chosen: QuerySet[Model]) -> None:  # noqa: ARG002
        sync_and_tell(request)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The registry is one: there is nothing to choose."""
        if request.method == "POST" and request.POST.get("action") == "sync":
            given = request.POST.copy()
            given[ACTION_CHECKBOX_NAME], given["select_across"] = "all", "1"
            request.POST = given  # type: ignore[assignment]
        return super().changelist_view(request, extra_context)


def sync_and_tell(request: HttpRequest) -> None:
    changes = sync_registry()
    sources_kept.forget()
    forget_limits()
    tell_changes(request, changes)


def tell_changes(request: HttpRequest, changes: Sequence[str]) -> None:
    if not changes:
        messages.success(request, "All is up to date. What you edited stays as it is.")
        return
    lines = format_html_join(mark_safe("<br>"), "{}", ([change] for change in changes))
    count = "1 change" if len(changes) == 1 else f"{len(changes)} changes"
    messages.success(request, format_html("Synced, {}:<br>{}", count, lines))
