"""What the commands that ask models share: whom, at whose expense, and how it is drawn."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.management.base import CommandError
from rich.console import Console
from rich.table import Table
from rich.text import Text

from backend import stack
from backend.interrupts import INTERRUPTED, Interrupts
from backend.single_user import owner
from backend.terminal import REHEARSAL
from providers.comparison.asking import ModelResult
from providers.errors import ProviderError
from providers.money import nano_usd_of
from providers.quota import Spender
from providers.side_by_side import ONE_ANSWER_SECONDS, Patience, Unaskable
from providers.stored_keys import is_rehearsal
from providers.switch import Switch

WIDTH = 200  # letters
UNKNOWN = "-"


def add_model_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--models", required=True, type=_names, help="those to ask, provider:name, by commas"
    )
    parser.add_argument(
        "--seconds",
        type=_seconds,
        default=ONE_ANSWER_SECONDS,
        help="what each answer may take, retries included (default: %(default)g)",
    )
    parser.add_argument(
        "--max-cost-usd",
        type=_dollars,
        metavar="X",
        help="what all attempts together may cost; models without a known price fail then",
    )
    parser.add_argument("--json", action="store_true", dest="as_json", help="for programs")


@contextmanager
def asking() -> Iterator[Switch]:
    """With what is needed running. Raises CommandError; Ctrl-C cuts those who speak on the
    switch."""
    speaking = Switch()
    interrupts = Interrupts(speaking.cut)
    try:
        with interrupts.noticed(), stack.borrowed("models.log"):
            yield speaking
            interrupts.check()
    except Unaskable as refused:
        raise CommandError(str(refused)) from refused
    except ProviderError as refusal:
        raise CommandError(refusal.message) from refusal
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)


def terms_of(options: dict[str, Any], speaking: Switch) -> dict[str, Any]:
    """What the services are told beside what is asked."""
    limit = options["max_cost_usd"]
    spender = Spender(
        person_id=owner().pk,
        max_cost_nano_usd=None if limit is None else nano_usd_of(limit),
        is_staff=True,
    )
    patience = Patience(options["seconds"], switch=speaking)
    return {"names": options["models"], "spender": spender, "patience": patience}


def draw(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    table = Table(box=None, padding=(0, 2, 0, 0))
    for heading in headings:
        table.add_column(heading)
    for row in rows:
        table.add_row(*map(Text, row))
    console = Console(width=WIDTH)
    with console.capture() as drawn:
        console.print(table)
        if is_rehearsal():
            console.print(Text(REHEARSAL, "yellow"))
    return drawn.get()


def came_of(result: ModelResult) -> str:
    if result.has_succeeded:
        return "cut off" if result.is_partial else "answered"
    return f"failed: {result.message} ({result.code})"


def shown(value: float | None, form: str) -> str:
    return UNKNOWN if value is None else f"{value:{form}}"


def _names(text: str) -> list[str]:
    names = [name.strip() for name in text.split(",") if name.strip()]
    if not names:
        raise ArgumentTypeError("names at least one model, as provider:name.")
    return names


def _seconds(text: str) -> float:
    seconds = _number(text)
    if seconds <= 0:
        raise ArgumentTypeError("is a number of seconds, more than 0.")
    return float(seconds)


def _dollars(text: str) -> Decimal:
    dollars = _number(text)
    if dollars < 0:
        raise ArgumentTypeError("is a number of US dollars, 0 or more.")
    return dollars


def _number(text: str) -> Decimal:
    try:
        number = Decimal(text)
    except InvalidOperation as error:
        raise ArgumentTypeError(f"{text[:40]!r} is no number.") from error
    if not number.is_finite():
        raise ArgumentTypeError(f"{text[:40]!r} is no number.")
    return number
