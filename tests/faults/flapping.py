"""Fault 15: a model that is ill by turns, under the load of many who ask it. Everything takes its
time on one clock, which may run faster than the wall's."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final
from uuid import uuid4

from providers.adapters.openai_compatible import OpenAICompatible
from providers.calls import Answer, Call, Progress, Prompt
from providers.cooldowns.boards import LocalStates
from providers.errors import ProviderError
from providers.gateway.door import Gateway
from providers.gateway.means import Commons
from providers.gateway.measures import Measures
from providers.gateway.retry_budget import RetryBudget
from providers.protocol import Deadline, Key, Message, ModelRef
from providers.quota import UnlimitedLedger
from providers.switch import Switch
from tests.integration.rehearsal import Rehearsal

ILL_SECONDS: Final = 60
CALLS: Final = 20
BACK_SECONDS: Final = 30.0
LONGEST_SECONDS: Final = 60.0
LOOK_SECONDS: Final = 1.0
CALL_SECONDS: Final = 30.0
FIRST, FALLBACK = (ModelRef("rehearsal", name, name) for name in ("flapping", "steady"))
PROMPT: Final = Prompt((Message("user", "Why, canary?"),), 300)


@dataclass(frozen=True, slots=True)
class Flapping:
    """How many of the calls were answered while it was ill, and how long after it had healed the
    first model was in use again."""

    answered: int
    back_after_seconds: float

    @property
    def is_borne(self) -> bool:
        return self.answered == CALLS and self.back_after_seconds <= BACK_SECONDS


class FastClock:
    """`speed` seconds pass in one of the wall's."""

    def __init__(self, speed: float) -> None:
        self.speed = speed

    def __call__(self) -> float:
        return time.monotonic() * self.speed

    def wait_until(self, moment: float) -> None:
        time.sleep(max(0.0, moment - self()) / self.speed)


class FastSwitch(Switch):
    """Whoever waits on it waits by its clock."""

    def __init__(self, clock: FastClock) -> None:
        super().__init__()
        self._speed = clock.speed

    def wait(self, seconds: float) -> None:
        super().wait(seconds / self._speed)


def play_flapping(upstream: Rehearsal, speed: float = 1.0) -> Flapping:
    clock = FastClock(speed)
    upstream.set_answers({FIRST.name: ["first"], FALLBACK.name: ["fallback"]})
    upstream.put_faults({FIRST.name: [f"flap:{ILL_SECONDS / speed}*"]})
    gateway = Gateway(
        providers={"rehearsal": OpenAICompatible(upstream.url, name="rehearsal")},
        keys={"rehearsal": (Key("canarykey"),)},
        ledger=UnlimitedLedger(),
        record=lambda _: None,
        commons=Commons(
            states=LocalStates(clock), budget=RetryBudget(clock), measures=Measures(clock)
        ),
    )
    began = clock()
    with ThreadPoolExecutor(CALLS) as pool:
        answers = list(
            pool.map(lambda number: _ask_at(gateway, clock, began, number), range(CALLS))
        )
    healed = began + ILL_SECONDS
    clock.wait_until(healed)
    return Flapping(sum(answers), _seconds_until_back(gateway, clock, healed))


def _ask_at(gateway: Gateway, clock: FastClock, began: float, number: int) -> bool:
    """Spread over the time it is ill."""
    clock.wait_until(began + number * ILL_SECONDS / CALLS)
    return _ask(gateway, clock) is not None


def _seconds_until_back(gateway: Gateway, clock: FastClock, healed: float) -> float:
    while clock() < healed + LONGEST_SECONDS:
        answer = _ask(gateway, clock)
        if answer and answer.model == FIRST:
            return clock() - healed
        clock.wait_until(clock() + LOOK_SECONDS)
    return float("inf")


def _ask(gateway: Gateway, clock: FastClock) -> Answer | None:
    deadline = Deadline(clock() + CALL_SECONDS, FastSwitch(clock), clock=clock)
    try:
        return gateway.ask(Call(uuid4(), "ann", PROMPT, (FIRST, FALLBACK), deadline), _hear)
    except ProviderError:
        return None


def _hear(_: Progress) -> None:
    """Nobody reads along."""
