"""Start-up checks: a missing key or a wrong address is told now, not at midnight."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.apps import AppConfig, apps
from django.conf import settings
from django.core import checks
from django.db import OperationalError, ProgrammingError

from providers.adapters.asking import sound_address
from providers.adapters.guard import is_host
from providers.adapters.ollama import ollama_address
from providers.compatible_servers import find_faults
from providers.encryption import can_be_opened
from providers.errors import Misconfigured

ADDRESSES: dict[str, Callable[[str], str]] = {
    "HF_BASE_URL": sound_address,
    "HF_HUB_URL": sound_address,
    "HF_ENDPOINTS_URL": sound_address,
    "GEMINI_BASE_URL": sound_address,
    "OLLAMA_HOST": ollama_address,
}


def check_keys(
    app_configs: Sequence[AppConfig] | None,  # noqa: ARG001  Django's signature
    **kwargs: object,  # noqa: ARG001
) -> list[checks.CheckMessage]:
    has_source = settings.HF_TOKEN or settings.GEMINI_API_KEY or settings.OPENAI_COMPATIBLE
    # Where that is left open, `up` has members played until somebody can be asked.
    if has_source or settings.REHEARSAL or "REHEARSAL" not in settings.GIVEN:
        return []
    return [
        checks.Warning(
            "REHEARSAL is off, and the environment holds no provider key: at most Ollama can "
            "answer, and whoever has a key in the database.",
            hint="Set HF_TOKEN or GEMINI_API_KEY in .env, save a key in the admin, or take "
            "REHEARSAL=off out to go without.",
            id="providers.W001",
        )
    ]


def check_stored_keys(
    app_configs: Sequence[AppConfig] | None,  # noqa: ARG001  Django's signature
    **kwargs: object,  # noqa: ARG001
) -> list[checks.CheckMessage]:
    """Looks into the database, so it is made where that is to be used."""
    rows = apps.get_model("providers", "ProviderKey").objects.select_related("provider")
    try:
        closed = [row for row in rows if not can_be_opened(row.encrypted_secret)]
    except (OperationalError, ProgrammingError):  # no tables yet, or no database
        return []
    return [
        checks.Warning(
            f"The key {row} cannot be opened with ENCRYPTION_KEYS and is not used.",
            hint="Put the key it was encrypted by back, behind the newest; or type the provider "
            "key anew, or delete it, in the admin.",
            id="providers.W002",
        )
        for row in closed
    ]


def check_addresses(
    app_configs: Sequence[AppConfig] | None,  # noqa: ARG001  Django's signature
    **kwargs: object,  # noqa: ARG001
) -> list[checks.CheckMessage]:
    malformed: list[checks.CheckMessage] = [
        checks.Error(f"OPENAI_COMPATIBLE: {fault}", id="providers.E001")
        for fault in find_faults(settings.OPENAI_COMPATIBLE)
    ]
    malformed += [
        checks.Error(
            f"ALLOWED_PROVIDER_HOSTS: “{host}” is no host: leave out scheme, port and path.",
            id="providers.E003",
        )
        for host in settings.ALLOWED_PROVIDER_HOSTS
        if not is_host(host)
    ]
    return malformed + [
        checks.Error(f"{name}: {fault}", id="providers.E002")
        for name, read_address in ADDRESSES.items()
        if (fault := _fault_of(getattr(settings, name), read_address))
    ]


def _fault_of(address: str, read_address: Callable[[str], str]) -> str:
    try:
        read_address(address)
    except Misconfigured as misconfigured:
        return misconfigured.message
    return ""
