"""Whether somebody may ask at all now: before anything is begun for them."""

from __future__ import annotations

from datetime import datetime, timedelta
from math import inf

from django.utils import timezone

from providers.errors import ProviderError
from providers.gateway.retry import LONGEST_HINT_SECONDS
from providers.ledger.limits import limits_now
from providers.ledger.quota_ledger import shared_rates
from providers.ledger.readings import WindowReading, read_windows
from providers.ledger.windows import Metric, Refusal, Scope, name_of
from providers.quota import Spender


def refusal_at_the_door(spender: Spender) -> ProviderError | None:
    """Why every attempt of this spender would be refused for longer than one is waited for: the
    window that frees last of those that are full. None where one may be made soon, and where no
    window is for them."""
    limits = limits_now()
    if not limits.windows:
        return None
    applying = limits.applying_to(
        {
            Scope.COUNCIL: spender.council,
            Scope.API_KEY: spender.api_key_id,
            Scope.PERSON: "" if spender.person_id is None else str(spender.person_id),
            Scope.GLOBAL: "",
        }
    )
    counted = [one for one in applying if one[0].metric is not Metric.CONCURRENCY]
    now = timezone.now()
    full = [each for each in read_windows(counted, shared_rates()) if _is_full(each, now)]
    if not full:
        return None
    last = max(full, key=_frees_at)
    whom = name_of(last.window.scope, last.scope_id, {Scope.PERSON: spender.person_name})
    refusal = Refusal(last.window, whom, last.used_amount or 0, now, last.resets_at)
    again = "; send it again then" if last.resets_at else ""
    return refusal.as_error(f" Nothing was asked{again}.")


def _frees_at(reading: WindowReading) -> float:
    return reading.resets_at.timestamp() if reading.resets_at else inf


def _is_full(reading: WindowReading, now: datetime) -> bool:
    """A reading that cannot be had is no refusal: the ledger decides."""
    if reading.used_amount is None or reading.used_amount < reading.window.limit:
        return False
    soon = now + timedelta(seconds=LONGEST_HINT_SECONDS)
    return reading.resets_at is None or reading.resets_at > soon
