"""One model asked, and no other in its place: what came of it, how soon and for how much."""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from math import inf
from typing import Final, TypeVar
from uuid import UUID, uuid4

from providers.calls import (
    Answer,
    AttemptRecord,
    AttemptStarted,
    Call,
    Progress,
    Prompt,
    TextReceived,
)
from providers.errors import ProviderError
from providers.gateway.door import Gateway
from providers.money import total_of
from providers.protocol import Deadline, Message, ModelRef, Usage
from providers.switch import Switch

MAX_TOKENS: Final = 2048
MOST_AT_ONCE: Final = 10

Item = TypeVar("Item")
Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class ModelResult:
    """What came of one model; with a code it has failed, and the text is empty.

    `answered_by` also names the host. The seconds run from the asking, waits and retries included;
    `attempts` were sent. Tokens and cost are those of all attempts, a cost of None is not known.
    """

    model: ModelRef
    seconds: float
    attempts: int
    usage: Usage
    cost_nano_usd: int | None
    text: str = ""
    answered_by: str = ""
    is_partial: bool = False
    first_token_seconds: float | None = None
    tokens_per_second: float | None = None
    code: str = ""
    message: str = ""

    @property
    def has_succeeded(self) -> bool:
        return not self.code


class Records:
    """The attempts that have ended, by the voice they were made for. Safe from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._by_voice: defaultdict[str, list[AttemptRecord]] = defaultdict(list)

    def note(self, record: AttemptRecord) -> None:
        with self._lock:
            self._by_voice[record.voice].append(record)

    def of(self, voice: str) -> list[AttemptRecord]:
        with self._lock:
            return list(self._by_voice[voice])


@dataclass(frozen=True, slots=True)
class Table:
    """Where models are asked: the gateway tells each attempt to the records. Every model has so
    many `seconds`, and nobody speaks after `ends_at` (by the monotonic clock)."""

    gateway: Gateway
    records: Records
    seconds: float
    ends_at: float = inf
    trace_id: UUID = field(default_factory=uuid4)
    switch: Switch = field(default_factory=Switch)


def ask_model(table: Table, model: ModelRef, query: str, voice: str) -> ModelResult:
    """The query as it is, without a word of ours. `voice` tells this asking from all others at the
    table."""
    listener = _Listener()
    ends_at = min(listener.began + table.seconds, table.ends_at)
    call = Call(
        trace_id=table.trace_id,
        voice=voice,
        prompt=Prompt((Message("user", query),), MAX_TOKENS),
        models=(model,),
        deadline=Deadline(ends_at=ends_at, switch=table.switch),
        allow_paid=True,
    )
    came: Answer | ProviderError
    try:
        came = table.gateway.ask(call, listener.report)
    except ProviderError as error:
        came = error
    records = table.records.of(voice)
    result = partial(
        ModelResult,
        model,
        seconds=listener.seconds(),
        attempts=listener.attempts,
        usage=_used(records),
        cost_nano_usd=total_of(record.cost_nano_usd for record in records).known_nano_usd,
    )
    if isinstance(came, ProviderError):
        return result(code=came.code, message=came.message)
    return result(
        text=came.text,
        answered_by=str(came.model),
        is_partial=came.is_partial,
        first_token_seconds=listener.first_token_seconds,
        tokens_per_second=came.usage.output_tokens / came.seconds if came.seconds else None,
    )


def at_once(ask: Callable[[Item], Made], items: Sequence[Item], switch: Switch) -> list[Made]:
    """Of each what was made of it, in their order. What ends this early cuts whoever speaks."""
    with ThreadPoolExecutor(min(MOST_AT_ONCE, max(1, len(items)))) as pool:
        try:
            return list(pool.map(ask, items))
        except BaseException:
            switch.cut()
            raise


def _used(records: Sequence[AttemptRecord]) -> Usage:
    return Usage(
        input_tokens=sum(record.usage.input_tokens for record in records),
        output_tokens=sum(record.usage.output_tokens for record in records),
        is_estimated=any(record.usage.is_estimated for record in records),
    )


class _Listener:
    """Hears one model. What was said before an attempt that failed is void."""

    def __init__(self) -> None:
        self.began = time.monotonic()
        self.attempts = 0
        self.first_token_seconds: float | None = None

    def seconds(self) -> float:
        return time.monotonic() - self.began

    def report(self, progress: Progress) -> None:
        if isinstance(progress, AttemptStarted):
            self.attempts += 1
            self.first_token_seconds = None
        elif isinstance(progress, TextReceived) and self.first_token_seconds is None:
            self.first_token_seconds = self.seconds()
