"""Files of one JSON object, or of one on each line, compressed or not; every complaint names the
file and the line, and says what to do."""

from __future__ import annotations

import gzip
import json
from collections.abc import Collection, Iterator
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from council.evaluation.errors import UnreadableSet

Choice = TypeVar("Choice", bound=StrEnum)
ENDINGS = (".jsonl.gz", ".jsonl")


class Record:
    """One object, of which fields are taken one by one; `rest` is what nobody took."""

    def __init__(self, file: Path, line: int, fields: dict[str, object]) -> None:
        self._file = file
        self._line = line
        self._fields = fields

    def wrong(self, what: str) -> UnreadableSet:
        return UnreadableSet(self._file, self._line, what)

    def need_text(self, name: str, *, may_be_empty: bool = False) -> str:
        value = self._fields.pop(name, None)
        if not isinstance(value, str) or not (value or may_be_empty):
            raise self.wrong(f"`{name}` has to be a text; add it.")
        return value

    def need_one_of(self, name: str, known: Collection[str]) -> str:
        value = self.need_text(name)
        if value not in known:
            raise self.wrong(f"`{name}` is {value!r}, which no question has as its id; correct it.")
        return value

    def take_text(self, name: str, otherwise: str = "") -> str:
        return self.take_text_or_none(name) or otherwise

    def take_text_or_none(self, name: str) -> str | None:
        value = self._fields.pop(name, None)
        if value is not None and not isinstance(value, str):
            raise self.wrong(f"`{name}` has to be a text; put it in quotes.")
        return value

    def take_number(self, name: str) -> float | None:
        value = self._fields.pop(name, None)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.wrong(f"`{name}` has to be a number; correct it.")
        return value

    def take_choice(self, name: str, kinds: type[Choice]) -> Choice:
        value = self.need_text(name)
        if value not in set(kinds):
            raise self.wrong(f"`{name}` is {value!r}; use one of {', '.join(kinds)}.")
        return kinds(value)

    def take_texts(self, name: str) -> tuple[str, ...]:
        values = self._list(name)
        if not all(isinstance(value, str) for value in values):
            raise self.wrong(f"`{name}` has to be a list of texts; correct it.")
        return tuple(str(value) for value in values)

    def take_objects(self, name: str) -> tuple[dict[str, object], ...]:
        values = self._list(name)
        found = tuple(value for value in values if isinstance(value, dict))
        if len(found) < len(values):
            raise self.wrong(f"`{name}` has to be a list of objects; correct it.")
        return found

    def rest(self) -> dict[str, object]:
        """What nobody has taken yet."""
        return dict(self._fields)

    def _list(self, name: str) -> list[object]:
        value = self._fields.pop(name, None)
        if value is not None and not isinstance(value, list):
            raise self.wrong(f"`{name}` has to be a list; put it in brackets.")
        return value or []


def read_document(file: Path) -> Record:
    """The one object of a file."""
    try:
        fields = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError as missing:
        raise UnreadableSet(file, 0, "is not there; name the folder of a set.") from missing
    except ValueError as unreadable:
        raise UnreadableSet(file, 0, f"is no JSON ({unreadable}); mend it.") from unreadable
    if not isinstance(fields, dict):
        raise UnreadableSet(file, 0, "has to be one object; put it in braces.")
    return Record(file, 0, fields)


def read_records(folder: Path, name: str, *, is_optional: bool = False) -> Iterator[Record]:
    """The objects of `name.jsonl.gz`, or of `name.jsonl`, one for each line."""
    files = [folder / f"{name}{ending}" for ending in ENDINGS]
    file = next((file for file in files if file.is_file()), None)
    if file is not None:
        yield from _records_of(file)
    elif not is_optional:
        raise UnreadableSet(files[0], 0, "is not there, nor is it uncompressed; add it.")


def _records_of(file: Path) -> Iterator[Record]:
    for number, line in enumerate(_lines(file), 1):
        if not line.strip():
            continue
        try:
            fields = json.loads(line)
        except ValueError as unreadable:
            raise UnreadableSet(
                file, number, f"is no JSON ({unreadable}); mend it."
            ) from unreadable
        if not isinstance(fields, dict):
            raise UnreadableSet(file, number, "has to be one object; put it in braces.")
        yield Record(file, number, fields)


def _lines(file: Path) -> Iterator[str]:
    number = 0
    try:
        with (
            gzip.open(file, "rt", encoding="utf-8")
            if file.suffix == ".gz"
            else file.open(encoding="utf-8") as lines
        ):
            for number, line in enumerate(lines, 1):  # noqa: B007  the last one read is told
                yield line
    except (EOFError, OSError, UnicodeDecodeError) as broken:
        what = f"cannot be read ({broken}); fetch the file again."
        raise UnreadableSet(file, number + 1, what) from broken
