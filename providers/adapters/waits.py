"""How long a provider says to wait, in every form they say it."""

from __future__ import annotations

import math
import re
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from email.utils import parsedate_to_datetime

MAX_SECONDS = 24 * 3600.0

_DURATION = re.compile(r"(\d+(?:\.\d+)?)(ms|h|m|s)")
_SECONDS_IN = {"h": 3600.0, "m": 60.0, "s": 1.0, "ms": 0.001}


def read_wait_seconds(headers: Mapping[str, str], document: Mapping[str, object]) -> float | None:
    """The first hint that makes sense. `document` is the body with its `details` unfolded."""
    for seconds in _hints(headers, document):
        if seconds is not None and math.isfinite(seconds) and 0 <= seconds <= MAX_SECONDS:
            return seconds
    return None


def _hints(headers: Mapping[str, str], document: Mapping[str, object]) -> Iterator[float | None]:
    milliseconds = _number(headers.get("retry-after-ms"))
    yield None if milliseconds is None else milliseconds / 1000
    yield _retry_after(headers.get("retry-after"))
    yield _duration(document.get("retryDelay"))
    yield _hub_window(headers.get("ratelimit"))
    yield from _spent_windows(headers)
    yield _epoch(headers.get("x-ratelimit-reset"))
    yield _number(document.get("estimated_time"))


def _retry_after(value: str | None) -> float | None:
    seconds = _number(value)
    if seconds is None and value:
        with suppress(ValueError):
            return max(0.0, parsedate_to_datetime(value).timestamp() - time.time())
    return seconds


def _hub_window(value: str | None) -> float | None:
    """`RateLimit: "api";r=0;t=55`: the cause only if nothing remains."""
    fields = dict(re.findall(r"\b([rt])=(\d+)", value or ""))
    return float(fields["t"]) + 1 if fields.get("r") == "0" and "t" in fields else None


def _spent_windows(headers: Mapping[str, str]) -> Iterator[float | None]:
    """Groq counts requests by the day and tokens by the minute; only a spent one is the cause."""
    for counted in ("requests", "tokens"):
        if headers.get(f"x-ratelimit-remaining-{counted}") == "0":
            yield _duration(headers.get(f"x-ratelimit-reset-{counted}"))


def _epoch(value: str | None) -> float | None:
    """`x-ratelimit-reset` is a time in milliseconds, in seconds, or a number of seconds."""
    number = _number(value)
    if number is None or number < 1e9:
        return number
    return (number / 1000 if number > 1e12 else number) - time.time()


def _duration(value: object) -> float | None:
    """`22.5s`, `2m59.56s`."""
    parts = _DURATION.findall(value) if isinstance(value, str) else []
    if not parts:
        return None
    return sum(float(number) * _SECONDS_IN[unit] for number, unit in parts)


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return None
    try:
        return float(value)
    except ValueError:
        return None
