"""Stores what an event establishes, and reads it back as values and events."""

from __future__ import annotations

from council.results.earlier import said_earlier
from council.results.judging import judged_reviews
from council.results.knowledge import (
    freeze_knowledge,
    knowledge_of,
    strongest_first,
    triage_of,
)
from council.results.receipts import Made, made_for, receipt_of
from council.results.stage import stage_of, unheard_status
from council.results.storing import Settled, is_stored, store, store_epoch
from council.results.telling import events_of, started
from council.results.values import (
    FOUND,
    agreements_of,
    chaired_by,
    contest_of,
    given_in,
    history_shown,
    members_of,
    opinions_of,
    reviews_of,
    said_before,
    silences_of,
    turns_of,
)

__all__ = [
    "FOUND",
    "Made",
    "Settled",
    "agreements_of",
    "chaired_by",
    "contest_of",
    "events_of",
    "freeze_knowledge",
    "given_in",
    "history_shown",
    "is_stored",
    "judged_reviews",
    "knowledge_of",
    "made_for",
    "members_of",
    "opinions_of",
    "receipt_of",
    "reviews_of",
    "said_before",
    "said_earlier",
    "silences_of",
    "stage_of",
    "started",
    "store",
    "store_epoch",
    "strongest_first",
    "triage_of",
    "turns_of",
    "unheard_status",
]
