"""Money, in the database: held before an attempt, settled or released after it, once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, cast
from uuid import UUID

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.db.models import Field

from providers.connections import let_connection_go
from providers.ledger.windows import RANKS, Refusal, Span, Window
from providers.models import Budget, Reservation

# Put together once: the ORM would compile them anew for every attempt, at several times what
# they cost.
_HOLD: Final = """
UPDATE providers_budget SET held_nano_usd = held_nano_usd + %s
WHERE name = %s AND spent_nano_usd + held_nano_usd + %s <= %s"""
_HOLD_SOFTLY: Final = """
UPDATE providers_budget SET held_nano_usd = held_nano_usd + %s
WHERE name = %s AND spent_nano_usd < %s"""
_MOVE: Final = """
UPDATE providers_reservation
SET state = %s, cost_nano_usd = %s, is_estimated = %s, ended_at = %s
WHERE id = %s AND state = 'held'"""
_SETTLE: Final = """
UPDATE providers_budget
SET held_nano_usd = held_nano_usd - %s, spent_nano_usd = spent_nano_usd + %s
WHERE name = %s RETURNING spent_nano_usd"""


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
        with transaction.atomic(), connection.cursor() as cursor:
            if not _move(cursor, row, outcome, now):
                return {}
            spent: dict[str, int] = {}
            for name in row.budgets:
                cursor.execute(_SETTLE, [row.held_nano_usd, outcome.cost_nano_usd or 0, name])
                spent.update((name, total) for (total,) in cursor.fetchall())
            return spent
    finally:
        let_connection_go()


def used_in(places: Sequence[Place]) -> list[int]:
    """What is spent and held in each."""
    names = [place.name for place in places]
    rows = Budget.objects.filter(name__in=names).order_by()
    used = {row.name: row.spent_nano_usd + row.held_nano_usd for row in rows}
    return [used.get(name, 0) for name in names]


class _Full(Exception):
    def __init__(self, place: Place) -> None:
        self.place = place
        super().__init__(place.name)


def _move(cursor: CursorWrapper, row: Reservation, outcome: Outcome, now: datetime) -> bool:
    """Compare and set: only what is held can end, and only once."""
    ended_at, attempt_id = _prepared("ended_at", now), _prepared("id", row.id)
    values = [outcome.state.value, outcome.cost_nano_usd, outcome.is_estimated]
    cursor.execute(_MOVE, [*values, ended_at, attempt_id])
    return bool(cursor.rowcount)


def _prepared(name: str, value: datetime | UUID) -> str | datetime | UUID:
    """As this database stores it."""
    field = cast("Field[Any, Any]", Reservation._meta.get_field(name))
    return cast("str | datetime | UUID", field.get_db_prep_save(value, connection))


def _hold_in(place: Place, nano_usd: int) -> None:
    if _holds(place, nano_usd):
        return
    if not Budget.objects.filter(name=place.name).exists():
        Budget.objects.bulk_create([_empty(place)], ignore_conflicts=True)
    # Once more, whoever has made the row: another may have been quicker.
    if not _holds(place, nano_usd):
        raise _Full(place)


def _holds(place: Place, nano_usd: int) -> bool:
    name, limit = place.name, place.window.limit
    with connection.cursor() as cursor:
        if place.window.is_soft:
            cursor.execute(_HOLD_SOFTLY, [nano_usd, name, limit])
        else:
            cursor.execute(_HOLD, [nano_usd, name, nano_usd, limit])
        return bool(cursor.rowcount)


def _empty(place: Place) -> Budget:
    return Budget(
        name=place.name,
        window_id=place.window.id or None,
        scope_id=place.scope_id,
        starts_at=place.span.starts_at,
    )


def _refusal(place: Place, nano_usd: int, now: datetime) -> Refusal:
    [used] = used_in([place])
    return Refusal(place.window, place.whom, used, now, place.span.ends_at, nano_usd)
