"""What an operator may do about models to fetch: have an Ollama fetch one, and call it off."""

from __future__ import annotations

import re
from functools import partial
from typing import Final

from django.contrib.auth.models import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.utils import timezone

from providers.models import Provider, Pull
from providers.sources import OLLAMA
from providers.stored_keys import is_rehearsal
from providers.tasks import run_pull

# As in https://github.com/ollama/ollama/blob/main/types/model/name.go: host, owner, name, tag.
NAME: Final = re.compile(r"\w[\w.-]*(?::\d+)?(?:/\w[\w.-]*){0,3}(?::\w[\w.-]*)?", re.ASCII)


class PullRefused(Exception):
    """`message` is one sentence for the operator."""

    def __init__(self, message: str) -> None:
        self.message = message
        super().__init__(message)


def check_pull(*, provider: Provider, model: str) -> None:
    """Raises PullRefused."""
    if provider.adapter != OLLAMA:
        raise PullRefused(f"{provider} fetches no models: only an Ollama does.")
    if not NAME.fullmatch(model):
        raise PullRefused("No Ollama has such a name. They are like llama3.2:3b.")
    if other := Pull.objects.unfinished().filter(provider=provider).first():
        raise PullRefused(f"{provider} still fetches {other.model}: wait for it, or cancel it.")


def start_pull(*, row: Pull, asked_by: AbstractBaseUser) -> None:
    """Raises PullRefused."""
    check_pull(provider=row.provider, model=row.model)
    row.is_rehearsal = is_rehearsal()
    row.asked_by_id = asked_by.pk
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise PullRefused(f"{row.provider} has just begun to fetch another model.") from None
    transaction.on_commit(partial(run_pull.delay, row.pk))


def cancel_pull(*, row: Pull) -> bool:
    """Whether there was something to cancel. Who fetches it lets go at the next word of Ollama."""
    now = timezone.now()
    unfinished = Pull.objects.unfinished().filter(pk=row.pk)
    return bool(unfinished.update(status=Pull.Status.CANCELLED, told_at=now, ended_at=now))
