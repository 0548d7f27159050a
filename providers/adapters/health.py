"""Times a look at what costs nothing, and says what it proves."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime

from providers.errors import InvalidCredentials, ProviderError
from providers.protocol import Health


def measure_health(look: Callable[[], object], *, is_key_proven: bool) -> Health:
    """`is_key_proven`: would the look have failed with a wrong key?"""
    checked_at = datetime.now(UTC)
    started = time.monotonic()
    try:
        look()
    except ProviderError as error:
        return Health(
            is_reachable=error.status is not None and error.status < 500,
            is_authorised=False if isinstance(error, InvalidCredentials) else None,
            seconds=time.monotonic() - started,
            checked_at=checked_at,
            code=error.code,
            message=error.message,
        )
    return Health(
        is_reachable=True,
        is_authorised=True if is_key_proven else None,
        seconds=time.monotonic() - started,
        checked_at=checked_at,
    )
