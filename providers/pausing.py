"""Pausing a provider: nobody asks it until it is resumed. It is the admin's own switch."""

from __future__ import annotations

from functools import partial

from django.db import transaction

from providers.events import publish
from providers.models import Provider
from providers.registry import sources_kept


def pause_provider(*, provider: Provider) -> None:
    """New deliberations go by the others from now on, those that run within seconds; what it is
    saying at this moment is heard to its end."""
    _switch(provider, to=False)


def resume_provider(*, provider: Provider) -> None:
    """Whoever probes looks at it at once: what was known of it is old."""
    _switch(provider, to=True)


@transaction.atomic
def _switch(provider: Provider, *, to: bool) -> None:
    others = Provider.objects.filter(pk=provider.pk, is_enabled=not to)
    if others.update(is_enabled=to, probe_due_at=None):
        what = "provider.resumed" if to else "provider.paused"
        transaction.on_commit(partial(publish, what, {"provider": provider.name}))
    provider.is_enabled = to
    sources_kept.forget()
