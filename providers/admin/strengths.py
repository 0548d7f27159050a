"""What each source tells of the strengths of language models, in Django's admin."""

from __future__ import annotations

from django.contrib import admin

from providers.admin.read_only import ReadOnlyAdmin
from providers.admin.shown import breakable, moment
from providers.models import ModelStrength
from providers.strengths import Strength


@admin.register(ModelStrength)
class ModelStrengthAdmin(ReadOnlyAdmin):
    """Read only: it was measured."""

    list_display = (
        "shown_model",
        "kind",
        "source",
        "set_name",
        "share",
        "scored",
        moment("measured_at", "measured"),
    )
    list_filter = ("kind", "source", "set_name")
    search_fields = ("language_model",)

    @admin.display(description="language model", ordering="language_model")
    def shown_model(self, row: ModelStrength) -> str:
        return breakable(row.language_model)

    @admin.display(description="right")
    def share(self, row: ModelStrength) -> str:
        strength = Strength(row.right, row.scored)
        return f"{strength.share:.1%}" if strength.is_known else "unknown"
