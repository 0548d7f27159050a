"""Start-up checks of the project's own settings."""

from __future__ import annotations

from collections.abc import Sequence

from django.apps import AppConfig
from django.conf import settings
from django.core import checks
from django.core.exceptions import ImproperlyConfigured


def check_secrets(
    app_configs: Sequence[AppConfig] | None,  # noqa: ARG001  Django's signature
    **kwargs: object,  # noqa: ARG001
) -> list[checks.CheckMessage]:
    return [
        checks.Error(
            f"{name} is empty.",
            hint="`manage.py up` makes one; elsewhere set it as .env.example says.",
            id="backend.E001",
        )
        for name in ("SECRET_KEY", "ENCRYPTION_KEYS")
        if not _is_set(name)
    ]


def _is_set(name: str) -> bool:
    try:
        return bool(getattr(settings, name))
    except ImproperlyConfigured:  # Django's own word for a SECRET_KEY that is empty
        return False
