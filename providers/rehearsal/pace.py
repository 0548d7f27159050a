"""How fast each model speaks: its own wait before the first token, its own tokens a second."""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

LEAST_FIRST_SECONDS, MOST_FIRST_SECONDS = 0.3, 1.5
LEAST_TOKENS_PER_SECOND, MOST_TOKENS_PER_SECOND = 35.0, 90.0
BEAT_SECONDS = (
    0.04  # tokens leave in small handfuls: a write for each would cost three times as much
)


@dataclass(frozen=True, slots=True)
class Pace:
    """No tokens per second means no waiting at all."""

    first_token_seconds: float = 0.0
    tokens_per_second: float = 0.0

    def seconds_for(self, tokens: int) -> float:
        return tokens / self.tokens_per_second if self.tokens_per_second else 0.0

    async def wait_for_first_token(self) -> None:
        if self.first_token_seconds:
            await asyncio.sleep(self.first_token_seconds)

    async def handfuls(self, tokens: Sequence[bytes]) -> AsyncIterator[Sequence[bytes]]:
        """The tokens as they become ready. Late by one beat never means late by the next."""
        if not self.tokens_per_second:
            yield tokens
            return
        step = max(1, round(self.tokens_per_second * BEAT_SECONDS))
        started = time.monotonic()
        for at in range(0, len(tokens), step):
            yield tokens[at : at + step]
            due = started + self.seconds_for(min(at + step, len(tokens)))
            await asyncio.sleep(max(0.0, due - time.monotonic()))


@lru_cache(maxsize=1024)
def pace_of(model: str, speed: float) -> Pace:
    """The model's pace, `speed` times as fast; 0 means at once."""
    if speed <= 0:
        return Pace()
    digest = hashlib.sha256(model.encode()).digest()
    wait = LEAST_FIRST_SECONDS + digest[0] / 255 * (MOST_FIRST_SECONDS - LEAST_FIRST_SECONDS)
    spread = MOST_TOKENS_PER_SECOND - LEAST_TOKENS_PER_SECOND
    rate = LEAST_TOKENS_PER_SECOND + digest[1] / 255 * spread
    return Pace(first_token_seconds=wait / speed, tokens_per_second=rate * speed)
