"""What a trial tells, in a few words: one reading for models and for keys."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from providers.errors import (
    ConnectionLost,
    ConnectTimedOut,
    Empty,
    Gated,
    InvalidCredentials,
    Loading,
    NotServed,
    Overloaded,
    QuotaExhausted,
    RateLimited,
    Stalled,
    TimedOut,
)

MAY_NOT: Final = 403


class TrialVerdict(StrEnum):
    WORKS = "works"
    KEY_REFUSED = "key refused"
    NO_PERMISSION = "key may not call models"
    NO_CREDIT = "no credit"
    GONE = "not served"
    GATED = "terms not accepted"
    RATE_LIMITED = "rate limited"
    BUSY = "busy"
    LOADING = "still loading"
    TOO_LATE = "no answer in time"
    UNREACHABLE = "not reached"
    SILENT = "wrote nothing"
    NOT_ASKED = "not asked"
    FAILED = "failed"


OF_CODES: Final[Mapping[str, TrialVerdict]] = {
    "": TrialVerdict.WORKS,
    InvalidCredentials.code: TrialVerdict.KEY_REFUSED,
    QuotaExhausted.code: TrialVerdict.NO_CREDIT,
    NotServed.code: TrialVerdict.GONE,
    Gated.code: TrialVerdict.GATED,
    RateLimited.code: TrialVerdict.RATE_LIMITED,
    Overloaded.code: TrialVerdict.BUSY,
    Loading.code: TrialVerdict.LOADING,
    TimedOut.code: TrialVerdict.TOO_LATE,
    Stalled.code: TrialVerdict.TOO_LATE,
    ConnectionLost.code: TrialVerdict.UNREACHABLE,
    ConnectTimedOut.code: TrialVerdict.UNREACHABLE,
    Empty.code: TrialVerdict.SILENT,
}


def verdict_of(code: str, *, status: int | None = None) -> TrialVerdict:
    """Whoever knows the key, but lets it do nothing, says 403."""
    verdict = OF_CODES.get(code, TrialVerdict.FAILED)
    if verdict is TrialVerdict.KEY_REFUSED and status == MAY_NOT:
        return TrialVerdict.NO_PERMISSION
    return verdict
