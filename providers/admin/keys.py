"""Provider keys in the admin: typed once, never shown again, and tested when they are saved."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from django.views.decorators.debug import sensitive_post_parameters

from providers.admin.selecting import take_few
from providers.admin.shown import UNKNOWN, moment, yes_or_no
from providers.keys import (
    LONGEST_SECRET,
    USUAL_NAME,
    ProviderKeyError,
    check_secret,
    delete_key,
    save_key,
    try_key,
)
from providers.models import Provider, ProviderKey

if TYPE_CHECKING:
    _ProviderKeyAdmin = admin.ModelAdmin[ProviderKey]
    _ProviderKeyForm = forms.ModelForm[ProviderKey]
else:  # not generic while running
    _ProviderKeyAdmin = admin.ModelAdmin
    _ProviderKeyForm = forms.ModelForm

FOUND = ("verdict", "verdict_message", "verdict_at")
SHOWN = ("ending", "counted_as", *FOUND, "added_by", "created_at")
GONE = "Paste it once more: a key that was typed is not sent back to the page."


class ProviderKeyForm(_ProviderKeyForm):
    secret = forms.CharField(
        label="Key",
        max_length=LONGEST_SECRET,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="It is tested when it is saved, and never shown again.",
    )

    class Meta:
        help_texts = {"counted_as": "A quota window of the scope “key” with this id is its own."}

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401  Django's signature
        super().__init__(*args, **options)
        if not self.instance._state.adding and "secret" in self.fields:
            self.fields["secret"].required = False
            self.fields["secret"].help_text = "Left empty, it stays the key that it is."

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        provider: Provider | None = cleaned.get("provider")
        if not self.instance._state.adding:
            provider = self.instance.provider
        if provider is not None and cleaned.get("secret"):
            try:
                check_secret(secret=cleaned["secret"], provider=provider, besides=self.instance)
            except ProviderKeyError as error:
                self.add_error("secret", error.message)
        if self.errors and cleaned.get("secret"):
            self.add_error("secret", GONE)
        return cleaned


@admin.register(ProviderKey)
class ProviderKeyAdmin(_ProviderKeyAdmin):
    form = ProviderKeyForm
    list_display = (
        "name",
        "provider",
        "ending",
        yes_or_no("is_enabled"),
        "verdict",
        moment("verdict_at", "tested"),
        "added_by",
    )
    list_filter = ("provider", "is_enabled", "verdict")
    list_select_related = ("provider", "added_by")
    search_fields = ("name", "provider__name")
    actions = ("test",)

    @method_decorator(sensitive_post_parameters("secret"))
    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        return super().changeform_view(request, object_id, form_url, extra_context)

    def get_fields(
        self,
        request: HttpRequest,  # noqa: ARG002  Django's signature
        obj: ProviderKey | None = None,
    ) -> tuple[str, ...]:
        typed = ("provider", "name", "secret", "is_enabled")
        return typed if obj is None else (*typed, *SHOWN)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """One thing less that can be wrong: whatever is, the key has to be pasted again."""
        return {"name": USUAL_NAME, **super().get_changeform_initial_data(request)}

    def get_readonly_fields(
        self,
        request: HttpRequest,  # noqa: ARG002  Django's signature
        obj: ProviderKey | None = None,
    ) -> tuple[str, ...]:
        return SHOWN if obj is None else ("provider", *SHOWN)

    def save_model(
        self,
        request: HttpRequest,
        obj: ProviderKey,
        form: forms.ModelForm[ProviderKey],
        change: bool,  # noqa: FBT001  Django's signature
    ) -> None:
        if not change:
            obj.added_by = cast(User, request.user)
        save_key(row=obj, secret=form.cleaned_data["secret"])
        # Not sooner: the provider may take seconds, and the database would wait.
        transaction.on_commit(partial(_try_and_tell, request, obj))

    def delete_model(self, request: HttpRequest, obj: ProviderKey) -> None:  # noqa: ARG002
        delete_key(row=obj)

    def delete_queryset(
        self,
        request: HttpRequest,  # noqa: ARG002  Django's signature
        queryset: QuerySet[ProviderKey],
    ) -> None:
        for row in queryset:
            delete_key(row=row)

    @admin.display(description="ends with", ordering="last_four")
    def ending(self, row: ProviderKey) -> str:
        return f"…{row.last_four}" if row.last_four else UNKNOWN

    @admin.display(description="id")
    def counted_as(self, row: ProviderKey) -> str:
        return row.key_id

    @admin.action(description="Test", permissions=["change"])
    def test(self, request: HttpRequest, chosen: QuerySet[ProviderKey]) -> None:
        for row in take_few(request, chosen):
            _try_and_tell(request, row)


def _try_and_tell(request: HttpRequest, row: ProviderKey) -> None:
    try_key(row=row)
    level = messages.SUCCESS if row.verdict == ProviderKey.Verdict.VALID else messages.WARNING
    verdict = ProviderKey.Verdict(row.verdict).label
    messages.add_message(request, level, f"{verdict}: {row}. {row.verdict_message}".strip())
