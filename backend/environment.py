"""The environment, read with a word to whoever has set it wrong."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import Any
from warnings import catch_warnings, simplefilter

import environ
from django.core.exceptions import ImproperlyConfigured


class Environment(environ.Env):  # type: ignore[misc]  # it comes without types
    """Names the variable that cannot be read."""

    def one_of(self, var: str, choices: Sequence[str]) -> str:
        """One of these words; the first where it is not set."""
        word = str(self.str(var, default=choices[0])).lower()
        if word not in choices:
            raise ImproperlyConfigured(f"{var} must be one of {', '.join(choices)}, not “{word}”.")
        return word

    def db_url(self, *args: Any, **kwargs: Any) -> dict[str, Any]:  # noqa: ANN401  as above it
        """Without a word of the text, which may hold a password."""
        try:
            with catch_warnings():
                simplefilter("error")  # it would tell of a scheme unknown to it with all the rest
                found: dict[str, Any] = super().db_url(*args, **kwargs)
            import_module(found["ENGINE"])
        except (ValueError, ImportError, KeyError, UserWarning, ImproperlyConfigured):
            raise ImproperlyConfigured(
                "DATABASE_URL cannot be read: write it as postgres://user:password@host:5432/name, "
                "with what is special in the password as %40, or leave it empty for SQLite."
            ) from None
        return found

    def get_value(self, var: str, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401  as above it
        try:
            return super().get_value(var, *args, **kwargs)
        except ValueError as error:
            text = self.ENVIRON.get(var, "")
            raise ImproperlyConfigured(f"{var} must be a number, not “{text}”.") from error
