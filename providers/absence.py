"""Why a provider that a line-up names cannot be asked."""

from __future__ import annotations

from providers.errors import Paused, ProviderError
from providers.gateway.means import absent
from providers.models import Provider


def absence_of(name: str) -> ProviderError:
    """Read only when one is missing."""
    for label in Provider.objects.filter(name=name, is_enabled=False).values_list(
        "label", flat=True
    ):
        return Paused(f"{label} is paused.")
    return absent(name)
