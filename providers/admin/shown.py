"""How the admin shows what is stored: money in dollars, long names and moments in few columns."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.contrib import admin
from django.db.models import Field, Model
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localtime

from providers.money import NANO_USD, as_usd, nano_usd_of

if TYPE_CHECKING:
    _ModelAdmin = admin.ModelAdmin[Model]
else:  # not generic while running
    _ModelAdmin = admin.ModelAdmin

Shown = Callable[[Any], str | bool]  # a column, or a line of a form, by its row
NANO: Final = "_nano_usd"
UNKNOWN: Final = "-"
DIGITS: Final = 18  # of a money field, with nine decimals


@cache
def in_dollars(field: str, description: str = "") -> Shown:
    """This field of nano-USD in dollars."""

    @admin.display(description=description or in_words(field), ordering=field)
    def shown(row: Model) -> str:
        nano_usd: int | None = getattr(row, field)
        if nano_usd is None:
            return UNKNOWN
        return f"{'-' if nano_usd < 0 else ''}${as_usd(abs(nano_usd))}"

    return shown


@cache
def moment(field: str, description: str = "") -> Shown:
    """When it was, in a column that may be broken in two."""

    @admin.display(description=description or field.removesuffix("_at"), ordering=field)
    def shown(row: Model) -> str:
        at = getattr(row, field)
        return UNKNOWN if at is None else f"{localtime(at):%Y-%m-%d %H:%M:%S}"

    return shown


@cache
def yes_or_no(field: str, description: str = "") -> Shown:
    """A mark under a heading no wider than its word."""

    @admin.display(boolean=True, description=description or field[3:], ordering=field)
    def shown(row: Model) -> bool:
        answer: bool = getattr(row, field)
        return answer

    return shown


@admin.display(description="model", ordering="model")
def model_asked(row: Any) -> SafeString:  # noqa: ANN401  whatever names a provider and a model
    return breakable(f"{row.provider}:{row.model}")


def breakable(name: str) -> SafeString:
    """A name that may be broken after its colons and slashes."""
    parts = re.split(r"(?<=[:/])", name)
    return format_html_join(mark_safe("<wbr>"), "{}", ((part,) for part in parts))


def in_words(field: str) -> str:
    return field.removesuffix(NANO).replace("_", " ")


class DollarField(forms.DecimalField):
    """Typed in dollars, cleaned to nano-USD."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401  those of any field
        super().__init__(min_value=0, max_digits=DIGITS, decimal_places=9, **options)

    def prepare_value(self, value: Any) -> Any:  # noqa: ANN401  stored, or typed
        return as_usd(value) if isinstance(value, int) else value

    def clean(self, value: Any) -> Any:  # noqa: ANN401  what was typed
        usd = super().clean(value)
        return None if usd is None else nano_usd_of(usd)

    def has_changed(self, initial: Any, data: Any) -> bool:  # noqa: ANN401
        return super().has_changed(None if initial is None else Decimal(initial) / NANO_USD, data)


class ShowsDollars(_ModelAdmin):
    """Whoever may not change a row reads its money in dollars."""

    def get_fields(self, request: HttpRequest, obj: Model | None = None) -> Any:  # noqa: ANN401
        names = super().get_fields(request, obj)
        if obj is None or self.has_change_permission(request, obj):
            return names
        return [in_dollars(str(n)) if str(n).endswith(NANO) else n for n in names]


class TypesDollars(ShowsDollars):
    """Money is typed in dollars."""

    def formfield_for_dbfield(
        self,
        db_field: Field[Any, Any],
        request: HttpRequest,
        **options: Any,  # noqa: ANN401  Django's signature
    ) -> forms.Field | None:
        if not db_field.name.endswith(NANO):
            return super().formfield_for_dbfield(db_field, request, **options)
        return DollarField(
            label=f"{in_words(db_field.name).capitalize()} ($)",
            required=not db_field.blank,
            help_text=options.get("help_text", db_field.help_text),
        )
