"""Calls with faults through gateway and ledger, and an upstream that keeps its own count."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from uuid import uuid4

from django.db.models import Sum

from providers.attempt_rows import record_attempt
from providers.calls import Answer, Call, Prompt
from providers.errors import (
    Cancelled,
    Cut,
    Declined,
    Loading,
    Overloaded,
    ProviderError,
    RateLimited,
    UpstreamFault,
)
from providers.gateway.door import Gateway
from providers.ledger.quota_ledger import QuotaLedger
from providers.models import Attempt, Reservation
from providers.protocol import (
    CatalogueEntry,
    Deadline,
    Delta,
    Finish,
    Health,
    Key,
    Message,
    ModelCall,
    ModelRef,
    Usage,
)

MODELS = (ModelRef("huggingface", "ann"), ModelRef("huggingface", "bob"))
PROMPT = Prompt((Message("user", "Why is the sea salty?"),), max_tokens=200)
REFUSALS = (RateLimited, Overloaded, UpstreamFault, Loading, Declined)
BREAKS = (Cut, Cancelled, UpstreamFault)


class Upstream:
    """Answers, refuses and breaks off by chance, and bills in whole nano-USD what it has said."""

    name = "huggingface"
    first_text_seconds = 10.0

    def __init__(self, nano_usd_per_million: int, seed: int) -> None:
        self.nano_usd_per_million = nano_usd_per_million
        self.calls = self.tokens = self.bill_nano_usd = 0
        self._chance = random.Random(seed)  # noqa: S311  a script, not a secret
        self._lock = threading.Lock()

    def stream(
        self,
        call: ModelCall,  # noqa: ARG002
        key: Key,  # noqa: ARG002
        deadline: Deadline,  # noqa: ARG002
    ) -> Iterator[Delta]:
        with self._lock:
            draw = self._chance.random()
            tokens_in, tokens_out = self._chance.randint(1, 15), self._chance.randint(1, 199)
            refusal, breaks = self._chance.choice(REFUSALS), self._chance.choice(BREAKS)
            self.calls += 1
        if draw < 0.2:
            raise refusal(retry_after_seconds=0)
        said = 0
        try:
            while said < tokens_out:
                said = min(tokens_out, said + 40)
                yield Delta(text="so ", usage=Usage(tokens_in, said))
                if draw < 0.35:
                    raise breaks(retry_after_seconds=0)
            yield Delta(usage=Usage(tokens_in, said), finish=Finish.STOP)
        finally:
            self._charge(tokens_in + said)

    def catalogue(self, key: Key) -> list[CatalogueEntry]:  # noqa: ARG002
        return []

    def probe(self, key: Key) -> Health:
        raise NotImplementedError

    def _charge(self, tokens: int) -> None:
        with self._lock:
            self.tokens += tokens
            self.bill_nano_usd += -(-tokens * self.nano_usd_per_million // 1_000_000)


@dataclass(frozen=True, slots=True)
class Books:
    """What each side has counted."""

    calls: int
    tokens: int
    nano_usd: int


def make_calls(
    upstream: Upstream, ledger_of: Callable[[], QuotaLedger], count: int, threads: int
) -> None:
    """So many calls, each with its retries and fallbacks."""

    def ask(_: int) -> Answer | ProviderError:
        gateway = Gateway(
            providers={upstream.name: upstream},
            keys={upstream.name: (Key("hf_x"),)},
            ledger=ledger_of(),
            record=partial(record_attempt, is_rehearsal=False),
        )
        call = Call(uuid4(), "ann", PROMPT, MODELS, Deadline.after(60))
        try:
            return gateway.ask(call, lambda _: None)
        except ProviderError as error:
            return error

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(ask, range(count)))


def counted_by(upstream: Upstream) -> Books:
    return Books(upstream.calls, upstream.tokens, upstream.bill_nano_usd)


def counted_in_attempts() -> Books:
    sums = Attempt.objects.aggregate(
        tokens_in=Sum("input_tokens"), tokens_out=Sum("output_tokens"), cost=Sum("cost_nano_usd")
    )
    return Books(Attempt.objects.count(), sums["tokens_in"] + sums["tokens_out"], sums["cost"])


def counted_in_reservations() -> int:
    ended = Reservation.objects.exclude(state=Reservation.State.HELD)
    return int(ended.aggregate(cost=Sum("cost_nano_usd"))["cost"])
