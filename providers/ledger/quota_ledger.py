"""The quota ledger: rates are counted in Redis, money is held and settled in the database."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from redis import RedisError

from providers.errors import InternalFault
from providers.ledger.alerts import Alerts, Use
from providers.ledger.limits import Applying, Limits, limits_now
from providers.ledger.purse import Purse, names_in
from providers.ledger.rates import LEASE_ROOM_SECONDS, Counter, Rates, Taken
from providers.ledger.windows import Metric, Period, Scope, Window, name_of, span_of
from providers.quota import Claim, Reservation, Spender
from providers.redis_client import commands

log = logging.getLogger(__name__)

QUEUE_SECONDS: Final = 60.0  # the longest wait for one of the places at once
ROOM_SECONDS: Final = 5.0  # what must be left of the time for the attempt itself
PAUSE_SECONDS: Final = 0.2
NOT_COUNTED: Final = "Our Redis does not answer, and nothing is asked uncounted."
WATCHED: Final = (Period.DAY, Period.MONTH, Period.LIFETIME)
NOTHING: Final = dict.fromkeys(Metric, 0)

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Parts:
    """What a ledger is made of."""

    limits: Limits
    rates: Rates
    alerts: Alerts
    clock: Clock = timezone.now


class QuotaLedger:
    """Counts the attempts of one spender. Where no window applies it asks nobody."""

    def __init__(self, spender: Spender, parts: Parts) -> None:
        self.spender = spender
        self.parts = parts
        self._purse = Purse(spender, parts.alerts, parts.clock)

    @contextmanager
    def reserve(self, claim: Claim) -> Iterator[Reservation]:
        """Raises WindowFull, CapReached, Unpriced, InternalFault before anything is sent."""
        price = self.parts.limits.prices.price_of(claim.model)
        reservation = Reservation(price=price)
        limits = self.parts.limits
        applying = limits.applying_to(self._scopes(claim)) if limits.windows else ()
        if not applying and self.spender.max_cost_nano_usd is None:
            yield reservation
            return
        taken = self._take(claim, applying)
        try:
            held = self._purse.hold(claim, applying, price)
        except BaseException:
            self._give_back(taken, NOTHING)
            raise
        try:
            yield reservation
        finally:
            self._give_back(taken, _used(reservation))
            if held:
                self._purse.settle(held, reservation)

    def charge_kept(self, attempt_id: UUID) -> None:
        self._purse.charge_kept(attempt_id)

    def _scopes(self, claim: Claim) -> dict[Scope, str]:
        person = self.spender.person_id
        return {
            Scope.MODEL: str(claim.model),
            Scope.COUNCIL: self.spender.council,
            Scope.API_KEY: self.spender.api_key_id,
            Scope.PERSON: "" if person is None else str(person),
            Scope.KEY: claim.key.id if claim.key.secret else "",
            Scope.PROVIDER: claim.model.provider,
            Scope.GLOBAL: "",
        }

    def _take(self, claim: Claim, applying: Applying) -> Taken | None:
        """Count it in every window but those of money. For one of the places at once it waits a
        while: providers queue as well, and say less."""
        counters = [
            _counter(window, scope_id, claim, names_in(self.spender, claim))
            for window, scope_id in applying
            if window.metric is not Metric.NANO_USD
        ]
        if not counters:
            return None
        ends_at = time.monotonic() + min(QUEUE_SECONDS, claim.seconds - ROOM_SECONDS)
        while True:
            try:
                answer = self.parts.rates.take(str(claim.attempt_id), counters)
            except RedisError as fault:
                if not self._may_go_uncounted():
                    raise InternalFault(NOT_COUNTED) from fault
                log.warning("Redis does not answer: an attempt is not counted in any window")
                return None
            if isinstance(answer, Taken):
                self._watch(answer, claim.model.provider)
                return answer
            waits = answer.window.metric is Metric.CONCURRENCY
            if not waits or time.monotonic() + PAUSE_SECONDS > ends_at:
                raise answer.as_error()
            claim.switch.wait(PAUSE_SECONDS)

    def _may_go_uncounted(self) -> bool:
        who = settings.UNCOUNTED_ATTEMPTS
        return who == "everybody" or (who == "staff" and self.spender.is_staff)

    def _watch(self, taken: Taken, provider: str) -> None:
        for counter, used in zip(taken.counters, taken.used, strict=True):
            window = counter.window
            if window.period in WATCHED:
                span = span_of(window.period, window.zone, taken.at)
                use = Use(window, counter.scope_id, counter.whom, span, used, provider)
                self.parts.alerts.watch(use)

    def _give_back(self, taken: Taken | None, amounts: dict[Metric, int]) -> None:
        if taken is None:
            return
        try:
            self.parts.rates.settle(taken, amounts)
        except RedisError:
            log.warning("Redis does not answer: a reservation stays until it runs out")


def ledger_for(spender: Spender) -> QuotaLedger:
    """On the windows and prices that hold now."""
    return QuotaLedger(spender, Parts(limits_now(), shared_rates(), _alerts))


def shared_rates() -> Rates:
    return Rates(commands())


_alerts = Alerts()


def _counter(window: Window, scope_id: str, claim: Claim, names: Mapping[Scope, str]) -> Counter:
    amounts = {
        Metric.TOKENS: claim.input_tokens + claim.output_tokens,
        Metric.INPUT_TOKENS: claim.input_tokens,
        Metric.OUTPUT_TOKENS: claim.output_tokens,
    }
    return Counter(
        window,
        scope_id,
        name_of(window.scope, scope_id, names),
        amounts.get(window.metric, 1),
        claim.seconds + LEASE_ROOM_SECONDS,
    )


def _used(reservation: Reservation) -> dict[Metric, int]:
    """The attempt itself stays counted: it was sent."""
    usage = reservation.usage
    return {
        Metric.TOKENS: usage.input_tokens + usage.output_tokens,
        Metric.INPUT_TOKENS: usage.input_tokens,
        Metric.OUTPUT_TOKENS: usage.output_tokens,
    }
