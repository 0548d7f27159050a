"""Reads back, from JSON, the values that events carry."""

from __future__ import annotations

from typing import Any, TypeVar

from cattrs import Converter

T = TypeVar("T")

_converter = Converter()


def read(stored: Any, kind: type[T]) -> T:  # noqa: ANN401  any JSON
    """`stored` as `asdict` left it. Raises ClassValidationError for what is of another shape."""
    return _converter.structure(stored, kind)
