"""The statements that move money, put together once: few, and each is all or nothing.

The ORM would compile them anew for every attempt, at several times what they cost. PostgreSQL
takes a hold or an end as one statement, in which every budget is one conditional UPDATE. What it
names later waits for what it names before, so that rows are locked in the order of the places.
SQLite has one writer at a time, and is told one after the other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any, Final

from django.db import connection, transaction

from providers import rows
from providers.models import Reservation

_HOLD: Final = """
UPDATE providers_budget SET held_nano_usd = held_nano_usd + %s
WHERE name = %s AND spent_nano_usd + held_nano_usd + %s <= %s"""
_HOLD_SOFTLY: Final = """
UPDATE providers_budget SET held_nano_usd = held_nano_usd + %s
WHERE name = %s AND spent_nano_usd < %s"""
_MOVE: Final = """
UPDATE providers_reservation
SET state = %s, cost_nano_usd = %s, is_estimated = %s, is_waived = %s, ended_at = %s
WHERE id = %s AND state = %s AND cost_nano_usd IS NULL"""
_KEEP: Final = """
UPDATE providers_reservation SET is_waived = %s WHERE id = %s AND is_waived = %s"""
_SETTLE: Final = """
UPDATE providers_budget
SET held_nano_usd = held_nano_usd - %s, spent_nano_usd = spent_nano_usd + %s
WHERE name = %s"""
_USED: Final = "SELECT name, spent_nano_usd + held_nano_usd FROM providers_budget WHERE name IN "

State = Reservation.State
Values = list[Any]


@dataclass(frozen=True, slots=True)
class Room:
    """How far a budget may be filled: softly, as long as anything is left."""

    name: str
    limit: int
    is_soft: bool

    def has(self, nano_usd: int, used: int) -> bool:
        return used < self.limit if self.is_soft else used + nano_usd <= self.limit


@dataclass(frozen=True, slots=True)
class Settlement:
    """What became of a reservation; the cost is None where no price is known. The budgets that are
    `waived` are charged nothing of it."""

    state: Reservation.State
    cost_nano_usd: int | None
    is_estimated: bool = False
    waived: tuple[str, ...] = ()


_Holding = Callable[[Reservation, Sequence[Room]], bool]


def hold(row: Reservation, rooms: Sequence[Room]) -> bool:
    """Insert the row and hold its money in every room, or do nothing. Raises IntegrityError."""
    if connection.vendor != "postgresql":
        return _or_undo(row, rooms, _hold_one_by_one)
    if len(rooms) > 1:
        return _or_undo(row, rooms, _hold_together)
    return _hold_together(row, rooms)  # where the only room is full, there is nothing to undo


def end(row: Reservation, settlement: Settlement, now: datetime) -> dict[str, int] | None:
    """Move it from held to its end, and its money with it; None where it was not held any more.
    Returns what is spent now, by budget."""
    return _move(row, State.HELD, settlement, now)


def charge_expired(
    row: Reservation, settlement: Settlement, now: datetime
) -> dict[str, int] | None:
    """Spend what one that had expired did cost after all; None where that was done before."""
    return _move(row, State.EXPIRED, replace(settlement, state=State.EXPIRED), now)


def charge_kept(row: Reservation, settlement: Settlement) -> dict[str, int] | None:
    """Charge the budgets that were waived; None where that was done before."""
    values = rows.columns_of(Reservation, {"is_waived": False, "id": row.id})
    values += rows.columns_of(Reservation, {"is_waived": True})
    settled: list[Values] = [[0, settlement.cost_nano_usd or 0, name] for name in settlement.waived]
    return _carry_out(_KEEP, values, settled)


def used_of(names: Sequence[str]) -> dict[str, int]:
    """What is spent and held in each that there is."""
    with connection.cursor() as cursor:
        cursor.execute(f"{_USED} ({', '.join(['%s'] * len(names))})", list(names))
        return dict(cursor.fetchall())


def _or_undo(row: Reservation, rooms: Sequence[Room], holding: _Holding) -> bool:
    with transaction.atomic():
        is_held = holding(row, rooms)
        if not is_held:
            transaction.set_rollback(True)
    return is_held


def _hold_together(row: Reservation, rooms: Sequence[Room]) -> bool:
    sql = _holding(tuple(room.is_soft for room in rooms))
    values = [value for room in rooms for value in _wanted(row, room)]
    with connection.cursor() as cursor:
        cursor.execute(sql, [*values, *rows.values_of(row)])
        return bool(cursor.rowcount)


def _hold_one_by_one(row: Reservation, rooms: Sequence[Room]) -> bool:
    with connection.cursor() as cursor:
        for room in rooms:
            cursor.execute(_HOLD_SOFTLY if room.is_soft else _HOLD, _wanted(row, room))
            if not cursor.rowcount:
                return False
    rows.insert(row)
    return True


def _wanted(row: Reservation, room: Room) -> Values:
    nano_usd = row.held_nano_usd
    if room.is_soft:
        return [nano_usd, room.name, room.limit]
    return [nano_usd, room.name, nano_usd, room.limit]


def _move(
    row: Reservation, source: Reservation.State, settlement: Settlement, now: datetime
) -> dict[str, int] | None:
    moved: Values = rows.columns_of(
        Reservation,
        {
            "state": settlement.state.value,
            "cost_nano_usd": settlement.cost_nano_usd,
            "is_estimated": settlement.is_estimated,
            "is_waived": bool(settlement.waived),
            "ended_at": now,
            "id": row.id,
        },
    )
    freed = row.held_nano_usd if source is State.HELD else 0
    cost = settlement.cost_nano_usd or 0
    settled: list[Values] = [
        [freed, 0 if name in settlement.waived else cost, name] for name in row.budgets
    ]
    return _carry_out(_MOVE, [*moved, source.value], settled)


def _carry_out(move: str, moved: Values, settled: Sequence[Values]) -> dict[str, int] | None:
    if connection.vendor == "postgresql":
        return _move_together(move, moved, settled)
    with transaction.atomic():
        return _move_one_by_one(move, moved, settled)


def _move_together(move: str, moved: Values, settled: Sequence[Values]) -> dict[str, int] | None:
    values = [*moved, *(value for place in settled for value in place)]
    with connection.cursor() as cursor:
        cursor.execute(_moving(move, len(settled)), values)
        spent = dict(cursor.fetchall())
    return spent if spent.pop("", None) is not None else None


def _move_one_by_one(move: str, moved: Values, settled: Iterable[Values]) -> dict[str, int] | None:
    with connection.cursor() as cursor:
        cursor.execute(move, moved)
        if not cursor.rowcount:
            return None
        spent: dict[str, int] = {}
        for place in settled:
            cursor.execute(f"{_SETTLE} RETURNING name, spent_nano_usd", place)
            spent.update(cursor.fetchall())
        return spent


@cache
def _holding(softs: tuple[bool, ...]) -> str:
    """Each place is only held where the one before it was; the row only where all were."""
    places = []
    for number, is_soft in enumerate(softs):
        before = f" AND EXISTS (SELECT FROM place_{number - 1})" if number else ""
        change = _HOLD_SOFTLY if is_soft else _HOLD
        places.append(f"place_{number} AS ({change}{before} RETURNING name)")
    insertion = rows.insertion_from(Reservation, f"place_{len(softs) - 1}")
    return f"WITH {', '.join(places)} {insertion}"


@cache
def _moving(move: str, count: int) -> str:
    """A budget that is gone, with its window, stands in nobody's way: it is waited for, in the
    order of locking, and not asked for."""
    parts, answer = [f"moved AS ({move} RETURNING 0)"], "SELECT '', 0::bigint FROM moved"
    for number in range(count):
        seen = f"(SELECT count(*) FROM place_{number - 1})"  # noqa: S608  our own
        before = f" AND {seen} >= 0" if number else ""
        change = f"{_SETTLE} AND EXISTS (SELECT FROM moved){before}"
        parts.append(f"place_{number} AS ({change} RETURNING name, spent_nano_usd)")
        answer += f" UNION ALL SELECT name, spent_nano_usd FROM place_{number}"  # noqa: S608  our own
    return f"WITH {', '.join(parts)} {answer}"
