"""The tables: the registry, and what was tried at each model."""

from __future__ import annotations

from providers.models.attempts import Attempt
from providers.models.catalogue import Host, Price, Trial
from providers.models.registry import (
    LanguageModel,
    LanguageModelQuerySet,
    Origin,
    Provider,
    ProviderQuerySet,
    Readiness,
    Tag,
    refuse_wrong_address,
)

__all__ = [
    "Attempt",
    "Host",
    "LanguageModel",
    "LanguageModelQuerySet",
    "Origin",
    "Price",
    "Provider",
    "ProviderQuerySet",
    "Readiness",
    "Tag",
    "Trial",
    "refuse_wrong_address",
]
