"""An outage under load, a minute in a second: the workers leave the dead model alone together."""

from __future__ import annotations

import itertools
import threading
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
import redis

from providers.calls import Call, Prompt
from providers.cooldowns.circuits import SOONEST_PROBE_SECONDS
from providers.cooldowns.shared_boards import SharedStates
from providers.errors import TimedOut
from providers.gateway.door import Gateway
from providers.gateway.means import Commons
from providers.protocol import Deadline, Delta, Finish, Key, Message, ModelCall, ModelRef
from providers.quota import UnlimitedLedger
from tests.integration.connecting import connect
from tests.unit.playing import PlayingProvider

pytestmark = pytest.mark.postgresql  # no database is asked, so once is enough

PACE = 60.0  # seconds of the outage in one second of the test
WORKERS = 4
OUTAGE_SECONDS = 300 / PACE
AGAIN_SECONDS = SOONEST_PROBE_SECONDS / PACE
DEAD, ALIVE = ModelRef("dead", "m"), ModelRef("alive", "m")
PROMPT = Prompt((Message("user", "Why, canary?"),), 100)


class Upstream(PlayingProvider):
    """One model that is dead until it heals, and notes when it was reached."""

    def __init__(self) -> None:
        super().__init__("dead", {})
        self.is_dead = True
        self.reached_at: list[float] = []

    def stream(self, call: ModelCall, key: Key, deadline: Deadline) -> Iterator[Delta]:  # noqa: ARG002
        self.reached_at.append(time.monotonic())
        if self.is_dead:
            raise TimedOut
        yield Delta(text="Primary.")
        yield Delta(finish=Finish.STOP)


class Fallback(PlayingProvider):
    def stream(self, call: ModelCall, key: Key, deadline: Deadline) -> Iterator[Delta]:  # noqa: ARG002
        yield Delta(text="Fallback.")
        yield Delta(finish=Finish.STOP)


def test_an_outage_is_borne_by_one_call_in_each_open_interval(redis_store: redis.Redis) -> None:
    upstream, fallback = Upstream(), Fallback("alive", {})
    is_over = threading.Event()
    answers: list[str] = []

    def work(_: int) -> None:
        gateway = worker(upstream, fallback)
        while not is_over.is_set():
            answers.append(ask(gateway))
            time.sleep(0.01)

    with ThreadPoolExecutor(WORKERS) as pool:
        working = [pool.submit(work, number) for number in range(WORKERS)]
        time.sleep(OUTAGE_SECONDS)
        upstream.is_dead, healed_at = False, time.monotonic()
        deadline = healed_at + 4 * AGAIN_SECONDS
        while answers[-1] != "Primary." and time.monotonic() < deadline:
            time.sleep(0.01)
        back_at = time.monotonic()
        is_over.set()
        for each in working:
            each.result()  # nobody went without an answer

    assert set(answers) == {"Fallback.", "Primary."}
    assert back_at - healed_at <= AGAIN_SECONDS + 0.3  # and what this machine takes
    while_dead = [moment for moment in upstream.reached_at if moment < healed_at]
    # Five faults open it; those that were on their way at that moment come on top.
    probes = while_dead[5 + WORKERS - 1 :]
    assert len(while_dead) <= 5 + WORKERS - 1 + OUTAGE_SECONDS / AGAIN_SECONDS
    gaps = [later - sooner for sooner, later in itertools.pairwise(probes)]
    assert min(gaps) >= 0.9 * AGAIN_SECONDS


def worker(upstream: Upstream, fallback: Fallback) -> Gateway:
    """With connections, a cache and a knowledge of its own, as another process would have."""
    states = SharedStates(connect(redis.Redis), "states:", clock=lambda: time.time() * PACE)
    return Gateway(
        providers={"dead": upstream, "alive": fallback},
        keys={},
        ledger=UnlimitedLedger(),
        record=lambda _: None,
        commons=Commons(states=states),
    )


def ask(gateway: Gateway) -> str:
    call = Call(uuid.uuid4(), "ann", PROMPT, [DEAD, ALIVE], Deadline.after(20))
    return gateway.ask(call, lambda _: None).text
