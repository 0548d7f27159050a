"""The connection to the database, which nobody holds while a provider is waited for."""

from __future__ import annotations

from django.db import connection


def let_connection_go() -> None:
    """The next wait may be a long one, or this thread's last: the pool never gets back what a
    thread ends with."""
    if not connection.in_atomic_block:
        connection.close()
