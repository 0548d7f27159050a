"""How much of what a process asks may be retries, so that an outage is not tripled."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

SHARE: Final = 0.2  # of the first attempts
WINDOW_SECONDS: Final = 10
ALWAYS_PER_SECOND: Final = 3


@dataclass(slots=True)
class _Second:
    number: int
    firsts: int = 0
    retries: int = 0


class RetryBudget:
    """A fifth of the first attempts of the last ten seconds, and three a second in any case."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._seconds: deque[_Second] = deque()

    def count_first(self) -> None:
        with self._lock:
            self._now().firsts += 1

    def take(self) -> bool:
        """Whether one more attempt at the same model may be made."""
        with self._lock:
            now = self._now()
            firsts = sum(second.firsts for second in self._seconds)
            retries = sum(second.retries for second in self._seconds)
            if now.retries >= ALWAYS_PER_SECOND and retries >= SHARE * firsts:
                return False
            now.retries += 1
            return True

    def _now(self) -> _Second:
        number = int(self._clock())
        while self._seconds and self._seconds[0].number <= number - WINDOW_SECONDS:
            self._seconds.popleft()
        if not self._seconds or self._seconds[-1].number != number:
            self._seconds.append(_Second(number))
        return self._seconds[-1]
