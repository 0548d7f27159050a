"""How long a provider says to wait, in every form they say it, and when an allowance is renewed."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

from providers.adapters.rules import Renewal

MAX_SECONDS = 24 * 3600.0
PACIFIC = ZoneInfo("America/Los_Angeles")

_DURATION = re.compile(r"(\d+(?:\.\d+)?)(ms|h|m|s)")
_SECONDS_IN = {"h": 3600.0, "m": 60.0, "s": 1.0, "ms": 0.001}
_SPENT = {"0", "0.0"}


def read_wait_seconds(
    headers: Mapping[str, str], document: Mapping[str, object], now: float
) -> float | None:
    """The first hint that makes sense. Header names are lower-case; `document` is the body with
    its `details` unfolded; `now` is a timestamp."""
    for seconds in _hints(headers, document, now):
        if seconds is not None and math.isfinite(seconds) and 0 <= seconds <= MAX_SECONDS:
            return seconds
    return None


def next_reset(renewal: Renewal, headers: Mapping[str, str], now: float) -> datetime | None:
    """When a spent allowance is renewed; None if nobody says so."""
    today = datetime.fromtimestamp(now, UTC)
    if renewal is Renewal.NEXT_MONTH:
        month = today.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
        return (month + timedelta(days=31)).replace(day=1)
    if renewal is Renewal.PACIFIC_MIDNIGHT:
        tomorrow = today.astimezone(PACIFIC).date() + timedelta(days=1)
        midnight = datetime(tomorrow.year, tomorrow.month, tomorrow.day, tzinfo=PACIFIC)
        return midnight.astimezone(UTC)
    # Only a header: what the body says beside a spent day is meant for the minute.
    seconds = read_wait_seconds(headers, {}, now)
    return None if seconds is None else today + timedelta(seconds=seconds)


def _hints(
    headers: Mapping[str, str], document: Mapping[str, object], now: float
) -> Iterator[float | None]:
    milliseconds = _number(headers.get("retry-after-ms"))
    yield None if milliseconds is None else milliseconds / 1000
    yield _retry_after(headers.get("retry-after"), now)
    yield _duration(document.get("retryDelay"))
    yield _hub_window(headers.get("ratelimit"))
    yield from _windows(headers, now)
    yield _number(document.get("estimated_time"))


def _retry_after(value: str | None, now: float) -> float | None:
    seconds = _number(value)
    if seconds is None and value:
        with suppress(ValueError):
            return max(0.0, parsedate_to_datetime(value).timestamp() - now)
    return seconds


def _hub_window(value: str | None) -> float | None:
    """`RateLimit: "api";r=0;t=55`: the cause only if nothing remains, and then a second more."""
    windows = [dict(re.findall(r"\b([rt])=(\d+)", item)) for item in (value or "").split(",")]
    spent = [float(window["t"]) for window in windows if window.get("r") == "0" and "t" in window]
    return max(spent) + 1 if spent else None


def _windows(headers: Mapping[str, str], now: float) -> Iterator[float | None]:
    """`x-ratelimit-reset`, `…-reset-tokens` and their like: only a spent window is the cause.

    Of several the longest binds. One that does not say what remains counts if none says so.
    """
    spent: list[float] = []
    unsaid: list[float] = []
    for name, value in headers.items():
        before, reset, counted = name.partition("ratelimit-reset")
        seconds = _window(value, now)
        if not reset or seconds is None:
            continue
        remaining = headers.get(f"{before}ratelimit-remaining{counted}")
        if remaining is None:
            unsaid.append(seconds)
        elif remaining in _SPENT:
            spent.append(seconds)
    yield max(spent, default=None)
    yield max(unsaid, default=None)


def _window(value: str, now: float) -> float | None:
    """A duration, a number of seconds, or a time in seconds or milliseconds."""
    number = _number(value)
    if number is None:
        return _duration(value)
    if number < 1e9:
        return number
    return (number / 1000 if number >= 1e12 else number) - now


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
