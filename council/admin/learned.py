"""What was learned of councils: calibrations, feedback and kept reports, to look at."""

from __future__ import annotations

from django.contrib import admin

from council.models import Calibration, EvaluationReport, Feedback
from providers.admin.read_only import ReadOnlyAdmin, Unchanged
from providers.admin.shown import moment, yes_or_no


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
