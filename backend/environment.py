"""The environment, read with a word to whoever has set it wrong."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

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

    def get_value(self, var: str, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401  as above it
        try:
            return super().get_value(var, *args, **kwargs)
        except ValueError as error:
            text = self.ENVIRON.get(var, "")
            if var == "DATABASE_URL":  # whose text may hold a password
                raise ImproperlyConfigured(
                    "DATABASE_URL cannot be read: it must be like postgres://user:password@host:5432/name."
                ) from None
            raise ImproperlyConfigured(f"{var} must be a number, not “{text}”.") from error
