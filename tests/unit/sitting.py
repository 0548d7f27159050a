"""A council that sits in a thread of its own, so that a test can act while it does."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

from council.deliberation.brief import Brief, Synthesis
from council.deliberation.events import Event
from council.deliberation.strategies import panel
from providers.errors import ProviderError
from providers.gateway.door import Gateway
from providers.protocol import Deadline, Delta, Key, ModelCall
from providers.quota import UnlimitedLedger
from tests.hall import Hall, Reply, ScriptedProvider

Moment = Callable[[Event], bool]


class DirectedProvider(ScriptedProvider):
    """Models that wait for their cue, or break off at their first attempt."""

    def __init__(self, replies: dict[str, list[Reply]]) -> None:
        super().__init__(replies)
        self.cues: dict[str, threading.Event] = {}
        self.stumbles: dict[str, tuple[str, ProviderError]] = {}

    def stream(self, call: ModelCall, key: Key, deadline: Deadline) -> Iterator[Delta]:
        if call.model in self.cues:
            assert self.cues[call.model].wait(5), f"{call.model} never got its cue"
        if call.model in self.stumbles:
            text, error = self.stumbles.pop(call.model)
            yield Delta(text=text)
            raise error
        yield from super().stream(call, key, deadline)


class DirectedHall(Hall):
    """A hall where a model's first attempt can be broken off and its answer held back."""

    def __init__(self, **replies: list[Reply]) -> None:
        super().__init__(**replies)
        self.provider: DirectedProvider = DirectedProvider(replies)
        self.gateway = Gateway(
            providers={"script": self.provider},
            keys={},
            ledger=UnlimitedLedger(),
            record=self.attempts.append,
        )
        self._moments: list[tuple[Moment, threading.Event]] = []
        self._listening = threading.Lock()

    def emit(self, event: Event) -> None:
        super().emit(event)
        with self._listening:
            for is_it, came in self._moments:
                if is_it(event):
                    came.set()

    def when(self, moment: Moment) -> threading.Event:
        """Set once such an event was emitted, also if it was before."""
        came = threading.Event()
        with self._listening:
            self._moments.append((moment, came))
            if any(moment(event) for event in self.events):
                came.set()
        return came

    def hold_until(self, moment: Moment, model: str) -> None:
        """This model says nothing before that event."""
        self.provider.cues[model] = self.when(moment)

    def break_off(self, model: str, text: str, error: ProviderError) -> None:
        """This model's first attempt ends in an error after some text."""
        self.provider.stumbles[model] = (text, error)

    def wait_until(self, moment: Moment) -> None:
        assert self.when(moment).wait(5), f"It never came, after {self.events}"


@contextmanager
def sitting(hall: Hall, brief: Brief) -> Iterator[Future[Synthesis]]:
    """The panel at work. When the block is left everybody is still."""
    with ThreadPoolExecutor(max_workers=1) as pool:
        try:
            yield pool.submit(panel, brief, hall.gateway, hall.emit)
        finally:
            brief.controls.end()


def sit(hall: Hall, brief: Brief) -> Synthesis:
    """The panel's synthesis, when everybody is still."""
    with sitting(hall, brief) as synthesis:
        return synthesis.result(timeout=15)


def of_member(kind: type[Event], member: str) -> Moment:
    return lambda event: isinstance(event, kind) and getattr(event, "member", None) == member
