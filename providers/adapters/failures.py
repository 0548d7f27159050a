"""Which error a refusal is: status, headers and body in, exactly one ProviderError out."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping, Sequence

from providers.adapters.refusals import Refusal, read_refusal, read_refusal_in_frame
from providers.adapters.rules import HUNDREDS, NAMES, RULES, STATUSES, Rule
from providers.adapters.waits import next_reset, read_wait_seconds
from providers.errors import ProviderError, QuotaExhausted, TransientError, UpstreamFault

Clock = Callable[[], float]


def failure_of_status(
    status: int,
    headers: Mapping[str, str],
    body: bytes,
    private: Sequence[str] = (),
    clock: Clock = time.time,
) -> ProviderError:
    """From a response that is not a 2xx. `private` is what the error may not repeat."""
    refusal = read_refusal(status, headers, body)
    return _failure(refusal, status, private, clock())


def failure_in_frame(
    frame: Mapping[str, object], private: Sequence[str] = (), clock: Clock = time.time
) -> ProviderError:
    """From an error object inside a body whose status was 200."""
    refusal = read_refusal_in_frame(frame)
    return _failure(refusal, refusal.status or None, private, clock())


def _failure(
    refusal: Refusal, status: int | None, private: Sequence[str], now: float
) -> ProviderError:
    rule = _rule_of(refusal)
    error = rule.error
    sentence = error().message
    if quote := refusal.quote(private):
        sentence = f"{sentence.rstrip('.')}: {quote}"
    wait_seconds = read_wait_seconds(refusal.headers, refusal.document, now)
    return error(
        sentence,
        # Beside a spent allowance stands the wait for the minute's window, which does not help.
        retry_after_seconds=wait_seconds if issubclass(error, TransientError) else None,
        resets_at=(
            next_reset(rule.renewal, refusal.headers, now)
            if issubclass(error, QuotaExhausted)
            else None
        ),
        status=status,
        scope=rule.scope,
    )


def _rule_of(refusal: Refusal) -> Rule:
    """The rule that fits, or one made of what the status or the name alone says."""
    for rule in RULES:
        if rule.fits(refusal.status, refusal.words):
            return rule
    if refusal.status:
        of_its_hundred = HUNDREDS.get(refusal.status // 100, UpstreamFault)
        return _plain(STATUSES.get(refusal.status, of_its_hundred))
    for name in NAMES:
        if name.fits(0, refusal.words):
            return name
    return _plain(UpstreamFault)


def _plain(error: type[ProviderError]) -> Rule:
    return Rule(error, re.compile(""))
