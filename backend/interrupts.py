"""Ctrl-C in a command that starts much and waits for others."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

INTERRUPTED = 128 + signal.SIGINT  # the exit code


class Interrupts:
    """Whether Ctrl-C was pressed: Python drops the exception where it comes while something is
    collected, and starting does much of that. `then` is called by a thread of its own: in a signal
    handler no lock may be waited for."""

    def __init__(self, then: Callable[[], None] | None = None) -> None:
        self.has_come = False
        self._then = then
        self._is_held = False

    @contextmanager
    def noticed(self) -> Iterator[None]:
        kept = signal.signal(signal.SIGINT, self._notice)
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, kept)

    def hold(self) -> None:
        """From here on they are noted only. Raises KeyboardInterrupt where one has come."""
        self._is_held = True
        self.check()

    def check(self) -> None:
        """Raises KeyboardInterrupt where one has come."""
        if self.has_come:
            raise KeyboardInterrupt

    def _notice(self, *_: object) -> None:
        self.has_come = True
        if self._then:
            threading.Thread(target=self._then, daemon=True).start()
        if not self._is_held:
            raise KeyboardInterrupt
