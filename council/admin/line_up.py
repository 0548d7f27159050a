"""The line-up of a council in the admin: its members in their order, and each with its models."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms import BaseInlineFormSet, ModelForm
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe

from council.models import Council, Member, MemberModel
from providers.models import Tag

if TYPE_CHECKING:
    _PlacedForm = ModelForm[Any]
    _InOrder = BaseInlineFormSet[Any, Any, Any]
    _MemberInline = admin.StackedInline[Member, Council]
    _MemberModelInline = admin.StackedInline[MemberModel, Member]
else:  # not generic while running
    _PlacedForm, _InOrder = ModelForm, BaseInlineFormSet
    _MemberInline = _MemberModelInline = admin.StackedInline

LAST: Final = 32_000
NO_MODELS: Final = "none yet"
SAVE_FIRST: Final = "Save it first: then its models are chosen on its own page."


class PlacedForm(_PlacedForm):
    """Whose place is chosen by a number; without one it comes last."""

    position = forms.IntegerField(
        min_value=0, max_value=LAST, required=False, help_text="0 is the first. Empty: the last."
    )

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401  Django's signature
        super().__init__(*args, **options)
        if self.instance._state.adding:
            self.initial.pop("position", None)

    def clean_position(self) -> int:
        position: int | None = self.cleaned_data["position"]
        return LAST if position is None else position

    @property
    def place(self) -> tuple[int, int]:
        """What moves to a number stands where that was: behind it on the way down."""
        before, after = self.initial.get("position"), getattr(self.instance, "position", LAST)
        if before is None:
            return after, -1
        return after, (after > before) - (after < before)


class InOrder(_InOrder):
    """Numbers what is kept anew, from 0."""

    def save(self, commit: bool = True) -> Any:  # noqa: ANN401, FBT001, FBT002  Django's signature
        saved = super().save(commit)
        kept = [form for form in self.forms if form.instance.pk and form not in self.deleted_forms]
        placed = [form for form in kept if isinstance(form, PlacedForm)]
        for position, form in enumerate(sorted(placed, key=lambda form: form.place)):
            type(form.instance).objects.filter(pk=form.instance.pk).update(position=position)
        return saved


class MemberForm(PlacedForm):
    task = forms.ChoiceField(
        required=False, help_text="What it is there for: a tag of the registry."
    )

    class Meta:
        help_texts = {
            "slug": "Its name in addresses, events and prompts.",
            "role": "What it is called on the screen and told that it is.",
        }

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401  Django's signature
        super().__init__(*args, **options)
        if not isinstance(field := self.fields.get("task"), forms.ChoiceField):
            return  # whoever may only look has no fields
        tags = dict(Tag.objects.values_list("slug", "label"))
        own = getattr(self.instance, "task", "")
        field.choices = [("", "None"), *tags.items(), *([(own, own)] if own not in tags else [])]


class InlineMemberForm(MemberForm):
    def _get_validation_exclusions(self) -> set[str]:
        """That there is one chair, the form set sees to: the other may be none any more."""
        exclusions: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]
        return {*exclusions, "is_chair"}


class LineUp(InOrder):
    def clean(self) -> None:
        super().clean()
        if sum(self._is_chair(form) for form in self.forms) > 1:
            raise ValidationError("A council has one chair: take the mark from the other.")

    def save(self, commit: bool = True) -> Any:  # noqa: ANN401, FBT001, FBT002  Django's signature
        chairs = [form.instance.pk for form in self.forms if self._is_chair(form)]
        Member.objects.filter(council=self.instance).exclude(pk__in=chairs).update(is_chair=False)
        return super().save(commit)

    def _is_chair(self, form: forms.BaseForm) -> bool:
        given = getattr(form, "cleaned_data", {})
        return bool(given.get("is_chair")) and not given.get("DELETE")


class MemberModelInline(_MemberModelInline):
    model = MemberModel
    form = PlacedForm
    formset = InOrder
    extra = 0
    verbose_name = "model"
    verbose_name_plural = "models, in the order they are asked"
    autocomplete_fields = ("language_model",)
    fields = (("language_model", "position"),)


class MemberInline(_MemberInline):
    model = Member
    form = InlineMemberForm
    formset = LineUp
    extra = 0
    show_change_link = True
    fields = (("role", "slug"), ("task", "position", "is_chair"), "models_in_order")
    readonly_fields = ("models_in_order",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Member]:
        places = "places__language_model__provider"
        return super().get_queryset(request).prefetch_related(places)

    @admin.display(description="models")
    def models_in_order(self, member: Member) -> str:
        if not member.pk:
            return SAVE_FIRST
        lines = ([place.language_model] for place in member.places.all())
        told = format_html_join(mark_safe("<br>"), "{}", lines) or NO_MODELS
        page = reverse("admin:council_member_change", args=[member.pk])
        return format_html('{}<br><a href="{}">Choose and order them</a>', told, page)
