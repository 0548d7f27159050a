"""A clock that a test sets, and waits that pass by it at once."""

from __future__ import annotations

import threading
from collections.abc import Callable

from providers.protocol import Deadline
from providers.switch import Switch


class Clock:
    """Seconds since the epoch, as the test wants them."""

    def __init__(self) -> None:
        self.now = 1_000_000.0
        self.waits: list[float] = []
        self._acts: list[tuple[float, Callable[[], None]]] = []

    def __call__(self) -> float:
        return self.now

    def wait(self, seconds: float) -> None:
        self.now += seconds

    def after(self, seconds: float, act: Callable[[], None]) -> None:
        """What happens then, while somebody waits."""
        self._acts.append((self.now + seconds, act))

    def deadline(self, seconds: float, switch: ClockSwitch | None = None) -> Deadline:
        return Deadline(self.now + seconds, switch or ClockSwitch(self), clock=self)

    def next_until(self, moment: float) -> Callable[[], None] | None:
        """Goes on to the first thing that happens until then, else to that moment."""
        due = min((each for each in self._acts if each[0] <= moment), default=None, key=_moment)
        self.now = max(self.now, due[0] if due else moment)
        if due is None:
            return None
        self._acts.remove(due)
        return due[1]


class ClockSwitch(Switch):
    """Whoever waits on it makes the time of its clock pass."""

    def __init__(self, clock: Clock, parent: Switch | None = None) -> None:
        super().__init__(parent)
        self._clock = clock

    def _child(self) -> Switch:
        return ClockSwitch(self._clock)

    def wait(self, seconds: float) -> None:
        self._clock.waits.append(seconds)
        self._pass(seconds, lambda: self.is_cut)
        super().wait(0)

    def wait_for(self, event: threading.Event, seconds: float) -> bool:
        self._pass(seconds, lambda: self.is_cut or event.is_set())
        return super().wait_for(event, 0)

    def _pass(self, seconds: float, is_over: Callable[[], bool]) -> None:
        ends_at = self._clock.now + max(0.0, seconds)
        while not is_over():
            act = self._clock.next_until(ends_at)
            if act is None:
                return
            act()


def _moment(due: tuple[float, Callable[[], None]]) -> float:
    return due[0]
