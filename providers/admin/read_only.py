"""For the tables that say what happened: they are read, and nobody changes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import admin
from django.db.models import Model

from providers.admin.shown import ShowsDollars

if TYPE_CHECKING:
    _TabularInline = admin.TabularInline[Model, Model]
else:  # not generic while running
    _TabularInline = admin.TabularInline


class Unchanged:
    """Of which nobody makes one and nobody changes one here."""

    def has_add_permission(self, *_: object) -> bool:
        return False

    def has_change_permission(self, *_: object) -> bool:
        return False


class ReadOnlyLines(Unchanged, _TabularInline):
    """What belongs to such a row, shown on its page."""

    can_delete = False
    show_change_link = False


class ReadOnlyAdmin(Unchanged, ShowsDollars):
    def has_delete_permission(self, *_: object) -> bool:
        return False
