"""Start-up checks of the project's own settings."""

from __future__ import annotations

from collections.abc import Sequence

from django.apps import AppConfig
from django.conf import settings
from django.core import checks
from django.core.exceptions import ImproperlyConfigured

from providers.encryption import cipher

MAKE_A_KEY = (
    'python -c "import base64, os; print(base64.urlsafe_b64encode(os.urandom(32)).decode())"'
)


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


def check_encryption_keys(
    app_configs: Sequence[AppConfig] | None,  # noqa: ARG001  Django's signature
    **kwargs: object,  # noqa: ARG001
) -> list[checks.CheckMessage]:
    if not settings.ENCRYPTION_KEYS:
        return []  # told above
    try:
        cipher()
    except ValueError:
        message = "ENCRYPTION_KEYS holds something that is no Fernet key."
        hint = f"Separate keys by commas; make one with: {MAKE_A_KEY}"
        return [checks.Error(message, hint=hint, id="backend.E002")]
    return []


def _is_set(name: str) -> bool:
    try:
        return bool(getattr(settings, name))
    except ImproperlyConfigured:  # Django's own word for a SECRET_KEY that is empty
        return False
