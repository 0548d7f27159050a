"""The tables: the registry, and what was tried at each model."""

from __future__ import annotations

from providers.models.attempts import Attempt
from providers.models.registry import (
    LanguageModel,
    LanguageModelQuerySet,
    Origin,
    Provider,
    ProviderQuerySet,
    Tag,
    refuse_wrong_address,
)

__all__ = [
    "Attempt",
    "LanguageModel",
    "LanguageModelQuerySet",
    "Origin",
    "Provider",
    "ProviderQuerySet",
    "Tag",
    "refuse_wrong_address",
]
