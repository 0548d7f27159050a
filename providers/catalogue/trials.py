"""Asks a model for a token or a sentence, to see whether it answers, how soon and for how much.
Only where a person wants it: at most so often a day, and for so little money. It is asked as a
council asks it: of a pinned host, counted in the ledger, with an attempt on record."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from django.db import OperationalError, ProgrammingError
from django.db.models import Count, Sum
from django.utils import timezone

from providers import process_commons
from providers.attempt_rows import record_attempt
from providers.calls import AttemptRecord
from providers.catalogue.pinning import is_left_alone, pin_models
from providers.catalogue.trial_calls import (
    Books,
    Refusal,
    Subject,
    TrialResult,
    ask_all,
    refuse_unconfigured,
)
from providers.errors import Paused
from providers.ledger.quota_ledger import ledger_for
from providers.models import LanguageModel, Provider, Trial
from providers.money import FREE
from providers.protocol import ModelRef
from providers.quota import OPERATOR, Ledger, UnlimitedLedger
from providers.sources import rehearsing
from providers.tokens import estimate_tokens

TRIALS_USED_UP: Final = "trials_used_up"
MOST_A_DAY = 20  # for each key
MOST_NANO_USD_A_DAY = 1_000_000  # a tenth of a cent


def try_models(subjects: Sequence[Subject]) -> list[TrialResult]:
    """Ask them all at once, and keep how it went. Who is paused or has no key is not asked, nor
    whose key has been tested too often already: `is_ours`."""
    started_at = timezone.now()
    pinned = [replace(subject, pinned=_pin(subject)) for subject in subjects]
    results = ask_all(pinned, _find_refusals(subjects), Books(_ledger(), _record))
    asked = zip(pinned, results, strict=True)
    tried = [(subject, result) for subject, result in asked if not result.is_ours]
    for subject, result in tried:
        if result.has_succeeded:
            _mend(subject)
    _keep(_kept(subject, result, started_at) for subject, result in tried)
    return results


def rehearse_models(subjects: Sequence[Subject]) -> list[TrialResult]:
    """Ask their understudies: nothing is spent, and nothing of it is kept."""
    played = [replace(subject, source=rehearsing(subject.source)) for subject in subjects]
    books = Books(UnlimitedLedger(FREE), lambda _: None)
    return ask_all(played, [None] * len(played), books)


def last_trials(models: Iterable[LanguageModel]) -> dict[str, Trial]:
    """By `provider:name`."""
    wanted = {str(model): model for model in models}
    rows = Trial.objects.filter(
        provider__in={model.provider.name for model in wanted.values()},
        model__in={model.name for model in wanted.values()},
        is_of_key=False,
    ).order_by("started_at")
    return {f"{row.provider}:{row.model}": row for row in rows}


def last_trial(model: LanguageModel) -> Trial | None:
    return last_trials([model]).get(str(model))


def _find_refusals(subjects: Sequence[Subject]) -> list[Refusal | None]:
    """For each why it is not asked, if it is not. Those of one key count together."""
    paused = _find_paused(subjects)
    taken: Counter[str] = Counter()
    return [_find_refusal(subject, paused, taken) for subject in subjects]


def _find_refusal(subject: Subject, paused: frozenset[str], taken: Counter[str]) -> Refusal | None:
    """`taken`: how many of each key are before it; this one is counted there."""
    source, key_id = subject.source, subject.source.key.id
    name = source.label or source.name
    if source.name in paused:
        return Refusal(Paused.code, f"{name} is paused: resume it first.")
    if refusal := refuse_unconfigured(source):
        return refusal
    used_up = _told_if_used_up(key_id, taken[key_id])
    taken[key_id] += 1
    return Refusal(TRIALS_USED_UP, used_up) if used_up else None


def _find_paused(subjects: Iterable[Subject]) -> frozenset[str]:
    names = {subject.source.name for subject in subjects}
    try:
        paused = Provider.objects.filter(name__in=names, is_enabled=False)
        return frozenset(paused.values_list("name", flat=True))
    except (OperationalError, ProgrammingError):  # the doctor needs no tables
        return frozenset()


def _told_if_used_up(key_id: str, taken: int) -> str:
    """By the last 24 hours. Without tables there is nothing to count by."""
    now = timezone.now()
    day = Trial.objects.filter(key_id=key_id, started_at__gte=now - timedelta(days=1))
    try:
        spent = day.aggregate(calls=Count("pk"), nano_usd=Sum("cost_nano_usd"))
        oldest = day.order_by("started_at").first()
    except (OperationalError, ProgrammingError):
        return ""
    free_at = (oldest.started_at if oldest else now) + timedelta(days=1)
    when = f"The next is free at {free_at:%H:%M} UTC."
    if spent["calls"] + taken >= MOST_A_DAY:
        return f"This key was tested {MOST_A_DAY} times in 24 hours, and that is the most. {when}"
    if (spent["nano_usd"] or 0) >= MOST_NANO_USD_A_DAY:
        return f"Tests with this key have cost $0.001 in 24 hours, and that is the most. {when}"
    return ""


def _pin(subject: Subject) -> ModelRef:
    is_resting = partial(is_left_alone, keys={subject.source.name: (subject.key,)})
    needs_tokens = (
        estimate_tokens(subject.allowance.question.content) + subject.allowance.max_tokens
    )
    try:
        return pin_models([subject.model], needs_tokens, is_resting=is_resting).models[0]
    except (OperationalError, ProgrammingError):  # the doctor needs no tables
        return subject.model


def _ledger() -> Ledger:
    """Nobody's windows but the operator's: a trial is for no person and no council."""
    try:
        return ledger_for(OPERATOR)
    except (OperationalError, ProgrammingError):
        return UnlimitedLedger()


def _record(record: AttemptRecord) -> None:
    with suppress(OperationalError, ProgrammingError):
        record_attempt(record, is_rehearsal=False)


def _mend(subject: Subject) -> None:
    for model in {subject.model, subject.asked}:
        process_commons.commons(is_rehearsal=False).states.mend(model, subject.key)


def _kept(subject: Subject, result: TrialResult, started_at: datetime) -> Trial:
    return Trial(
        provider=subject.source.name,
        model=subject.name,
        key_id=subject.source.key.id,
        started_at=started_at,
        is_of_key=subject.allowance.is_of_key,
        has_succeeded=result.has_succeeded,
        code=result.code,
        message=result.message[:300],
        first_token_seconds=result.first_token_seconds,
        seconds=result.seconds,
        input_tokens=result.usage.input_tokens,
        output_tokens=result.usage.output_tokens,
        cost_nano_usd=result.cost_nano_usd,
    )


def _keep(trials: Iterable[Trial]) -> None:
    with suppress(OperationalError, ProgrammingError):  # the doctor needs no tables
        Trial.objects.bulk_create(trials)
