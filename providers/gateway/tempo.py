"""How fast an answer comes, and from when on it is too slow to be waited for."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from providers.errors import Stalled
from providers.protocol import Delta
from providers.tokens import weigh

WINDOW_SECONDS: Final = 10.0


@dataclass(frozen=True, slots=True)
class Floor:
    """The fewest tokens a second, over any stretch of so many seconds."""

    tokens_per_second: float
    window_seconds: float = WINDOW_SECONDS


def floor_of(tokens_per_second: float | None) -> Floor | None:
    return Floor(tokens_per_second) if tokens_per_second else None


class Tempo:
    """Of one answer, thoughts included. It begins with the first word: what comes before has a
    patience of its own."""

    def __init__(self, floor: Floor, clock: Callable[[], float]) -> None:
        self._floor = floor
        self._clock = clock
        self._began: float | None = None
        self._heard: deque[tuple[float, float]] = deque()
        self._tokens = 0.0

    def hear(self, delta: Delta) -> None:
        """Raises Stalled once the last stretch brought too little."""
        tokens = weigh(delta.text) + weigh(delta.reasoning)
        if not tokens:
            return
        now, window = self._clock(), self._floor.window_seconds
        self._began = now if self._began is None else self._began
        self._heard.append((now, tokens))
        self._tokens += tokens
        while self._heard[0][0] <= now - window:
            self._tokens -= self._heard.popleft()[1]
        least = self._floor.tokens_per_second
        if now - self._began >= window and self._tokens < least * window:
            raise Stalled(f"The model wrote fewer than {least:g} tokens a second for {window:g} s.")
