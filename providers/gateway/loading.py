"""While a model is being loaded one caller asks whether it is there; the others wait for that."""

from __future__ import annotations

import threading

from providers.protocol import ModelRef
from providers.switch import Switch


class LoadingQueue:
    """Who waits for which model, in this process. Safe from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: dict[str, list[threading.Event]] = {}

    def lead(self, model: ModelRef) -> bool:
        """Become the one who asks. Whoever does must say `done`, whatever comes of it."""
        with self._lock:
            if str(model) in self._waiting:
                return False
            self._waiting[str(model)] = []
            return True

    def is_led(self, model: ModelRef) -> bool:
        return str(model) in self._waiting

    def follow(self, model: ModelRef, seconds: float, switch: Switch) -> bool:
        """Wait until that one is done; whether it was, in that time. Raises Cancelled."""
        woken = threading.Event()
        with self._lock:
            if str(model) not in self._waiting:
                return True
            self._waiting[str(model)].append(woken)
        return switch.wait_for(woken, seconds)

    def done(self, model: ModelRef) -> None:
        with self._lock:
            waiting = self._waiting.pop(str(model), [])
        for woken in waiting:
            woken.set()
