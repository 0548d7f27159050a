"""A spender's money: held before an attempt, settled after it, once."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import Error as DatabaseFault

from providers import quota
from providers.errors import InternalFault, Unpriced
from providers.ledger import budgets
from providers.ledger.alerts import Alerts, Trouble, Use, raise_alert
from providers.ledger.budget_rows import Settlement
from providers.ledger.budgets import Place
from providers.ledger.limits import Applying
from providers.ledger.windows import (
    INSURED,
    MOST_LETTERS,
    Metric,
    Period,
    Scope,
    Window,
    amount,
    name_of,
    refusing,
    shortened,
    span_of,
    told,
    when_it_frees,
)
from providers.models import Alert, Reservation
from providers.money import ModelPrice, nano_usd_of
from providers.quota import Claim, Spender

log = logging.getLogger(__name__)

NOT_HELD: Final = "Our database does not answer, and nothing is spent without it."
EXPIRY_ROOM_SECONDS: Final = 60.0  # a hold outlives its attempt by that at most


@dataclass(frozen=True, slots=True)
class Held:
    """What is held for one attempt, and in which budgets."""

    row: Reservation
    places: Sequence[Place]

    @property
    def insured(self) -> tuple[str, ...]:
        """The budgets that are only charged for an answer."""
        return tuple(place.name for place in self.places if place.window.scope in INSURED)


class Purse:
    """Of one spender. Whoever asked, in person, by a key of ours or for a council, is charged only
    for an answer; the operator for all that was generated."""

    def __init__(self, spender: Spender, alerts: Alerts, clock: Callable[[], datetime]) -> None:
        self.spender = spender
        self.alerts = alerts
        self.clock = clock
        self._waived: dict[UUID, tuple[Held, Settlement]] = {}

    def hold(self, claim: Claim, applying: Applying, price: ModelPrice | None) -> Held | None:
        """None where no money is limited. Raises CapReached, Unpriced; InternalFault where the
        database fails: what is not held is not spent."""
        try:
            return self._hold(claim, applying, price)
        except DatabaseFault as fault:
            log.warning("The database failed (%s): no money is held", type(fault).__name__)
            raise InternalFault(NOT_HELD) from fault

    def _hold(self, claim: Claim, applying: Applying, price: ModelPrice | None) -> Held | None:
        now, names = self.clock(), names_in(self.spender, claim)
        places = [
            *self._cap(),
            *(_place(*one, names, now) for one in applying if _is_money(one[0])),
        ]
        if not places:
            return None
        strict = [place for place in places if not place.window.is_soft]
        if price is None and strict:
            raise_alert(_no_price(claim))
            raise Unpriced(_unpriced(claim, strict[0]))
        row = self._row(claim, price, now)
        if refusal := budgets.hold(row, places, now):
            raise refusal.as_error()
        return Held(row, places)

    def settle(self, held: Held, reservation: quota.Reservation) -> None:
        """What cannot be settled now, the sweeper lets expire: an answer is not lost over it."""
        has_generated = _has_used(reservation)
        state = Reservation.State.SETTLED if has_generated else Reservation.State.RELEASED
        cost = reservation.cost_nano_usd
        waived = () if reservation.has_answer or not cost else held.insured
        settlement = Settlement(state, cost, reservation.usage.is_estimated, waived)
        try:
            spent, is_late = self._end(held.row, settlement)
        except DatabaseFault:
            log.exception("%s could not be settled", held.row.id)
            return
        if cost and cost * 10 > held.row.held_nano_usd * 11:
            log.warning("%s cost %s, more than was held", held.row.id, _in_dollars(cost))
            raise_alert(_over_hold(held.row, cost))
        if waived:
            self._waived[held.row.id] = held, settlement
        self._tell(held, spent, self.alerts.tell if is_late else self.alerts.watch)

    def charge_kept(self, attempt_id: UUID) -> None:
        """What cannot be charged now is not: an answer is not lost over it."""
        if attempt_id not in self._waived:
            return
        held, settlement = self._waived.pop(attempt_id)
        try:
            spent = budgets.charge_kept(held.row, settlement)
        except DatabaseFault:
            log.exception("%s could not be charged", attempt_id)
            return
        self._tell(held, spent or {}, self.alerts.watch)

    def _cap(self) -> Sequence[Place]:
        """What the spender set for all attempts of one deliberation."""
        limit, trace_id = self.spender.max_cost_nano_usd, self.spender.trace_id
        if limit is None:
            return ()
        scope, whose = Scope.DELIBERATION, str(trace_id)
        window = Window(0, scope, whose, Metric.NANO_USD, Period.LIFETIME, limit)
        whole = span_of(window.period, window.zone, self.clock())
        return (Place(window, whose, name_of(scope, whose), whole),)

    def _row(self, claim: Claim, price: ModelPrice | None, now: datetime) -> Reservation:
        return Reservation(
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

    def _tell(self, held: Held, spent: Mapping[str, int], tell: Callable[[Use], None]) -> None:
        for place in held.places:
            if place.window.id and place.name in spent:
                used, at = spent[place.name], held.row.provider
                tell(Use(place.window, place.scope_id, place.whom, place.span, used, at))

    def _end(self, row: Reservation, settlement: Settlement) -> tuple[dict[str, int], bool]:
        """What is spent, by budget, and whether it is late: what a worker had used that was frozen
        past the expiry is spent all the same."""
        now = self.clock()
        spent = budgets.end(row, settlement, now)
        if spent is not None or settlement.state is not Reservation.State.SETTLED:
            return spent or {}, False
        late = budgets.charge_expired(row, settlement, now)
        if late is not None:
            cost = _in_dollars(settlement.cost_nano_usd)
            log.warning("%s had expired: its cost, %s, is spent late", row.id, cost)
        return late or {}, late is not None


def names_in(spender: Spender, claim: Claim) -> dict[Scope, str]:
    """Who is known by more than an id."""
    return {Scope.PERSON: spender.person_name, Scope.KEY: claim.key.name}


def _place(window: Window, scope_id: str, names: Mapping[Scope, str], now: datetime) -> Place:
    span = span_of(window.period, window.zone, now)
    return Place(window, scope_id, name_of(window.scope, scope_id, names), span)


def _is_money(window: Window) -> bool:
    return window.metric is Metric.NANO_USD


def _in_dollars(cost: int | None) -> str:
    return "not known" if cost is None else amount(Metric.NANO_USD, cost)


def _has_used(reservation: quota.Reservation) -> bool:
    usage = reservation.usage
    return bool(usage.input_tokens or usage.output_tokens)


def _unknown() -> ModelPrice:
    """What a token is taken to cost as long as nobody knows."""
    price = nano_usd_of(settings.UNPRICED_USD_PER_MILLION)
    return ModelPrice(price, price)


def _over_hold(row: Reservation, cost: int) -> Trouble:
    name = f"{row.provider}:{row.model}"
    held = _in_dollars(row.held_nano_usd)
    message = f"An attempt at {name} cost {_in_dollars(cost)}, and {held} was held for it."
    return Trouble(Alert.Kind.OVER_HOLD, name, message, row.provider, row.model)


def _no_price(claim: Claim) -> Trouble:
    """Read by more than may know whose window it is."""
    model = claim.model
    message = f"No price is known for {model}, and money is limited: it is not asked."
    return Trouble(Alert.Kind.UNPRICED, str(model), message, model.provider, model.name)


def _unpriced(claim: Claim, place: budgets.Place) -> str:
    """Names the window that asks for a price, what is used of it, and when it frees."""
    [used] = budgets.used_in([place])
    model = shortened(claim.model.name, MOST_LETTERS // 4)
    frees = when_it_frees(place.span.ends_at)
    return refusing(
        f"No price is known for {model}, and our quota window of {told(place.window)} for ",
        place.whom,
        f" counts money: {amount(Metric.NANO_USD, used)} used; {frees}.",
    )
