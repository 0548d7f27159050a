"""A token or a sentence asked of a model: counted, recorded as an attempt, heard to its end."""

from __future__ import annotations

import re
import time
import uuid
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from typing import Final

from providers.adapters.answers import LENGTH_USED_UP
from providers.calls import AttemptRecord
from providers.catalogue.trial_verdicts import TrialVerdict, verdict_of
from providers.errors import CapReached, Empty, InvalidRequest, ProviderError, Unpriced, WindowFull
from providers.gateway.attempts import Heard
from providers.money import ModelPrice
from providers.protocol import Deadline, Delta, Key, Message, ModelCall, ModelRef, Usage
from providers.protocol import Provider as Adapter
from providers.quota import Claim, Ledger, Reservation
from providers.sources import Source, adapter_for
from providers.tokens import estimate_tokens

WORD: Final = Message("user", "Hi")
READY: Final = Message("user", "Say in one short sentence that you are ready.")
VOICE: Final = "trial"  # whose the attempts are
NO_KEY: Final = "no_key"
LACKS_KEY: Final = "has no key. Save one under Provider keys, or set it in .env."
LACKS_ADDRESS: Final = "has no address. Write it on the provider's page, or set it in .env."
OURS: Final = (WindowFull, CapReached, Unpriced)
# Behind some routers stands an API that writes sixteen tokens or none.
TOO_FEW_TOKENS: Final = re.compile(r"below minimum value\D+(\d{1,2})\b")
# All that was allowed went into thoughts; the other is how OpenAI says so, under a 400.
ALL_WAS_THOUGHT: Final = (LENGTH_USED_UP, "model output limit was reached")


@dataclass(frozen=True, slots=True)
class TrialResult:
    """How it went. A cost of None is not known; what was said is kept nowhere.

    `is_ours`: an allowance, a quota or a pause of ours refused it: that tells nothing of the model.
    """

    has_succeeded: bool
    streams: bool = False
    code: str = ""
    message: str = ""
    first_token_seconds: float | None = None
    seconds: float = 0.0
    usage: Usage = field(default_factory=Usage)
    cost_nano_usd: int | None = None
    is_ours: bool = False
    status: int | None = None

    @property
    def verdict(self) -> TrialVerdict:
        return TrialVerdict.NOT_ASKED if self.is_ours else verdict_of(self.code, status=self.status)


@dataclass(frozen=True, slots=True)
class Allowance:
    """What is asked for a trial, how much may be written, and how long it may take; `is_of_key`
    where all that is to be learned is whether the key is taken."""

    max_tokens: int
    seconds: float
    question: Message = WORD
    limits_thoughts: bool = True
    is_of_key: bool = False


# The least there is: does it answer? How it streams takes a sentence.
TOKEN: Final = Allowance(max_tokens=1, seconds=60.0)
SENTENCE: Final = Allowance(max_tokens=64, seconds=90.0, question=READY, limits_thoughts=False)
PERMISSION: Final = replace(TOKEN, seconds=3.0, is_of_key=True)


@dataclass(frozen=True, slots=True)
class Subject:
    """Who is asked: one model as it is reached from here, with its key; behind a router pinned to
    the host that serves it."""

    source: Source
    name: str
    allowance: Allowance
    pinned: ModelRef | None = None

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
class Refusal:
    """Why we ask nobody."""

    code: str
    message: str


def refuse_unconfigured(source: Source) -> Refusal | None:
    """Where it has not the address or the key that it needs; with what mends that."""
    if source.is_configured:
        return None
    lacks = LACKS_KEY if source.base_url else LACKS_ADDRESS
    return Refusal(NO_KEY, f"{source.label or source.name} {lacks}")


@dataclass(frozen=True, slots=True)
class Books:
    """Where trials are counted and told."""

    ledger: Ledger
    record: Callable[[AttemptRecord], None]


def ask_all(
    subjects: Sequence[Subject], refusals: Sequence[Refusal | None], books: Books
) -> list[TrialResult]:
    """All at once; who stands behind a refusal is not asked."""
    with ThreadPoolExecutor(max(1, len(subjects))) as pool:
        return list(pool.map(partial(_ask_unless, books), subjects, refusals))


def _ask_unless(books: Books, subject: Subject, refusal: Refusal | None) -> TrialResult:
    if refusal:
        return TrialResult(
            has_succeeded=False, code=refusal.code, message=refusal.message, is_ours=True
        )
    try:
        adapter = adapter_for(subject.source)
    except ProviderError as error:
        return TrialResult(has_succeeded=False, code=error.code, message=error.message)
    result = _attempt(books, subject, adapter)
    if (least := _least_tokens(result)) > subject.allowance.max_tokens:
        allowance = replace(subject.allowance, max_tokens=least)
        return _attempt(books, replace(subject, allowance=allowance), adapter)
    return result


def _least_tokens(result: TrialResult) -> int:
    """What it was told to allow, where that was all it was refused for."""
    told = TOO_FEW_TOKENS.search(result.message) if result.code == InvalidRequest.code else None
    return int(told[1]) if told else 0


def _attempt(books: Books, subject: Subject, adapter: Adapter) -> TrialResult:
    allowance = subject.allowance
    call = ModelCall(
        subject.asked.name,
        (allowance.question,),
        allowance.max_tokens,
        limits_thoughts=allowance.limits_thoughts,
    )
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
        input_tokens=estimate_tokens(
            subject.allowance.question.content, family=subject.asked.family
        ),
        output_tokens=most_tokens,
        seconds=subject.allowance.seconds,
        voice=VOICE,
        number=1,
    )


class _Heard(Heard):
    """What came of one trial so far. Thoughts alone are an answer as well, shown or not: the
    allowance is short for a model that thinks."""

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
        has_thought = error is not None and any(said in error.message for said in ALL_WAS_THOUGHT)
        error = None if has_thought else error
        has_spoken = self.finish is not None and self.pieces > 0
        has_succeeded = has_thought or (error is None and has_spoken)
        silence = "" if has_succeeded else Empty.code
        return TrialResult(
            has_succeeded=has_succeeded,
            streams=self.pieces > 1,
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
