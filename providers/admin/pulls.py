"""Models that an Ollama fetches: begun here, watched while they come, and called off."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlencode

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
    JsonResponse,
)
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse

from providers.admin.shown import UNKNOWN, moment, yes_or_no
from providers.models import LanguageModel, Provider, Pull
from providers.pulls import PullRefused, PullUnderWay, cancel_pull, check_pull, start_pull
from providers.sources import OLLAMA

if TYPE_CHECKING:
    _PullAdmin = admin.ModelAdmin[Pull]
    _PullForm = forms.ModelForm[Pull]
    _AnyAdmin = admin.ModelAdmin[Any]
else:  # not generic while running
    _PullAdmin = _AnyAdmin = admin.ModelAdmin
    _PullForm = forms.ModelForm

GIGABYTE = 1_000_000_000
ADD = "admin:providers_pull_add"
LIST = "admin:providers_pull_changelist"
PAGE = "admin:providers_pull_change"
MAY_START, MAY_CANCEL = "providers.add_pull", "providers.change_pull"


class PullForm(_PullForm):
    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401  Django's signature
        super().__init__(*args, **options)
        if "provider" in self.fields:  # whoever may only look has no fields
            choice = cast(forms.ModelChoiceField[Provider], self.fields["provider"])
            choice.queryset = Provider.objects.filter(adapter=OLLAMA, is_enabled=True)
            choice.empty_label = None

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        provider, model = cleaned.get("provider"), cleaned.get("model")
        if provider and model:
            try:
                check_pull(provider=provider, model=model)
            except PullRefused as refused:
                if not isinstance(refused, PullUnderWay):  # whose page is shown instead
                    self.add_error("model", refused.message)
        return cleaned


@admin.register(Pull)
class PullAdmin(_PullAdmin):
    """A pull is begun and cancelled, never edited; the page of one shows how far it is."""

    form = PullForm
    list_display = (
        "model",
        "provider",
        "status",
        "progress",
        "message",
        "asked_by",
        moment("created_at", "asked"),
        moment("ended_at", "ended"),
    )
    list_filter = ("status", ("provider", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("provider", "asked_by")
    search_fields = ("model",)

    def get_fields(self, request: HttpRequest, obj: Pull | None = None) -> Any:  # noqa: ANN401, ARG002
        if obj is None:
            return ("provider", "model")
        told = ("code", "message") if obj.code else ()
        moments = (moment("created_at", "asked"), moment("told_at", "told"), moment("ended_at"))
        return ("provider", "model", *told, "asked_by", yes_or_no("is_rehearsal"), *moments)

    def get_urls(self) -> list[URLPattern]:
        site = self.admin_site.admin_view
        return [
            path("<int:pk>/progress/", site(self.tell_progress), name="providers_pull_progress"),
            path("<int:pk>/cancel/", site(self.cancel), name="providers_pull_cancel"),
            *super().get_urls(),
        ]

    def add_view(self, request: HttpRequest, *args: Any, **options: Any) -> HttpResponse:  # noqa: ANN401
        try:
            return super().add_view(request, *args, **options)
        except PullUnderWay as under_way:
            messages.info(request, f"{under_way.message} Here is how far it is.")
            return redirect(PAGE, under_way.row.pk)
        except PullRefused as refused:  # by who was quicker
            messages.error(request, refused.message)
            return redirect(LIST)

    def save_model(
        self,
        request: HttpRequest,
        obj: Pull,
        form: forms.ModelForm[Pull],  # noqa: ARG002  Django's signature
        change: bool,  # noqa: ARG002, FBT001
    ) -> None:
        start_pull(row=obj, asked_by=cast(User, request.user))

    def response_post_save_add(self, request: HttpRequest, obj: Pull) -> HttpResponseRedirect:  # noqa: ARG002
        return redirect(PAGE, obj.pk)

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        *args: Any,  # noqa: ANN401
        **options: Any,  # noqa: ANN401  Django's signature
    ) -> HttpResponse:
        row: Pull | None = options.get("obj")
        may_cancel = request.user.has_perm(MAY_CANCEL)
        again = again_of(row) if row and request.user.has_perm(MAY_START) else ""
        progress = {**progress_of(row), "again": again} if row else {}
        told = {"progress": progress, "may_cancel": may_cancel} if row else {}
        # An Ollama fetches one at a time, and the page of it comes next anyway.
        ways = {"show_save_and_add_another": False, "show_save_and_continue": False}
        return super().render_change_form(request, {**context, **told, **ways}, *args, **options)

    def tell_progress(self, request: HttpRequest, pk: int) -> JsonResponse:
        row = get_object_or_404(Pull, pk=pk)
        if not self.has_view_permission(request, row):
            raise PermissionDenied
        return JsonResponse(progress_of(row))

    def cancel(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        row = get_object_or_404(Pull, pk=pk)
        if not request.user.has_perm(MAY_CANCEL):
            raise PermissionDenied
        if cancel_pull(row=row):
            self.log_change(request, row, "Cancelled.")
        return redirect(PAGE, pk)

    @admin.display(description="progress")
    def progress(self, row: Pull) -> str:
        return str(progress_of(row)["text"]) or UNKNOWN

    def has_change_permission(self, request: HttpRequest, obj: Pull | None = None) -> bool:  # noqa: ARG002
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Pull | None = None) -> bool:
        return (obj is None or obj.is_over) and super().has_delete_permission(request, obj)


class PullActions(_AnyAdmin):
    """What the pages of providers and models offer about it."""

    def has_pull_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(MAY_START)

    @admin.action(description="Pull into Ollama", permissions=["pull"])
    def pull(self, request: HttpRequest, chosen: QuerySet[Model]) -> HttpResponseBase | None:
        """The form, filled in with what was chosen."""
        row = chosen.first() if len(chosen) == 1 else None
        provider = row.provider if isinstance(row, LanguageModel) else row
        if not isinstance(provider, Provider) or provider.adapter != OLLAMA:
            messages.error(request, "Choose one, and one of an Ollama: only those fetch models.")
            return None
        return redirect(filled_in(provider, row.name if isinstance(row, LanguageModel) else ""))


def filled_in(provider: Provider, model: str) -> str:
    """The form with what is known already."""
    known = {"provider": provider.pk, **({"model": model} if model else {})}
    return f"{reverse(ADD)}?{urlencode(known)}"


def again_of(row: Pull) -> str:
    """Where one that did not come to its end is begun anew: Ollama goes on from what it has."""
    is_to_be = row.is_over and row.status != Pull.Status.DONE
    return filled_in(row.provider, row.model) if is_to_be else ""


def progress_of(row: Pull) -> dict[str, str | int | bool]:
    """In the words and numbers of the Ollama itself."""
    text = row.step or Pull.Status(row.status).label
    if row.total_bytes:
        done, total = row.completed_bytes / GIGABYTE, row.total_bytes / GIGABYTE
        text = f"{text}: {done:.2f} of {total:.2f} GB"
    return {
        "status": Pull.Status(row.status).label,
        "text": text,
        "completed": row.completed_bytes,
        "total": row.total_bytes,
        "is_over": row.is_over,
    }
