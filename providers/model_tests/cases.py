"""The cases of a test, and the files they stand in: one JSON object a line, or a JSON list."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from providers.model_tests.errors import BadCase, UnreadableCases
from providers.model_tests.matchers import Matcher, read_matcher

FIELDS: Final = ("id", "prompt", "match")
ID_CHARACTERS: Final = 60
PROMPT_CHARACTERS: Final = 32_000
MOST_MATCHERS: Final = 10
BLANK: Final = " \t\r\n"


@dataclass(frozen=True, slots=True)
class Case:
    """What a model is asked, and what its answer is held to: all of it."""

    id: str
    prompt: str
    matchers: tuple[Matcher, ...]


def read_case(value: object) -> Case:
    """Raises BadCase."""
    if not isinstance(value, dict):
        raise BadCase(f"A case is an object with {', '.join(FIELDS)}.")
    _check_characters(value)
    if unknown := sorted(set(value) - set(FIELDS)):
        raise BadCase(f"There is no field {unknown[0][:40]!r}. There are {', '.join(FIELDS)}.")
    matchers = value.get("match")
    if not isinstance(matchers, list) or not 1 <= len(matchers) <= MOST_MATCHERS:
        raise BadCase(f"match is a list of 1 to {MOST_MATCHERS} matchers.")
    return Case(
        id=_text(value, "id", ID_CHARACTERS),
        prompt=_text(value, "prompt", PROMPT_CHARACTERS),
        matchers=tuple(map(read_matcher, matchers)),
    )


def read_cases(file: Path) -> list[Case]:
    """Raises UnreadableCases, which names the line."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableCases(file, 0, "cannot be read as text in UTF-8.") from error
    lines: dict[str, int] = {}
    cases = []
    try:
        for line, value in _values(text):
            case = _read(file, line, value)
            if case.id in lines:
                raise UnreadableCases(file, line, f"{case.id!r} is that of line {lines[case.id]}.")
            lines[case.id] = line
            cases.append(case)
    except json.JSONDecodeError as error:
        raise UnreadableCases(file, error.lineno, f"This is no JSON: {error.msg}.") from error
    except RecursionError as error:
        raise UnreadableCases(file, 0, "is nested too deeply.") from error
    if not cases:
        raise UnreadableCases(file, 0, "holds no cases.")
    return cases


def _read(file: Path, line: int, value: object) -> Case:
    try:
        return read_case(value)
    except BadCase as error:
        raise UnreadableCases(file, line, str(error)) from error


def _values(text: str) -> Iterator[tuple[int, object]]:
    """Those of the text with the line each begins in: of a list, or one behind the other."""
    decoder, place = json.JSONDecoder(), _skip(text, 0, BLANK)
    is_list = text.startswith("[", place)
    place = _skip(text, place + is_list, BLANK)
    while place < len(text) and not (is_list and text[place] == "]"):
        value, end = decoder.raw_decode(text, place)
        yield text.count("\n", 0, place) + 1, value
        place = _skip(text, end, BLANK)
        if is_list and not text.startswith("]", place):
            if not text.startswith(",", place):
                raise json.JSONDecodeError("Expecting ',' or ']'", text, place)
            place = _skip(text, place + 1, BLANK)
    if is_list and _skip(text, place + 1, BLANK) != len(text):
        raise json.JSONDecodeError("Expecting one list", text, place)


def _skip(text: str, place: int, what: str) -> int:
    while place < len(text) and text[place] in what:
        place += 1
    return place


def _check_characters(value: object) -> None:
    """Half of a surrogate pair can be sent to nobody, and shown to nobody either."""
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise BadCase("It has characters nobody can read.") from error
    except RecursionError as error:
        raise BadCase("It is nested too deeply.") from error


def _text(case: dict[str, object], name: str, most: int) -> str:
    value = case.get(name)
    if not isinstance(value, str) or not value.strip():
        raise BadCase(f"{name} is a text that is not empty.")
    if len(value) > most:
        raise BadCase(f"{name} has at most {most:,} characters.")
    return value
