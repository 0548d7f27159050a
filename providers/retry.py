"""What to do after a failed attempt."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Final

from providers.errors import (
    ConnectionLost,
    Empty,
    Loading,
    Overloaded,
    ProviderError,
    RateLimited,
    TransientError,
    UpstreamFault,
)

FIRST_WAIT_SECONDS: Final = 0.5
LONGEST_WAIT_SECONDS: Final = 8.0
LONGEST_HINT_SECONDS: Final = 10.0
LONGEST_LOADING_SECONDS: Final = 30.0
ROOM_SECONDS: Final = 5.0  # what must be left of the deadline after a wait

# How often the same model is asked again, by what went wrong.
RETRIES: Final[dict[type[ProviderError], int]] = {
    RateLimited: 2,
    Overloaded: 1,
    Loading: 1,
    ConnectionLost: 1,
    UpstreamFault: 1,
    Empty: 1,
}


@dataclass(frozen=True, slots=True)
class Situation:
    """Where a call stands when an attempt has failed. `failures`: at this model so far, this one
    included. `seconds_left`: of the deadline."""

    error: ProviderError
    failures: int
    is_last_model: bool
    seconds_left: float


def wait_before_next(situation: Situation) -> float | None:
    """Seconds to wait before the same model is asked again; None: go to the next model.

    A hint of the provider is honoured up to ten seconds (thirty while a model loads), a silent
    rate limit only where no other model is left. Without a hint the wait doubles from half a
    second, with jitter of a fifth either way.
    """
    error = situation.error
    if not isinstance(error, TransientError):
        return None
    if situation.failures > RETRIES.get(type(error), 0):
        return None
    wait = _hinted(error)
    if wait is None:
        if isinstance(error, RateLimited) and not situation.is_last_model:
            return None
        wait = _doubling(situation.failures)
    elif wait > _longest_hint(error):
        return None
    return wait if wait + ROOM_SECONDS <= situation.seconds_left else None


def _hinted(error: ProviderError) -> float | None:
    hint = error.retry_after_seconds
    return hint if hint is not None and hint >= 0 else None


def _longest_hint(error: ProviderError) -> float:
    return LONGEST_LOADING_SECONDS if isinstance(error, Loading) else LONGEST_HINT_SECONDS


def _doubling(failures: int) -> float:
    wait = min(LONGEST_WAIT_SECONDS, FIRST_WAIT_SECONDS * 2.0 ** (failures - 1))
    return wait * random.uniform(0.8, 1.2)  # noqa: S311  jitter, not a secret
