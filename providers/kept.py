"""What each process reads from the database a little while ahead, for all its threads."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Final, Generic, TypeVar

KEPT_SECONDS: Final = 5.0  # an edit in the admin holds everywhere after that

Reading = TypeVar("Reading")


class Kept(Generic[Reading]):
    """The last reading, until it is too old or forgotten."""

    def __init__(self, read: Callable[[], Reading]) -> None:
        self._read = read
        self._lock = threading.Lock()
        self._found: tuple[float, Reading] | None = None

    def now(self) -> Reading:
        with self._lock:
            if self._found is None or time.monotonic() - self._found[0] > KEPT_SECONDS:
                self._found = time.monotonic(), self._read()
            return self._found[1]

    def forget(self) -> None:
        """What was just written must be seen here at once."""
        with self._lock:
            self._found = None
