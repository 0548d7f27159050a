"""The quota ledger: rates are counted in Redis, money is held and settled in the database."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import Error as DatabaseFault
from django.utils import timezone
from redis import RedisError

from providers.errors import Unpriced
from providers.ledger import budgets
from providers.ledger.alerts import Alerts, Use
from providers.ledger.budget_rows import Outcome
from providers.ledger.budgets import Place
from providers.ledger.limits import Applying, Limits, limits_now
from providers.ledger.rates import LEASE_ROOM_SECONDS, Counter, Rates, Taken
from providers.ledger.windows import Metric, Period, Scope, Span, Window, name_of, span_of
from providers.models import Reservation as HeldRow
from providers.money import ModelPrice, nano_usd_of
from providers.quota import Claim, Reservation, Spender
from providers.redis_client import commands

log = logging.getLogger(__name__)

EXPIRY_ROOM_SECONDS: Final = 60.0  # a hold outlives its attempt by that at most
QUEUE_SECONDS: Final = 60.0  # the longest wait for one of the places at once
ROOM_SECONDS: Final = 5.0  # what must be left of the time for the attempt itself
PAUSE_SECONDS: Final = 0.2
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

    @contextmanager
    def reserve(self, claim: Claim) -> Iterator[Reservation]:
        """Raises WindowFull, CapReached, Unpriced before anything is sent."""
        price = self.parts.limits.prices.price_of(claim.model)
        reservation = Reservation(price=price)
        limits = self.parts.limits
        applying = limits.applying_to(self._scopes(claim)) if limits.windows else ()
        if not applying and self.spender.max_cost_nano_usd is None:
            yield reservation
            return
        taken = self._take(claim, applying)
        try:
            held = self._hold(claim, applying, price)
        except BaseException:
            self._give_back(taken, NOTHING)
            raise
        try:
            yield reservation
        finally:
            self._give_back(taken, _used(reservation))
            self._settle(held, reservation)

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
            _counter(window, scope_id, claim)
            for window, scope_id in applying
            if window.metric is not Metric.NANO_USD
        ]
        if not counters:
            return None
        ends_at = time.monotonic() + min(QUEUE_SECONDS, claim.seconds - ROOM_SECONDS)
        while True:
            try:
                answer = self.parts.rates.take(str(claim.attempt_id), counters)
            except RedisError:
                log.warning("Redis does not answer: an attempt is not counted in any window")
                return None
            if isinstance(answer, Taken):
                self._watch(answer)
                return answer
            waits = answer.window.metric is Metric.CONCURRENCY
            if not waits or time.monotonic() + PAUSE_SECONDS > ends_at:
                raise answer.as_error()
            claim.switch.wait(PAUSE_SECONDS)

    def _watch(self, taken: Taken) -> None:
        for counter, used in zip(taken.counters, taken.used, strict=True):
            window = counter.window
            if window.period in WATCHED:
                starts_at = span_of(window.period, window.zone, taken.at).starts_at
                use = Use(window, counter.scope_id, counter.whom, starts_at, used)
                self.parts.alerts.watch(use)

    def _give_back(self, taken: Taken | None, amounts: dict[Metric, int]) -> None:
        if taken is None:
            return
        try:
            self.parts.rates.settle(taken, amounts)
        except RedisError:
            log.warning("Redis does not answer: a reservation stays until it runs out")

    def _hold(self, claim: Claim, applying: Applying, price: ModelPrice | None) -> _Held | None:
        now = self.parts.clock()
        places = [*self._cap(), *(_place(*one, now) for one in applying if _is_money(one[0]))]
        if not places:
            return None
        if price is None and not all(place.window.is_soft for place in places):
            raise Unpriced(
                f"No price is known for {claim.model.name}, and what may be spent is limited."
            )
        row = self._row(claim, price, now)
        if refusal := budgets.hold(row, places, now):
            raise refusal.as_error()
        return _Held(row, places)

    def _cap(self) -> Sequence[Place]:
        """What the spender set for all attempts of one deliberation."""
        limit, trace_id = self.spender.max_cost_nano_usd, self.spender.trace_id
        if limit is None:
            return ()
        scope, whose = Scope.DELIBERATION, str(trace_id)
        window = Window(0, scope, whose, Metric.NANO_USD, Period.LIFETIME, limit)
        whole = span_of(window.period, window.zone, self.parts.clock())
        return (Place(window, whose, name_of(scope, whose), whole),)

    def _row(self, claim: Claim, price: ModelPrice | None, now: datetime) -> HeldRow:
        return HeldRow(
            id=claim.attempt_id,
            trace_id=self.spender.trace_id,
            person_id=self.spender.person_id,
            voice=claim.voice,
            number=claim.number,
            provider=claim.model.provider,
            model=claim.model.name,
            held_nano_usd=(price or _unknown()).most_of(claim.input_tokens, claim.output_tokens),
            is_unpriced=price is None,
            created_at=now,
            expires_at=now + timedelta(seconds=claim.seconds + EXPIRY_ROOM_SECONDS),
        )

    def _settle(self, held: _Held | None, reservation: Reservation) -> None:
        """What cannot be settled now, the sweeper lets expire: an answer is not lost over it."""
        if held is None:
            return
        has_generated = _has_used(reservation)
        state = HeldRow.State.SETTLED if has_generated else HeldRow.State.RELEASED
        cost = reservation.cost_nano_usd
        outcome = Outcome(state, cost, reservation.usage.is_estimated)
        try:
            spent, is_late = self._end(held.row, outcome)
        except DatabaseFault:
            log.exception("%s could not be settled", held.row.id)
            return
        if cost and cost * 10 > held.row.held_nano_usd * 11:
            log.warning("%s cost %d nano-USD, more than was held", held.row.id, cost)
        tell = self.parts.alerts.tell if is_late else self.parts.alerts.watch
        for place in held.places:
            if place.window.id and place.name in spent:
                starts_at = place.span.starts_at
                tell(Use(place.window, place.scope_id, place.whom, starts_at, spent[place.name]))

    def _end(self, row: HeldRow, outcome: Outcome) -> tuple[dict[str, int], bool]:
        """What is spent, by budget, and whether it is late: what a worker had used that was frozen
        past the expiry is spent all the same."""
        now = self.parts.clock()
        spent = budgets.end(row, outcome, now)
        if spent is not None or outcome.state is not HeldRow.State.SETTLED:
            return spent or {}, False
        late = budgets.charge_expired(row, outcome, now)
        if late is not None:
            cost = outcome.cost_nano_usd
            log.warning("%s had expired: its cost of %s nano-USD is spent late", row.id, cost)
        return late or {}, late is not None


@dataclass(frozen=True, slots=True)
class _Held:
    row: HeldRow
    places: Sequence[Place]


def ledger_for(spender: Spender) -> QuotaLedger:
    """On the windows and prices that hold now."""
    return QuotaLedger(spender, Parts(limits_now(), shared_rates(), _alerts))


def shared_rates() -> Rates:
    return Rates(commands())


_alerts = Alerts()


def _counter(window: Window, scope_id: str, claim: Claim) -> Counter:
    amounts = {
        Metric.TOKENS: claim.input_tokens + claim.output_tokens,
        Metric.INPUT_TOKENS: claim.input_tokens,
        Metric.OUTPUT_TOKENS: claim.output_tokens,
    }
    return Counter(
        window,
        scope_id,
        name_of(window.scope, scope_id),
        amounts.get(window.metric, 1),
        claim.seconds + LEASE_ROOM_SECONDS,
    )


def _place(window: Window, scope_id: str, now: datetime) -> Place:
    span: Span = span_of(window.period, window.zone, now)
    return Place(window, scope_id, name_of(window.scope, scope_id), span)


def _is_money(window: Window) -> bool:
    return window.metric is Metric.NANO_USD


def _has_used(reservation: Reservation) -> bool:
    usage = reservation.usage
    return bool(usage.input_tokens or usage.output_tokens)


def _used(reservation: Reservation) -> dict[Metric, int]:
    """The attempt itself stays counted: it was sent."""
    usage = reservation.usage
    return {
        Metric.TOKENS: usage.input_tokens + usage.output_tokens,
        Metric.INPUT_TOKENS: usage.input_tokens,
        Metric.OUTPUT_TOKENS: usage.output_tokens,
    }


def _unknown() -> ModelPrice:
    """What a token is taken to cost as long as nobody knows."""
    price = nano_usd_of(settings.UNPRICED_USD_PER_MILLION)
    return ModelPrice(price, price)
