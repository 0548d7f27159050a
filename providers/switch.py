"""What a person, a stage or the end of the time pulls, so that nobody waits any longer."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from providers.errors import Cancelled


class Switch:
    """Ends what waits on it, at once and from any thread.

    A child is cut with its parent. What must be interrupted while it blocks (a socket)
    registers with `while_open`.
    """

    def __init__(self, parent: Switch | None = None) -> None:
        self._parent = parent
        self._is_stopped = False
        self._lock = threading.Lock()
        self._event = threading.Event()
        self._cuts: dict[int, Callable[[], None]] = {}
        if parent:
            parent.register(self.cut)

    @property
    def is_cut(self) -> bool:
        return self._event.is_set()

    @property
    def is_stopped(self) -> bool:
        """Whether somebody wanted it cut: what was said until then is theirs."""
        return self._is_stopped or bool(self._parent and self._parent.is_stopped)

    @property
    def is_cut_alone(self) -> bool:
        """Whether it was cut, and not because its parent was."""
        return self.is_cut and not (self._parent and self._parent.is_cut)

    @contextmanager
    def branch(self) -> Iterator[Switch]:
        """A child for a part of what waits here."""
        child = self._child()
        child._parent = self
        with self.while_open(child.cut):
            yield child

    def stop(self) -> None:
        self._is_stopped = True
        self.cut()

    def cut(self) -> None:
        with self._lock:
            self._event.set()
            cuts, self._cuts = list(self._cuts.values()), {}
        for cut in cuts:
            cut()

    def wait(self, seconds: float) -> None:
        """Wait that long. Raises Cancelled as soon as the switch is cut."""
        if self._event.wait(max(0.0, seconds)):
            raise Cancelled

    def wait_for(self, event: threading.Event, seconds: float) -> bool:
        """Whether the event came in that time. Raises Cancelled as soon as the switch is cut."""
        with self.while_open(event.set):
            came = event.wait(max(0.0, seconds))
        if self.is_cut:
            raise Cancelled
        return came

    def register(self, cut: Callable[[], None]) -> Callable[[], None]:
        """Call `cut` when the switch is cut, at once if it already is; returns the undoing."""
        with self._lock:
            if not self._event.is_set():
                self._cuts[id(cut)] = cut
                return lambda: self._forget(cut)
        cut()
        return lambda: None

    @contextmanager
    def while_open(self, cut: Callable[[], None]) -> Iterator[None]:
        release = self.register(cut)
        try:
            yield
        finally:
            release()

    def _child(self) -> Switch:
        return Switch()

    def _forget(self, cut: Callable[[], None]) -> None:
        with self._lock:
            self._cuts.pop(id(cut), None)
