"""Money, in the database: held before an attempt, settled or released after it, once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Final

from providers import rows
from providers.connections import let_connection_go
from providers.ledger import budget_rows
from providers.ledger.budget_rows import Room, Settlement
from providers.ledger.windows import RANKS, Refusal, Span, Window
from providers.models import Budget, Reservation

MOST_TRIES: Final = 10  # while others hold and give back what would have been enough


@dataclass(frozen=True)
class Place:
    """One budget an attempt has to fit in: a window's in its present stretch, or that of one
    deliberation, whose window stands in no table and has the id 0."""

    window: Window
    scope_id: str
    whom: str
    span: Span

    @cached_property
    def name(self) -> str:
        whose = str(self.window.id) if self.window.id else self.window.scope.value
        return f"{whose}/{self.scope_id}/{self.span.starts_at.isoformat()[:16]}"

    @property
    def room(self) -> Room:
        return Room(self.name, self.window.limit, self.window.is_soft)


def hold(row: Reservation, places: Iterable[Place], now: datetime) -> Refusal | None:
    """Hold the row's money in every place, or in none and say which is full.

    They are locked in one order, the narrowest scope first: what everybody shares is locked last,
    and for the shortest time.
    """
    ordered = sorted(places, key=lambda place: (RANKS[place.window.scope], place.name))
    row.budgets = [place.name for place in ordered]
    rooms = [place.room for place in ordered]
    used: dict[str, int] = {}
    try:
        for _ in range(MOST_TRIES):
            if budget_rows.hold(row, rooms):
                return None
            used = _used_or_begun(ordered, now)
            for place in ordered:
                if not place.room.has(row.held_nano_usd, used[place.name]):
                    return _refusal(place, used[place.name], row.held_nano_usd, now)
    finally:
        let_connection_go()
    return _refusal(ordered[-1], used[ordered[-1].name], row.held_nano_usd, now)


def end(row: Reservation, settlement: Settlement, now: datetime) -> dict[str, int] | None:
    """Move a held reservation to its end, and its money with it, in one transaction.

    Whoever comes second finds it ended, changes nothing and is told None. Returns what is spent,
    by budget.
    """
    try:
        return budget_rows.end(row, settlement, now)
    finally:
        let_connection_go()


def charge_expired(
    row: Reservation, settlement: Settlement, now: datetime
) -> dict[str, int] | None:
    """Spend what an attempt did cost whose worker came back after its reservation had expired;
    once. Returns what is spent, by budget."""
    try:
        return budget_rows.charge_expired(row, settlement, now)
    finally:
        let_connection_go()


def charge_kept(row: Reservation, settlement: Settlement) -> dict[str, int] | None:
    """Charge the budgets for which an attempt's cost was waived, when its answer is given after
    all; once. Returns what is spent, by budget."""
    try:
        return budget_rows.charge_kept(row, settlement)
    finally:
        let_connection_go()


def used_in(places: Sequence[Place]) -> list[int]:
    """What is spent and held in each."""
    if not places:
        return []
    used = budget_rows.used_of([place.name for place in places])
    return [used.get(place.name, 0) for place in places]


def used_and_held_in(places: Sequence[Place]) -> list[tuple[int, int]]:
    """What is spent and held in each, and of it what is held."""
    if not places:
        return []
    rows_of = Budget.objects.filter(name__in=[place.name for place in places])
    found = {
        name: (spent + held, held)
        for name, spent, held in rows_of.values_list("name", "spent_nano_usd", "held_nano_usd")
    }
    return [found.get(place.name, (0, 0)) for place in places]


def _used_or_begun(places: Sequence[Place], now: datetime) -> dict[str, int]:
    """What is used of each; where a stretch has just begun, its row is made."""
    used = budget_rows.used_of([place.name for place in places])
    for place in places:
        if place.name not in used:
            rows.insert_missing(_empty(place, now))
            used[place.name] = 0
    return used


def _empty(place: Place, now: datetime) -> Budget:
    """That of a deliberation begins with its first attempt: it is told by that when it is old."""
    return Budget(
        name=place.name,
        window_id=place.window.id or None,
        scope_id=place.scope_id,
        starts_at=place.span.starts_at if place.window.id else now,
    )


def _refusal(place: Place, used: int, nano_usd: int, now: datetime) -> Refusal:
    return Refusal(place.window, place.whom, used, now, place.span.ends_at, nano_usd)
