"""Fault 15: a model that is ill by turns, under the load of many who ask it."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final
from uuid import uuid4

from providers.adapters.openai_compatible import OpenAICompatible
from providers.calls import Answer, Call, Progress, Prompt
from providers.errors import ProviderError
from providers.gateway.door import Gateway
from providers.gateway.means import Commons
from providers.protocol import Deadline, Key, Message, ModelRef
from providers.quota import UnlimitedLedger
from tests.integration.rehearsal import Rehearsal

ILL_SECONDS: Final = 60
CALLS: Final = 20
BACK_SECONDS: Final = 30.0
LONGEST_SECONDS: Final = 60.0
LOOK_SECONDS: Final = 1.0
FIRST, FALLBACK = (ModelRef("rehearsal", name, name) for name in ("flapping", "steady"))
PROMPT: Final = Prompt((Message("user", "Why?"),), 300)


@dataclass(frozen=True, slots=True)
class Flapping:
    """How many of the calls were answered while it was ill, and how long after it had healed the
    first model was in use again."""

    answered: int
    back_after_seconds: float

    @property
    def is_borne(self) -> bool:
        return self.answered == CALLS and self.back_after_seconds <= BACK_SECONDS


def play_flapping(upstream: Rehearsal) -> Flapping:
    upstream.set_answers({FIRST.name: ["first"], FALLBACK.name: ["fallback"]})
    upstream.put_faults({FIRST.name: [f"flap:{ILL_SECONDS}*"]})
    gateway = Gateway(
        providers={"rehearsal": OpenAICompatible(upstream.url, name="rehearsal")},
        keys={"rehearsal": (Key("rehearsal"),)},
        ledger=UnlimitedLedger(),
        record=lambda _: None,
        commons=Commons(),
    )
    began = time.monotonic()
    with ThreadPoolExecutor(CALLS) as pool:
        answers = list(pool.map(lambda number: _ask_at(gateway, began, number), range(CALLS)))
    healed = began + ILL_SECONDS
    time.sleep(max(0.0, healed - time.monotonic()))
    return Flapping(sum(answers), _seconds_until_back(gateway, healed))


def _ask_at(gateway: Gateway, began: float, number: int) -> bool:
    """Spread over the time it is ill."""
    time.sleep(max(0.0, began + number * ILL_SECONDS / CALLS - time.monotonic()))
    return _ask(gateway) is not None


def _seconds_until_back(gateway: Gateway, healed: float) -> float:
    while time.monotonic() < healed + LONGEST_SECONDS:
        answer = _ask(gateway)
        if answer and answer.model == FIRST:
            return time.monotonic() - healed
        time.sleep(LOOK_SECONDS)
    return float("inf")


def _ask(gateway: Gateway) -> Answer | None:
    call = Call(uuid4(), "ann", PROMPT, (FIRST, FALLBACK), Deadline.after(30))
    try:
        return gateway.ask(call, _hear)
    except ProviderError:
        return None


def _hear(_: Progress) -> None:
    """Nobody reads along."""
