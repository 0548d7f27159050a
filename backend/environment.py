"""The environment, read with a word to whoever has set it wrong."""

from __future__ import annotations

from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured


class Environment(environ.Env):  # type: ignore[misc]  # it comes without types
    """Names the variable that cannot be read."""

    def get_value(self, var: str, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401  as above it
        try:
            return super().get_value(var, *args, **kwargs)
        except ValueError as error:
            text = self.ENVIRON.get(var, "")
            raise ImproperlyConfigured(f"{var} must be a number, not “{text}”.") from error
