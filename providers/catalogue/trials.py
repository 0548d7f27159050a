"""Asks a model for one sentence, to see whether it answers, streams, how soon and for how much.
Only where a person wants it: at most so often a day, and for so little money."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from django.db import OperationalError, ProgrammingError
from django.db.models import Count, Sum
from django.utils import timezone

from providers import shared
from providers.errors import ProviderError
from providers.ledger.prices import read_prices
from providers.models import LanguageModel, Trial
from providers.money import cost_of
from providers.protocol import Deadline, Delta, Message, ModelCall, ModelRef, Usage
from providers.registry import Source, adapter_for, rehearsing

QUESTION = Message("user", "Say in one short sentence that you are ready.")
MAX_TOKENS = 64
TRIAL_SECONDS = 90.0
MOST_A_DAY = 20  # for each key
MOST_NANO_USD_A_DAY = 1_000_000  # a tenth of a cent
SHOWN_CHARACTERS = 300
NEVER_WROTE = "empty"
TRIALS_USED_UP = "trials_used_up"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How it went. `text` is shown once and kept nowhere; a cost of None is not known."""

    has_succeeded: bool
    streams: bool = False
    text: str = ""
    code: str = ""
    message: str = ""
    first_token_seconds: float | None = None
    seconds: float = 0.0
    usage: Usage = field(default_factory=Usage)
    cost_nano_usd: int | None = None


@dataclass(frozen=True, slots=True)
class Subject:
    """Who is asked: one model as it is reached from here, with its key."""

    source: Source
    name: str

    @property
    def model(self) -> ModelRef:
        return ModelRef(self.source.name, self.name)


def try_models(subjects: Sequence[Subject]) -> list[Outcome]:
    """Ask them all at once, and keep how it went. Whose key has been tested too often already is
    not asked: `TRIALS_USED_UP`."""
    started_at = timezone.now()
    refusals = _find_refusals(subjects)
    outcomes = [
        replace(outcome, cost_nano_usd=_cost(subject.model, outcome.usage))
        for subject, outcome in zip(subjects, _ask(subjects, refusals), strict=True)
    ]
    for subject, outcome in zip(subjects, outcomes, strict=True):
        if outcome.has_succeeded:
            shared.commons(is_rehearsal=False).states.mend(subject.model, subject.source.key)
    _keep(
        _kept(subject, outcome, started_at)
        for subject, outcome in zip(subjects, outcomes, strict=True)
        if outcome.code != TRIALS_USED_UP
    )
    return outcomes


def rehearse_models(subjects: Sequence[Subject]) -> list[Outcome]:
    """Ask their understudies: nothing is spent, and nothing of it is kept."""
    played = [replace(subject, source=rehearsing(subject.source)) for subject in subjects]
    return _ask(played, [""] * len(played))


def last_trials(models: Iterable[LanguageModel]) -> dict[str, Trial]:
    """By `provider:name`."""
    wanted = {str(model): model for model in models}
    rows = Trial.objects.filter(
        provider__in={model.provider.name for model in wanted.values()},
        model__in={model.name for model in wanted.values()},
    ).order_by("started_at")
    return {f"{row.provider}:{row.model}": row for row in rows}


def last_trial(model: LanguageModel) -> Trial | None:
    return last_trials([model]).get(str(model))


def _find_refusals(subjects: Iterable[Subject]) -> list[str]:
    """For each a sentence on the allowance that is used up, or nothing. Those of one key count
    together."""
    taken: Counter[str] = Counter()
    refusals = []
    for subject in subjects:
        key_id = subject.source.key.id
        refusals.append(_refusal(key_id, taken[key_id]))
        taken[key_id] += 1
    return refusals


def _refusal(key_id: str, taken: int) -> str:
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


def _ask(subjects: Sequence[Subject], refusals: Sequence[str]) -> list[Outcome]:
    with ThreadPoolExecutor(max(1, len(subjects))) as pool:
        return list(pool.map(_ask_unless, subjects, refusals))


def _ask_unless(subject: Subject, refusal: str) -> Outcome:
    if refusal:
        return Outcome(has_succeeded=False, code=TRIALS_USED_UP, message=refusal)
    heard = _Heard()
    try:
        adapter = adapter_for(subject.source)
        deadline = Deadline(
            ends_at=heard.began + TRIAL_SECONDS, first_text_seconds=adapter.first_text_seconds
        )
        call = ModelCall(subject.name, (QUESTION,), MAX_TOKENS)
        for delta in adapter.stream(call, subject.source.key, deadline):
            heard.hear(delta)
    except ProviderError as error:
        return heard.outcome(error)
    return heard.outcome(None)


class _Heard:
    """What came of one trial so far."""

    def __init__(self) -> None:
        self.began = time.monotonic()
        self.arrivals: list[float] = []
        self.text = ""
        self.usage = Usage()
        self.has_finish = False

    def hear(self, delta: Delta) -> None:
        if delta.text or delta.reasoning:
            self.arrivals.append(time.monotonic() - self.began)
        self.text += delta.text
        self.usage = delta.usage or self.usage
        self.has_finish = self.has_finish or delta.finish is not None

    def outcome(self, error: ProviderError | None) -> Outcome:
        """Thoughts alone are an answer as well: the allowance is short for a model that thinks."""
        has_succeeded = error is None and self.has_finish and bool(self.arrivals)
        silence = "" if has_succeeded else NEVER_WROTE
        return Outcome(
            has_succeeded=has_succeeded,
            streams=len(self.arrivals) > 1,
            text=self.text.strip()[:SHOWN_CHARACTERS],
            code=error.code if error else silence,
            message=error.message if error else ("It wrote nothing." if silence else ""),
            first_token_seconds=round(self.arrivals[0], 3) if self.arrivals else None,
            seconds=round(time.monotonic() - self.began, 3),
            usage=self.usage,
        )


def _cost(model: ModelRef, usage: Usage) -> int | None:
    try:
        return cost_of(usage, read_prices().price_of(model))
    except (OperationalError, ProgrammingError):
        return None


def _kept(subject: Subject, outcome: Outcome, started_at: datetime) -> Trial:
    return Trial(
        provider=subject.source.name,
        model=subject.name,
        key_id=subject.source.key.id,
        started_at=started_at,
        has_succeeded=outcome.has_succeeded,
        code=outcome.code,
        message=outcome.message[:300],
        first_token_seconds=outcome.first_token_seconds,
        seconds=outcome.seconds,
        input_tokens=outcome.usage.input_tokens,
        output_tokens=outcome.usage.output_tokens,
        cost_nano_usd=outcome.cost_nano_usd,
    )


def _keep(trials: Iterable[Trial]) -> None:
    with suppress(OperationalError, ProgrammingError):  # the doctor needs no tables
        Trial.objects.bulk_create(trials)
