"""What holds for the addresses of rows: those typed into the admin or sent to the API. What stands
in the environment is the operator's word."""

from __future__ import annotations

from django.conf import settings

from providers.adapters.guard import Guard, plain_name

LOOPBACK = ("localhost", "127.0.0.1", "::1")


def guard_of_rows() -> Guard:
    """Who types where SINGLE_USER is on sits at the machine itself: its own servers are theirs."""
    own = LOOPBACK if settings.SINGLE_USER else ()
    return Guard(frozenset(map(plain_name, (*settings.ALLOWED_PROVIDER_HOSTS, *own))))
