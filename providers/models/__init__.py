"""The tables: the registry, what was tried at each model, and the ledger."""

from __future__ import annotations

from providers.models.attempts import Attempt
from providers.models.ledger import Budget, Price, QuotaAlert, QuotaWindow, Reservation
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
    "Budget",
    "LanguageModel",
    "LanguageModelQuerySet",
    "Origin",
    "Price",
    "Provider",
    "ProviderQuerySet",
    "QuotaAlert",
    "QuotaWindow",
    "Reservation",
    "Tag",
    "refuse_wrong_address",
]
