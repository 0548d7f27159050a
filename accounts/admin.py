"""API keys to look at, to rename, to end and to rotate; a key itself is shown once, when made."""

from __future__ import annotations

from typing import cast

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse

from accounts.errors import KeyEnded
from accounts.models import ApiKey
from accounts.services import revoke_api_key, rotate_api_key

SHOWN = (
    "public_id",
    "owner",
    "may_do",
    "state",
    "created_at",
    "last_used_at",
    "revoked_at",
    "replaced_by",
    "counted_as",
)


@admin.register(ApiKey)
class ApiKeyAdmin(admin.ModelAdmin[ApiKey]):
    """Made under Settings or by `manage.py create_api_key`; only one that has ended is deleted."""

    list_display = (
        *("name", "public_id", "owner", "may_do", "state"),
        *("expires_at", "last_used_at", "created_at"),
    )
    list_filter = ("owner",)
    list_select_related = ("owner",)
    search_fields = ("name", "public_id", "owner__username")
    fields = ("name", "expires_at", *SHOWN)
    readonly_fields = SHOWN
    actions = ("revoke", "rotate")

    @admin.display(description="scopes")
    def may_do(self, key: ApiKey) -> str:
        return ", ".join(key.scopes)

    @admin.display
    def state(self, key: ApiKey) -> str:
        if key.revoked_at:
            return "revoked"
        if key.has_expired:
            return "expired"
        return "ends soon: replaced" if key.replaced_by_id else "open"

    @admin.action(description="Revoke, with those it replaced", permissions=["change"])
    def revoke(self, request: HttpRequest, keys: QuerySet[ApiKey]) -> None:
        for key in keys:
            revoke_api_key(key=key)
            self.log_change(request, key, "Revoked.")
        messages.success(request, "Revoked: no program gets in with them any more.")

    @admin.action(description="Rotate: this lasts 24 hours more", permissions=["change"])
    def rotate(self, request: HttpRequest, keys: QuerySet[ApiKey]) -> HttpResponseBase | None:
        """On a page of its own and in no message: those are kept in cookies and sessions."""
        if len(keys) != 1:
            messages.error(request, "Rotate one at a time: the new key is shown only once.")
            return None
        [key] = keys
        person = cast(User, request.user)
        if not person.is_superuser and key.owner_id != person.pk:
            messages.error(request, "Only its owner or a superuser gets to see a new key.")
            return None
        try:
            new = rotate_api_key(key=key)
        except KeyEnded as ended:
            messages.error(request, ended.message)
            return None
        self.log_change(request, key, f"Rotated: replaced by {new.row.public_id}.")
        context = {**self.admin_site.each_context(request), "title": "The new key", "new": new}
        return TemplateResponse(request, "accounts/new_key.html", context)

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002
        return False

    def has_delete_permission(self, request: HttpRequest, obj: ApiKey | None = None) -> bool:
        is_over = obj is None or obj.has_ended
        return is_over and super().has_delete_permission(request, obj)
