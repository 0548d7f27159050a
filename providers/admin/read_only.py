"""For the tables that say what happened: they are read, and nobody changes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from providers.admin.shown import ShowsDollars

if TYPE_CHECKING:
    _TabularInline = admin.TabularInline[Model, Model]
else:  # not generic while running
    _TabularInline = admin.TabularInline


class ReadOnlyLines(_TabularInline):
    """What belongs to such a row, shown on its page."""

    can_delete = False
    show_change_link = False

    def has_add_permission(
        self,
        request: HttpRequest,  # noqa: ARG002
        obj: Model | None = None,  # noqa: ARG002
    ) -> bool:
        return False

    def has_change_permission(
        self,
        request: HttpRequest,  # noqa: ARG002
        obj: Model | None = None,  # noqa: ARG002
    ) -> bool:
        return False


class ReadOnlyAdmin(ShowsDollars):
    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002
        return False

    def has_change_permission(
        self,
        request: HttpRequest,  # noqa: ARG002
        obj: Model | None = None,  # noqa: ARG002
    ) -> bool:
        return False

    def has_delete_permission(
        self,
        request: HttpRequest,  # noqa: ARG002
        obj: Model | None = None,  # noqa: ARG002
    ) -> bool:
        return False
