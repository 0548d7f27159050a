"""One sentence asked of a model: counted and recorded as an attempt, and heard to its end."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from typing import Final

from providers.calls import AttemptRecord
from providers.errors import CapReached, ProviderError, Unpriced, WindowFull
from providers.gateway.attempts import Heard
from providers.money import ModelPrice
from providers.protocol import Deadline, Delta, Key, Message, ModelCall, ModelRef, Usage
from providers.protocol import Provider as Adapter
from providers.quota import Claim, Ledger, Reservation
from providers.sources import Source, adapter_for
from providers.tokens import estimate_tokens

QUESTION: Final = Message("user", "Say in one short sentence that you are ready.")
SHOWN_CHARACTERS: Final = 300
NEVER_WROTE: Final = "empty"
TRIALS_USED_UP: Final = "trials_used_up"
VOICE: Final = "trial"  # whose the attempts are
OURS: Final = (WindowFull, CapReached, Unpriced)


@dataclass(frozen=True, slots=True)
class TrialResult:
    """How it went. `text` is shown once and kept nowhere; a cost of None is not known.

    `is_ours`: an allowance or a quota of ours refused it, which tells nothing of the model.
    """

    has_succeeded: bool
    streams: bool = False
    text: str = ""
    code: str = ""
    message: str = ""
    first_token_seconds: float | None = None
    seconds: float = 0.0
    usage: Usage = field(default_factory=Usage)
    cost_nano_usd: int | None = None
    is_ours: bool = False
    status: int | None = None


@dataclass(frozen=True, slots=True)
class Allowance:
    """How much may be written for a trial, and how long it may take; `is_of_key` where all that
    is to be learned is whether the key is taken."""

    max_tokens: int
    seconds: float
    is_of_key: bool = False


SENTENCE: Final = Allowance(max_tokens=64, seconds=90.0)
PERMISSION: Final = Allowance(max_tokens=1, seconds=3.0, is_of_key=True)


@dataclass(frozen=True, slots=True)
class Subject:
    """Who is asked: one model as it is reached from here, with its key; behind a router pinned to
    the host that serves it."""

    source: Source
    name: str
    pinned: ModelRef | None = None
    allowance: Allowance = SENTENCE

    @property
    def model(self) -> ModelRef:
        return ModelRef(self.source.name, self.name)

    @property
    def asked(self) -> ModelRef:
        return self.pinned or self.model

    @property
    def key(self) -> Key:
        return self.source.key


@dataclass(frozen=True, slots=True)
class Books:
    """Where trials are counted and told."""

    ledger: Ledger
    record: Callable[[AttemptRecord], None]


def ask_all(
    subjects: Sequence[Subject], refusals: Sequence[str], books: Books
) -> list[TrialResult]:
    """All at once; who stands behind a refusal is not asked."""
    with ThreadPoolExecutor(max(1, len(subjects))) as pool:
        return list(pool.map(partial(_ask_unless, books), subjects, refusals))


def _ask_unless(books: Books, subject: Subject, refusal: str) -> TrialResult:
    if refusal:
        return TrialResult(has_succeeded=False, code=TRIALS_USED_UP, message=refusal, is_ours=True)
    try:
        adapter = adapter_for(subject.source)
    except ProviderError as error:
        return TrialResult(has_succeeded=False, code=error.code, message=error.message)
    return _attempt(books, subject, adapter)


def _attempt(books: Books, subject: Subject, adapter: Adapter) -> TrialResult:
    call = ModelCall(subject.asked.name, (QUESTION,), subject.allowance.max_tokens)
    claim = _claim(subject, adapter.most_output_tokens(call))
    heard, reservation, error = _Heard(claim), Reservation(), None
    try:
        with books.ledger.reserve(claim) as reservation:
            heard = _Heard(claim)  # a place may have been waited for
            deadline = subject.source.manner.limits.bound(
                Deadline.after(subject.allowance.seconds),
                first_text_seconds=adapter.first_text_seconds,
            )
            try:
                for delta in adapter.stream(call, subject.key, deadline):
                    heard.hear(delta)
            finally:
                reservation.usage = heard.usage_or_estimate
    except ProviderError as failed:
        error = failed
    result = replace(heard.result(error), cost_nano_usd=reservation.cost_nano_usd)
    books.record(_told(claim, result, heard.started_at, reservation.price))
    return result


def _told(
    claim: Claim, result: TrialResult, started_at: datetime, price: ModelPrice | None
) -> AttemptRecord:
    return AttemptRecord(
        id=claim.attempt_id,
        trace_id=claim.attempt_id,
        voice=VOICE,
        number=1,
        model=claim.model,
        status="succeeded" if result.has_succeeded else "failed",
        code=result.code,
        message=result.message,
        started_at=started_at,
        ended_at=datetime.now(UTC),
        first_text_seconds=result.first_token_seconds,
        usage=result.usage,
        cost_nano_usd=result.cost_nano_usd,
        price=price,
    )


def _claim(subject: Subject, most_tokens: int) -> Claim:
    return Claim(
        attempt_id=uuid.uuid4(),
        model=subject.asked,
        key=subject.key,
        input_tokens=estimate_tokens(QUESTION.content, family=subject.asked.family),
        output_tokens=most_tokens,
        seconds=subject.allowance.seconds,
        voice=VOICE,
        number=1,
    )


class _Heard(Heard):
    """What came of one trial so far. Thoughts alone are an answer as well: the allowance is short
    for a model that thinks."""

    def __init__(self, claim: Claim) -> None:
        super().__init__(claim.model, claim.input_tokens, claim.output_tokens, time.monotonic)
        self.first_token_seconds: float | None = None
        self.pieces = 0

    def hear(self, delta: Delta) -> None:
        super().hear(delta)
        if delta.text or delta.reasoning:
            if self.first_token_seconds is None:
                self.first_token_seconds = round(self.seconds, 3)
            self.pieces += delta.pieces

    def result(self, error: ProviderError | None) -> TrialResult:
        has_succeeded = error is None and self.finish is not None and self.pieces > 0
        silence = "" if has_succeeded else NEVER_WROTE
        return TrialResult(
            has_succeeded=has_succeeded,
            streams=self.pieces > 1,
            text=self.text.strip()[:SHOWN_CHARACTERS],
            code=error.code if error else silence,
            message=_why(error) if error else ("It wrote nothing." if silence else ""),
            first_token_seconds=self.first_token_seconds,
            seconds=round(self.seconds, 3),
            usage=self.usage_or_estimate,
            is_ours=isinstance(error, OURS),
            status=error.status if error else None,
        )


def _why(error: ProviderError) -> str:
    return f"{error.message} Nothing was asked." if isinstance(error, OURS) else error.message
