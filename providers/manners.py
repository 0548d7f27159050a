"""How the operator wants a provider's models to be met, as its row has it."""

from __future__ import annotations

from providers.gateway.means import Manner
from providers.gateway.retry import Backoff
from providers.gateway.tempo import floor_of
from providers.gateway.time_limits import TimeLimits
from providers.models import Provider
from providers.protocol import ATTEMPT_SECONDS, IDLE_SECONDS


def manner_of(row: Provider) -> Manner:
    limits = TimeLimits(
        row.first_text_seconds,
        row.idle_seconds or IDLE_SECONDS,
        row.attempt_seconds or ATTEMPT_SECONDS,
    )
    return Manner(Backoff(row.backoff), floor_of(row.least_tokens_per_second), limits)
