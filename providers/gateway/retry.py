"""What to do after a failed attempt; a model that is being loaded is waited for in its stint."""

from __future__ import annotations

import random
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from providers.errors import ProviderError
from providers.treatments import treatment_of

FIRST_WAIT_SECONDS: Final = 0.5
LONGEST_WAIT_SECONDS: Final = 8.0
LONGEST_HINT_SECONDS: Final = 10.0  # where somebody waits for the answer
ROOM_SECONDS: Final = 5.0  # what must be left of the deadline after a wait
POLL_SECONDS: Final = 5.0  # between two looks whether a model is loaded
LONGEST_POLL_SECONDS: Final = 30.0
LONGEST_PATIENT_SECONDS: Final = 10.0
LONGEST_PATIENT_RATE_SECONDS: Final = 60.0


class Backoff(StrEnum):
    """How long is waited where the provider does not say.

    Quick: from half a second, doubled up to eight, with jitter of a fifth either way; every five
    seconds while a model loads. Patient: a second longer each time up to ten; after a rate limit
    from one second, doubled up to sixty; while a model loads five longer each time up to thirty.
    """

    QUICK = "quick"
    PATIENT = "patient"

    def seconds_after(self, error: ProviderError, failures: int) -> float:
        """`failures`: at this model so far, this one included."""
        retry = failures - 1
        if self is Backoff.QUICK:
            wait = min(LONGEST_WAIT_SECONDS, FIRST_WAIT_SECONDS * 2.0**retry)
            return wait * random.uniform(0.8, 1.2)  # noqa: S311  jitter, not a secret
        if treatment_of(error).retries_if_told:
            return min(LONGEST_PATIENT_RATE_SECONDS, 2.0**retry)
        return min(LONGEST_PATIENT_SECONDS, retry + 1.0)

    def seconds_while_loading(self, failures: int) -> float:
        steps = 1 if self is Backoff.QUICK else failures
        return min(LONGEST_POLL_SECONDS, POLL_SECONDS * steps)


@dataclass(frozen=True, slots=True)
class Situation:
    """Where a call stands when an attempt has failed. `failures`: at this model so far, this one
    included. `seconds_left`: of the deadline. `backoff` is the provider's, `longest_hint_seconds`
    the call's."""

    error: ProviderError
    failures: int
    is_last_model: bool
    seconds_left: float
    backoff: Backoff = Backoff.QUICK
    longest_hint_seconds: float = LONGEST_HINT_SECONDS


def wait_before_next(situation: Situation) -> float | None:
    """Seconds to wait before the same model is asked again; None: go to the next model.

    A hint of the provider is honoured as long as the call allows, and as long as its deadline
    does where no other model is left; there too a silent rate limit is waited out. Without a hint
    the provider's back-off says how long.
    """
    error = situation.error
    if situation.failures > treatment_of(error).retries:
        return None
    wait = _hinted(error)
    if wait is None:
        wait = _without_hint(situation)
    elif wait > situation.longest_hint_seconds and not situation.is_last_model:
        return None
    if wait is None or wait + ROOM_SECONDS > situation.seconds_left:
        return None
    return wait


def _hinted(error: ProviderError) -> float | None:
    hint = error.retry_after_seconds
    return hint if hint is not None and hint >= 0 else None


def _without_hint(situation: Situation) -> float | None:
    if treatment_of(situation.error).retries_if_told and not situation.is_last_model:
        return None
    return situation.backoff.seconds_after(situation.error, situation.failures)
