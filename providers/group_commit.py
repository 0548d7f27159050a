"""Commits together what many threads change at once.

A statement of its own costs a thread a connection, several system calls and a commit; one thread
that carries out all that waits pays for these once. Only what must be durable waits for the disk:
the rest is committed, and seen by everybody, but a crash of the database's machine may take back
its last half second, as it does with SQLite's `synchronous=NORMAL`.
https://www.postgresql.org/docs/current/wal-async-commit.html
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from django.db import Error as DatabaseFault  # also InterfaceError, which is no DatabaseError
from django.db import connection, transaction

# For the transaction that it stands in.
WITHOUT_WAITING = "set_config('synchronous_commit', 'off', true)"
IDLE_SECONDS = 1.0  # after which the connection is given back


@dataclass(slots=True)
class Change:
    """A statement with its parameters, and what became of it: how many rows, or why not."""

    sql: str
    parameters: Sequence[Any]
    is_durable: bool = False
    count: int = 0
    failure: Exception | None = None
    is_done: threading.Event = field(default_factory=threading.Event)


CarryOut = Callable[[Sequence[Change]], None]


def carry_out(changes: Sequence[Change]) -> None:
    """In one transaction; one by one if that fails."""
    try:
        if connection.vendor == "postgresql":
            _execute_in_a_pipeline(changes)
        else:
            with transaction.atomic():
                _execute(changes)
    except Exception:  # noqa: BLE001 -- whose it is shows when each is alone
        _drop_connection()
        for change in changes:
            _carry_out_alone(change)


class GroupCommit:
    """The changes that wait, and the one thread that carries them out."""

    def __init__(self, carry_out: CarryOut = carry_out) -> None:
        self._carry_out = carry_out
        self._arrived = threading.Condition()
        self._waiting: list[Change] = []
        threading.Thread(target=self._run, name="group-commit", daemon=True).start()

    def carry_out(self, change: Change) -> int:
        """The number of rows that this has changed, once it is committed. Raises what the database
        says of this statement, and of no other."""
        with self._arrived:
            self._waiting.append(change)
            self._arrived.notify()
        change.is_done.wait()
        if change.failure:
            raise change.failure
        return change.count

    def _run(self) -> None:
        while True:
            with self._arrived:
                if not self._arrived.wait_for(lambda: self._waiting, IDLE_SECONDS):
                    _drop_connection()
                    self._arrived.wait_for(lambda: self._waiting)
                changes, self._waiting = self._waiting, []
            try:
                self._carry_out(changes)
            except Exception as error:  # noqa: BLE001 -- without this thread nobody could write
                for change in changes:
                    change.failure = change.failure or error
            for change in changes:
                change.is_done.set()


def _carry_out_alone(change: Change) -> None:
    try:
        _execute([change])
    except Exception as error:  # noqa: BLE001 -- raised in the thread that waits for it
        change.failure = error
        _drop_connection()


def _drop_connection() -> None:
    """Back to the pool, or for good where it is broken: that may fail once more."""
    with suppress(DatabaseFault):
        connection.close()


def _execute(changes: Sequence[Change]) -> None:
    with connection.cursor() as cursor:
        for change in changes:
            cursor.execute(change.sql, change.parameters)
            change.count = cursor.rowcount


def _execute_in_a_pipeline(changes: Sequence[Change]) -> None:
    """In one round trip. What stands between two ends of a pipeline is one transaction:
    https://www.postgresql.org/docs/current/libpq-pipeline-mode.html"""
    connection.ensure_connection()
    with connection.wrap_database_errors, connection.connection.pipeline():
        if not any(change.is_durable for change in changes):
            connection.create_cursor().execute(f"SELECT {WITHOUT_WAITING}")
        cursors = [connection.create_cursor() for _ in changes]
        for cursor, change in zip(cursors, changes, strict=True):
            cursor.execute(change.sql, change.parameters)
    for cursor, change in zip(cursors, changes, strict=True):
        change.count = cursor.rowcount
