"""How many rows an action asks providers about while a person waits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, TypeVar

from django.contrib import messages
from django.db.models import Model, QuerySet
from django.http import HttpRequest

MOST_AT_ONCE: Final = 5

Row = TypeVar("Row", bound=Model)


def take_few(request: HttpRequest, chosen: QuerySet[Row]) -> Sequence[Row]:
    """With their providers; none of more than can be waited for, and that is told."""
    count = chosen.count()
    if count <= MOST_AT_ONCE:
        return list(chosen.select_related("provider"))
    messages.error(
        request,
        f"None of the {count} was asked about: their providers are asked while you wait, at "
        f"most {MOST_AT_ONCE} at once.",
    )
    return []
