"""What all that comes in has in common, whichever app takes it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, NoReturn

from rest_framework import serializers


class NoOtherFields(serializers.Serializer[dict[str, Any]]):
    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """What is misspelt would be followed by nobody, and nobody would know why."""
        unknown = sorted({str(name) for name in self.initial_data} - set(self.fields))
        if unknown:
            known = ", ".join(self.fields)
            faults = {n[:60]: [f"There is no such field. There are {known}."] for n in unknown}
            raise serializers.ValidationError(faults)
        return attrs


class OneOf(serializers.ChoiceField):
    """Whoever names another is told which there are."""

    default_error_messages = {"invalid_choice": "It is one of {choices}."}

    def fail(self, key: str, **values: object) -> NoReturn:
        super().fail(key, choices=", ".join(map(str, self.choices)), **values)


class MostCostField(serializers.DecimalField):
    """In dollars, as exact as it is stored: to the nano-dollar. Null: there is no limit."""

    def __init__(self, *, help_text: str) -> None:
        super().__init__(
            required=False,
            allow_null=True,
            default=None,
            max_digits=12,
            decimal_places=9,
            min_value=Decimal(0),
            help_text=help_text,
        )
