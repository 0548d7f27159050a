"""How long a refusal says to wait, and when a spent allowance is full again."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from providers.adapters.rules import Renewal
from providers.adapters.waits import next_reset, read_wait_seconds

NOW = 1_795_654_800.0


@pytest.mark.parametrize(
    ("headers", "document", "seconds"),
    [
        ({"retry-after-ms": "1500", "retry-after": "9"}, {}, 1.5),
        ({"retry-after-ms": "soon", "retry-after": "9"}, {}, 9.0),
        ({"retry-after": "9"}, {"retryDelay": "3s"}, 9.0),
        ({"retry-after": "soon"}, {"retryDelay": "3s"}, 3.0),
        ({"ratelimit": '"api";r=0;t=55'}, {"retryDelay": "3s"}, 3.0),
        ({"ratelimit": '"api";r=0;t=55', "x-ratelimit-reset": "7"}, {}, 56.0),
        ({"ratelimit": '"api";r=0;t=20,"pages";r=4;t=300'}, {}, 21.0),
        ({"ratelimit": '"api";r=0'}, {"estimated_time": 5}, 5.0),
        ({"x-ratelimit-reset": "7"}, {"estimated_time": 5}, 7.0),
        ({}, {"estimated_time": 5}, 5.0),
        ({}, {"estimated_time": "5"}, 5.0),
        ({}, {"estimated_time": True}, None),
        ({}, {"retryDelay": 5}, None),
        ({}, {"retryDelay": "1h2m3.5s"}, 3723.5),
        ({}, {"retryDelay": "250ms"}, 0.25),
        ({"retry-after": "inf", "x-ratelimit-reset": "7"}, {}, 7.0),
        ({"retry-after": "-1", "x-ratelimit-reset": "7"}, {}, 7.0),
        ({"retry-after": "0"}, {}, 0.0),
        ({"retry-after": "86400"}, {}, 86_400.0),
        ({"retry-after": "86400.5"}, {}, None),
        ({"retry-after": "Thu, 26 Nov 2026 01:00:20 GMT"}, {}, 20.0),
        ({"retry-after": "Thu, 26 Nov 2026 00:00:20 GMT"}, {}, 0.0),
        ({}, {}, None),
    ],
)
def test_the_first_hint_that_makes_sense_counts(
    headers: dict[str, str], document: dict[str, object], seconds: float | None
) -> None:
    assert read_wait_seconds(headers, document, NOW) == seconds


@pytest.mark.parametrize(
    ("windows", "seconds"),
    [
        ({"-requests": ("0", "3s"), "-tokens": ("4", "9s")}, 3.0),
        ({"-requests": ("0", "3s"), "-tokens": ("0.0", "9s")}, 9.0),
        ({"-requests": ("0", "3s"), "-tokens": (None, "9s")}, 3.0),
        ({"-requests": (None, "3s"), "-tokens": (None, "9s")}, 9.0),
        ({"-requests": ("5", "3s"), "-tokens": ("4", "9s")}, None),
        ({"-requests": ("0", "later")}, None),
        ({"-requests": ("0", "later"), "-tokens": ("0", "9s")}, 9.0),
        ({"": ("0", "30")}, 30.0),
    ],
)
def test_of_the_windows_the_spent_ones_count_and_of_those_the_longest(
    windows: dict[str, tuple[str | None, str]], seconds: float | None
) -> None:
    headers = {"date": "9s"}
    for counted, (remaining, reset) in windows.items():
        headers[f"x-ratelimit-reset{counted}"] = reset
        if remaining is not None:
            headers[f"x-ratelimit-remaining{counted}"] = remaining
    assert read_wait_seconds(headers, {}, NOW) == seconds


@pytest.mark.parametrize("written", ["1000000000", "1000000000000", "10"])
def test_a_large_number_is_a_time_in_seconds_or_milliseconds(written: str) -> None:
    assert read_wait_seconds({"x-ratelimit-reset": written}, {}, 1e9 - 10) == 10.0


@pytest.mark.parametrize(
    ("renewal", "now", "reset"),
    [
        (Renewal.NEXT_MONTH, "2026-01-31T23:59:58.5+00:00", "2026-02-01T00:00:00+00:00"),
        (Renewal.NEXT_MONTH, "2026-02-01T00:00:00+00:00", "2026-03-01T00:00:00+00:00"),
        (Renewal.NEXT_MONTH, "2026-12-02T03:04:05+00:00", "2027-01-01T00:00:00+00:00"),
        (Renewal.PACIFIC_MIDNIGHT, "2026-11-26T01:00:00+00:00", "2026-11-26T08:00:00+00:00"),
        (Renewal.PACIFIC_MIDNIGHT, "2026-11-26T08:00:00+00:00", "2026-11-27T08:00:00+00:00"),
        # The clocks go forward in California.
        (Renewal.PACIFIC_MIDNIGHT, "2026-03-08T09:00:00+00:00", "2026-03-09T07:00:00+00:00"),
        (Renewal.PACIFIC_MIDNIGHT, "2026-07-31T12:00:00+00:00", "2026-08-01T07:00:00+00:00"),
    ],
)
def test_an_allowance_is_renewed_where_its_day_or_month_ends(
    renewal: Renewal, now: str, reset: str
) -> None:
    at = datetime.fromisoformat(now).timestamp()
    found = next_reset(renewal, {"retry-after": "5"}, at)
    assert found is not None
    assert found.isoformat() == reset


def test_else_it_is_renewed_when_a_header_says_so() -> None:
    told = next_reset(Renewal.AS_TOLD, {"retry-after": "3600"}, NOW)
    assert told == datetime(2026, 11, 26, 2, tzinfo=UTC)
    assert next_reset(Renewal.AS_TOLD, {}, NOW) is None
