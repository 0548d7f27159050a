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


class PullUnderWay(PullRefused):
    """This one is fetched already: by `row`."""

    def __init__(self, row: Pull) -> None:
        self.row = row
        super().__init__(f"{row.provider} fetches {row.model} already.")


def check_pull(*, provider: Provider, model: str) -> None:
    """Raises PullRefused; as PullUnderWay where there is nothing to begin."""
    if provider.adapter != OLLAMA:
        raise PullRefused(f"{provider} fetches no models: only an Ollama does.")
    if not NAME.fullmatch(model):
        raise PullRefused("No Ollama has such a name. They are like llama3.2:3b.")
    _check_that_it_is_free(provider, model)


def start_pull(*, row: Pull, asked_by: AbstractBaseUser) -> None:
    """Raises PullRefused; as PullUnderWay where somebody was quicker with the same."""
    check_pull(provider=row.provider, model=row.model)
    row.is_rehearsal = is_rehearsal()
    row.asked_by_id = asked_by.pk
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        _check_that_it_is_free(row.provider, row.model)
        raise PullRefused(f"{row.provider} has just fetched another model: try again.") from None
    transaction.on_commit(partial(run_pull.delay, row.pk))


def cancel_pull(*, row: Pull) -> bool:
    """Whether there was something to cancel. Who fetches it lets go at the next word of Ollama."""
    now = timezone.now()
    unfinished = Pull.objects.unfinished().filter(pk=row.pk)
    return bool(unfinished.update(status=Pull.Status.CANCELLED, told_at=now, ended_at=now))


def _check_that_it_is_free(provider: Provider, model: str) -> None:
    other = Pull.objects.unfinished().filter(provider=provider).select_related("provider").first()
    if other is None:
        return
    if _whole(other.model) == _whole(model):
        raise PullUnderWay(other)
    raise PullRefused(f"{provider} still fetches {other.model}: wait for it, or cancel it.")


def _whole(name: str) -> str:
    """With the tag that Ollama takes where none is named."""
    return name if ":" in name.rpartition("/")[2] else f"{name}:latest"
