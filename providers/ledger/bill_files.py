"""Reads what a provider billed out of its own files: CSV, JSON, or a JSON object on each line."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Final

from providers.money import nano_usd_of

ENVELOPES: Final = ("data", "usage")  # under which a list, or a record, may stand
SOMETHING: Final = re.compile(r"\S")
DEAREST_USD: Final = Decimal(9_000_000_000)  # what a column of the database holds

Record = Mapping[str, Any]


class UnreadableBill(ValueError):
    """One sentence on what is wrong with the file."""


@dataclass(frozen=True, slots=True)
class Billed:
    """What was billed for one model, by the provider's own name for it, on one day in UTC."""

    day: date
    model: str
    nano_usd: int


def read_bill(path: Path) -> list[Billed]:
    """Its records as they stand there. Raises UnreadableBill.

    Two shapes are known. Hugging Face's usage: `date`, `model`, `cost_nano_usd` (also
    `costNanoUsd`). OpenRouter's generations: `created_at`, `model`, `total_cost` in USD.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise UnreadableBill(f"{path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise UnreadableBill(f"{path} is no text in UTF-8.") from error
    is_json = text.lstrip()[:1] in ("{", "[")
    records = _parse_json(text) if is_json else csv.DictReader(io.StringIO(text))
    try:
        billed = [_read(number, record) for number, record in enumerate(records, 1)]
    except csv.Error as error:
        raise UnreadableBill(f"{path} is no CSV: {error}.") from error
    if not billed:
        raise UnreadableBill(f"{path} has no records.")
    return billed


def _parse_json(text: str) -> Iterator[Record]:
    """Those of all the documents in it, one behind the other."""
    decoder, at = json.JSONDecoder(parse_float=Decimal), _next(text, 0)
    while at < len(text):
        try:
            document, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError) as error:
            line = text.count("\n", 0, getattr(error, "pos", at)) + 1
            raise UnreadableBill(f"Line {line} is no JSON that can be read.") from error
        yield from _records_in(document)
        at = _next(text, at)


def _next(text: str, at: int) -> int:
    """Where something stands that is no white space."""
    found = SOMETHING.search(text, at)
    return found.start() if found else len(text)


def _records_in(document: object) -> Iterable[Record]:
    if isinstance(document, dict):
        held = next((document[name] for name in ENVELOPES if _holds(document, name)), [document])
        return _records_in(held) if isinstance(held, dict) else held
    return document if isinstance(document, list) else [{}]


def _holds(document: Record, name: str) -> bool:
    """OpenRouter has a number by the name of `usage` in its records."""
    return isinstance(document.get(name), (dict, list))


def _read(number: int, record: object) -> Billed:
    found: Record = record if isinstance(record, dict) else {}
    cost = found.get("cost_nano_usd", found.get("costNanoUsd"))
    if "date" in found and cost is not None:
        return Billed(
            _day(number, "date", found["date"]), _model(number, found), _nano_usd(number, cost)
        )
    if "created_at" in found and "total_cost" in found:
        usd = _number(number, "total_cost", found["total_cost"])
        day = _day(number, "created_at", found["created_at"])
        return Billed(day, _model(number, found), nano_usd_of(usd))
    raise UnreadableBill(
        f"Record {number} has neither date, model and cost_nano_usd (Hugging Face's usage) nor "
        "created_at, model and total_cost (OpenRouter's generations)."
    )


def _model(number: int, record: Record) -> str:
    model = record.get("model")
    if not isinstance(model, str) or not model.strip():
        raise UnreadableBill(f"Record {number} names no model.")
    return model.strip()[:200]


def _day(number: int, name: str, value: object) -> date:
    """Of a moment without a zone it is taken that it is UTC."""
    try:
        moment = datetime.fromisoformat(str(value).strip())
    except ValueError as error:
        raise UnreadableBill(
            f"{name} of record {number} is no date as in 2026-11-26 or 2026-11-26T08:00:00Z."
        ) from error
    return moment.astimezone(UTC).date() if moment.tzinfo else moment.date()


def _nano_usd(number: int, value: object) -> int:
    cost = _number(number, "cost_nano_usd", value)
    if cost != int(cost):
        raise UnreadableBill(f"cost_nano_usd of record {number} is no whole number.")
    return int(cost)


def _number(number: int, name: str, value: object) -> Decimal:
    try:
        found = Decimal(str(value).strip())
    except InvalidOperation:
        found = Decimal("NaN")
    is_nano = name == "cost_nano_usd"
    if not found.is_finite() or abs(found) > DEAREST_USD * (10**9 if is_nano else 1):
        raise UnreadableBill(f"{name} of record {number} is no amount of money.")
    return found
