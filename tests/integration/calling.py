"""What four processes do at once to upstreams: call them through the gateway, over HTTP."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Final, NamedTuple
from uuid import uuid4

from django.conf import settings

from providers.calls import Call, Progress, Prompt
from providers.errors import ProviderError
from providers.models import Provider
from providers.protocol import Deadline, Message, ModelRef
from providers.redis_client import commands
from providers.registry import build_gateway
from providers.switch import Switch
from tests.integration.at_once import do_at_once, wait_for_all
from tests.integration.rehearsal import Rehearsal

MODEL: Final = "m"
PROMPT: Final = Prompt((Message("user", "Why is the sea salty, canary?"),), max_tokens=60)
CALL_SECONDS: Final = 100.0  # longer than a window of a minute is full
LOOK_SECONDS: Final = 0.1
OVER: Final = "over"
CANCELLED: Final = "cancelled"


class Called(NamedTuple):
    """One call, in seconds of the clock on the wall; `outcome` is the provider that answered, or
    the code of the error that its caller was given."""

    began_at: float
    ended_at: float
    outcome: str


@contextmanager
def calling(
    upstreams: dict[str, Rehearsal], *, threads: int, pause_seconds: float
) -> Iterator[Future[list[Called]]]:
    """Four processes whose threads ask the first of these providers, and the others in their order
    when it cannot answer, again and again until the block ends. What it gives are the calls."""
    for name in upstreams:
        Provider.objects.create(name=name, label=name, adapter="openai_compatible")
    servers = [f"{name}={upstream.url}" for name, upstream in upstreams.items()]
    with ThreadPoolExecutor(1) as beside:
        given = beside.submit(do_at_once, call_until_over, servers, threads, pause_seconds)
        try:
            yield given
        finally:
            commands().set(OVER, 1)


def called_in(given: Future[list[Called]]) -> list[Called]:
    """What came of the calls, but for those that the end cut short."""
    called = [Called(*one) for one in given.result()]  # JSON has no names
    return [one for one in called if one.outcome != CANCELLED]


def call_until_over(servers: list[str], threads: int, pause_seconds: float) -> list[Called]:
    """The job of one process."""
    settings.OPENAI_COMPATIBLE = servers
    line_up = [ModelRef(server.partition("=")[0], MODEL) for server in servers]
    over, pause = Switch(), threading.Event()
    wait_for_all()
    with ThreadPoolExecutor(threads) as pool:
        working = [pool.submit(_call_on, line_up, over, pause_seconds) for _ in range(threads)]
        while not commands().exists(OVER):
            pause.wait(LOOK_SECONDS)
        over.cut()
        return [called for each in working for called in each.result()]


def _call_on(line_up: Sequence[ModelRef], over: Switch, pause_seconds: float) -> list[Called]:
    called: list[Called] = []
    pause = threading.Event()
    while not over.is_cut:
        began_at = time.time()
        outcome = _call_once(line_up, over)
        called.append(Called(began_at, time.time(), outcome))
        pause.wait(pause_seconds)
    return called


def _call_once(line_up: Sequence[ModelRef], over: Switch) -> str:
    """By the gateway that a deliberation is given."""
    call = Call(uuid4(), "ann", PROMPT, line_up, Deadline.after(CALL_SECONDS, Switch(over)))
    try:
        return build_gateway(is_rehearsal=False).ask(call, _hear).model.provider
    except ProviderError as error:
        return error.code


def _hear(_: Progress) -> None:
    """Nobody reads along."""
