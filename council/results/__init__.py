"""Stores what a finished step leaves, and reads it back as values and events."""

from __future__ import annotations

from council.results.receipts import Made, made_for, receipt_of
from council.results.storing import Settled, is_stored, store, store_epoch
from council.results.telling import events_of, started
from council.results.values import (
    contest_of,
    history_shown,
    members_of,
    opinions_of,
    said_before,
    silences_of,
    turns_of,
)

__all__ = [
    "Made",
    "Settled",
    "contest_of",
    "events_of",
    "history_shown",
    "is_stored",
    "made_for",
    "members_of",
    "opinions_of",
    "receipt_of",
    "said_before",
    "silences_of",
    "started",
    "store",
    "store_epoch",
    "turns_of",
]
