"""Councils and their members, to edit."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.forms import BaseFormSet, ModelForm
from django.http import HttpRequest

from council.admin.line_up import MemberForm, MemberInline, MemberModelInline
from council.models import Council, Member
from council.ready_made import sync_councils
from providers.admin.shown import UNKNOWN, yes_or_no
from providers.admin.syncing import tell_changes

Formsets = list[BaseFormSet[ModelForm[Model]]]
HELP: Final = {
    "slug": "Its name in addresses and at /v1: council/SLUG.",
    "owner": "Who alone sees it. Empty: everybody.",
    "quorum": "The fewest opinions with which it goes on.",
    "deadline_seconds": "What a deliberation may take.",
    "position": "Its place in the list that people choose from; the first is the default.",
}


@admin.register(Member)
class MemberAdmin(admin.ModelAdmin[Member]):
    """A member's models, in the order they are asked. It is added on the page of its council."""

    form = MemberForm
    list_display = ("__str__", "role", "task", yes_or_no("is_chair"), "models_in_order")
    list_filter = ("council", "task")
    ordering = ("council__position", "council", "position")
    search_fields = ("slug", "role", "council__name", "places__language_model__name")
    list_select_related = ("council",)
    fields = ("council", "role", "slug", "task", "position", "is_chair")
    inlines = (MemberModelInline,)

    def get_readonly_fields(
        self,
        request: HttpRequest,  # noqa: ARG002  Django's signature
        obj: Member | None = None,  # noqa: ARG002
    ) -> tuple[str, ...]:
        return ("council", "position", "is_chair")  # which are chosen beside the others

    def get_queryset(self, request: HttpRequest) -> QuerySet[Member]:
        places = "places__language_model__provider"
        return super().get_queryset(request).prefetch_related(places)

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002
        return False

    @admin.display(description="models")
    def models_in_order(self, member: Member) -> str:
        return ", ".join(str(place.language_model) for place in member.places.all()) or UNKNOWN

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

    list_display = ("name", "way", "line_up", "quorum", "seconds", "owner", "origin")
    list_filter = ("strategy", ("owner", admin.RelatedOnlyFieldListFilter))
    search_fields = ("name", "slug", "description", "members__role", "owner__username")
    list_select_related = ("owner",)
    autocomplete_fields = ("owner",)
    prepopulated_fields = {"slug": ("name",)}
    fields = (
        "name",
        "slug",
        "description",
        "owner",
        "strategy",
        ("quorum", "deadline_seconds"),
        "allow_paid",
        "reuse_answers",
        "position",
    )
    inlines = (MemberInline,)
    actions = ("follow_shipped",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Council]:
        return super().get_queryset(request).prefetch_related("members")

    def get_form(
        self,
        request: HttpRequest,
        obj: Council | None = None,
        change: bool = False,  # noqa: FBT001, FBT002  Django's signature
        **kwargs: Any,  # noqa: ANN401
    ) -> type[ModelForm[Council]]:
        return super().get_form(request, obj, change, help_texts=HELP, **kwargs)

    @admin.display(description="strategy", ordering="strategy")
    def way(self, council: Council) -> str:
        return council.get_strategy_display().partition(":")[0]

    @admin.display(description="line-up")
    def line_up(self, council: Council) -> str:
        members = list(council.members.all())
        voices = ", ".join(member.role for member in members if not member.is_chair)
        chair = "".join(f"; chair: {member.role}" for member in members if member.is_chair)
        return f"{voices}{chair}" or UNKNOWN

    @admin.display(description="deadline", ordering="deadline_seconds")
    def seconds(self, council: Council) -> str:
        return f"{council.deadline_seconds} s"

    @admin.display(description="origin")
    def origin(self, council: Council) -> str:
        if council.owner_id is not None:
            return "a person's own"
        return "edited here" if council.overridden else "as shipped"

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


def mark_edited(council: Council) -> None:
    if council.owner_id is None and not council.overridden:
        council.overridden = ["line_up"]
        council.save(update_fields=["overridden"])
