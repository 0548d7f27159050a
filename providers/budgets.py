"""Money, in the database: held before an attempt, settled or released after it, once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F, QuerySet

from providers.models import Budget, Reservation
from providers.windows import RANKS, Refusal, Span, Window


@dataclass(frozen=True, slots=True)
class Place:
    """One budget an attempt has to fit in: a window's in its present stretch, or that of one
    deliberation, whose window stands in no table and has the id 0."""

    window: Window
    scope_id: str
    whom: str
    span: Span

    @property
    def name(self) -> str:
        whose = str(self.window.id) if self.window.id else self.window.scope.value
        return f"{whose}/{self.scope_id}/{self.span.starts_at:%Y-%m-%dT%H:%M}"


def hold(row: Reservation, places: Iterable[Place], now: datetime) -> Refusal | None:
    """Hold the row's money in every place, or in none and say which is full.

    Each place is one conditional update. They are locked in one order, the narrowest scope first:
    what everybody shares is locked last, and for the shortest time.
    """
    ordered = sorted(places, key=lambda place: (RANKS[place.window.scope], place.name))
    row.budgets = [place.name for place in ordered]
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            for place in ordered:
                _hold_in(place, row.held_nano_usd)
    except _Full as full:
        return _refusal(full.place, row.held_nano_usd, now)
    finally:
        let_connection_go()
    return None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a reservation; the cost is None where no price is known."""

    state: Reservation.State
    cost_nano_usd: int | None
    is_estimated: bool = False


def end(row: Reservation, outcome: Outcome, now: datetime) -> dict[str, int]:
    """Move a held reservation to its end, and its money with it, in one transaction.

    Whoever comes second finds it ended and changes nothing. Returns what is spent, by budget.
    """
    try:
        with transaction.atomic():
            if not _move(row.id, outcome, now):
                return {}
            for name in row.budgets:
                Budget.objects.filter(name=name).update(
                    held_nano_usd=F("held_nano_usd") - row.held_nano_usd,
                    spent_nano_usd=F("spent_nano_usd") + (outcome.cost_nano_usd or 0),
                )
            spent = Budget.objects.filter(name__in=row.budgets)
            return dict(spent.order_by().values_list("name", "spent_nano_usd"))
    finally:
        let_connection_go()


def used_in(places: Sequence[Place]) -> list[int]:
    """What is spent and held in each."""
    names = [place.name for place in places]
    rows = Budget.objects.filter(name__in=names).order_by()
    used = {row.name: row.spent_nano_usd + row.held_nano_usd for row in rows}
    return [used.get(name, 0) for name in names]


def let_connection_go() -> None:
    """The wait for a provider may be a long one."""
    if not connection.in_atomic_block:
        connection.close()


class _Full(Exception):
    def __init__(self, place: Place) -> None:
        self.place = place
        super().__init__(place.name)


def _move(attempt_id: UUID, outcome: Outcome, now: datetime) -> bool:
    """Compare and set: only what is held can end, and only once."""
    held = Reservation.objects.filter(id=attempt_id, state=Reservation.State.HELD)
    moved = held.update(
        state=outcome.state,
        cost_nano_usd=outcome.cost_nano_usd,
        is_estimated=outcome.is_estimated,
        ended_at=now,
    )
    return bool(moved)


def _hold_in(place: Place, nano_usd: int) -> None:
    held = F("held_nano_usd") + nano_usd
    if _with_room(place, nano_usd).update(held_nano_usd=held):
        return
    if not Budget.objects.filter(name=place.name).exists():
        Budget.objects.bulk_create([_empty(place)], ignore_conflicts=True)
    # Once more, whoever has made the row: another may have been quicker.
    if not _with_room(place, nano_usd).update(held_nano_usd=held):
        raise _Full(place)


def _empty(place: Place) -> Budget:
    return Budget(
        name=place.name,
        window_id=place.window.id or None,
        scope_id=place.scope_id,
        starts_at=place.span.starts_at,
    )


def _with_room(place: Place, nano_usd: int) -> QuerySet[Budget]:
    row = Budget.objects.filter(name=place.name)
    if place.window.is_soft:
        return row.filter(spent_nano_usd__lt=place.window.limit)
    return row.filter(spent_nano_usd__lte=place.window.limit - nano_usd - F("held_nano_usd"))


def _refusal(place: Place, nano_usd: int, now: datetime) -> Refusal:
    [used] = used_in([place])
    return Refusal(place.window, place.whom, used, now, place.span.ends_at, nano_usd)
