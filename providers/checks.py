"""Start-up checks: a missing key or a wrong address is told now, not at midnight."""

from __future__ import annotations

from collections.abc import Sequence

from django.apps import AppConfig
from django.conf import settings
from django.core import checks

from providers.compatible_servers import find_faults, names_an_endpoint

BASE_URLS = ("HF_BASE_URL", "GEMINI_BASE_URL", "OLLAMA_HOST")


def check_keys(
    app_configs: Sequence[AppConfig] | None,  # noqa: ARG001  Django's signature
    **kwargs: object,  # noqa: ARG001
) -> list[checks.CheckMessage]:
    has_source = settings.HF_TOKEN or settings.GEMINI_API_KEY or settings.OPENAI_COMPATIBLE
    if has_source or settings.REHEARSAL:
        return []
    return [
        checks.Warning(
            "No provider key is set, so at most Ollama can answer.",
            hint="Set HF_TOKEN or GEMINI_API_KEY in .env, or REHEARSAL=1 to go without.",
            id="providers.W001",
        )
    ]


def check_addresses(
    app_configs: Sequence[AppConfig] | None,  # noqa: ARG001  Django's signature
    **kwargs: object,  # noqa: ARG001
) -> list[checks.CheckMessage]:
    malformed = [
        checks.Error(f"OPENAI_COMPATIBLE: {fault}", id="providers.E001")
        for fault in find_faults(settings.OPENAI_COMPATIBLE)
    ]
    endpoints = [
        checks.Error(
            f"{name} ends in /chat/completions.",
            hint="Give the address below which all calls hang.",
            id="providers.E002",
        )
        for name in BASE_URLS
        if names_an_endpoint(getattr(settings, name))
    ]
    return [*malformed, *endpoints]
