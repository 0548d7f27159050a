"""The connection to the database, which nobody holds while a provider is waited for."""

from __future__ import annotations

from django.db import DEFAULT_DB_ALIAS, connections


def let_connection_go() -> None:
    """The next wait may be a long one, or this thread's last: the pool never gets back what a
    thread ends with."""
    here = connections[DEFAULT_DB_ALIAS]
    if not here.in_atomic_block:
        here.close()
