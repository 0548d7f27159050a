"""The tables: registry and keys, catalogue, what was tried at each model, what each is worth, what
is fetched, and the ledger."""

from __future__ import annotations

from providers.models.alerts import Alert
from providers.models.attempts import Attempt
from providers.models.bills import Bill, BillLine
from providers.models.catalogue import Host, Trial
from providers.models.keys import ProviderKey
from providers.models.ledger import Budget, Price, QuotaWindow, Reservation
from providers.models.pulls import Pull
from providers.models.registry import (
    LanguageModel,
    LanguageModelQuerySet,
    Origin,
    Provider,
    ProviderQuerySet,
    Readiness,
    Tag,
    charges_nothing,
    refuse_wrong_address,
)
from providers.models.strengths import ModelStrength

__all__ = [
    "Alert",
    "Attempt",
    "Bill",
    "BillLine",
    "Budget",
    "Host",
    "LanguageModel",
    "LanguageModelQuerySet",
    "ModelStrength",
    "Origin",
    "Price",
    "Provider",
    "ProviderKey",
    "ProviderQuerySet",
    "Pull",
    "QuotaWindow",
    "Readiness",
    "Reservation",
    "Tag",
    "Trial",
    "charges_nothing",
    "refuse_wrong_address",
]
