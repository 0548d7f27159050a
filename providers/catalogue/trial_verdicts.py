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


class Verdict(StrEnum):
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


OF_CODES: Final[Mapping[str, Verdict]] = {
    "": Verdict.WORKS,
    InvalidCredentials.code: Verdict.KEY_REFUSED,
    QuotaExhausted.code: Verdict.NO_CREDIT,
    NotServed.code: Verdict.GONE,
    Gated.code: Verdict.GATED,
    RateLimited.code: Verdict.RATE_LIMITED,
    Overloaded.code: Verdict.BUSY,
    Loading.code: Verdict.LOADING,
    TimedOut.code: Verdict.TOO_LATE,
    Stalled.code: Verdict.TOO_LATE,
    ConnectionLost.code: Verdict.UNREACHABLE,
    ConnectTimedOut.code: Verdict.UNREACHABLE,
    Empty.code: Verdict.SILENT,
}


def verdict_of(code: str, *, status: int | None = None) -> Verdict:
    """Whoever knows the key, but lets it do nothing, says 403."""
    verdict = OF_CODES.get(code, Verdict.FAILED)
    if verdict is Verdict.KEY_REFUSED and status == MAY_NOT:
        return Verdict.NO_PERMISSION
    return verdict
