"""What an answer is held to: each matcher says why a text misses it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, Protocol

import regex

from providers.model_tests.errors import BadCase
from providers.model_tests.limits import MATCH_SECONDS, TookTooLong, compile_pattern, is_found
from providers.model_tests.schemas import find_fault, read_json, read_schema


class Matcher(Protocol):
    def miss(self, text: str) -> str:
        """Why it does not match, in one sentence; empty where it does. Raises TookTooLong."""
        ...


@dataclass(frozen=True)
class AnyOf:
    """One of these, in capitals or not."""

    texts: tuple[str, ...]

    def miss(self, text: str) -> str:
        folded = text.casefold()
        if any(wanted.casefold() in folded for wanted in self.texts):
            return ""
        return f"It contains no {' and no '.join(map(repr, self.texts))}."


@dataclass(frozen=True)
class Word:
    """Not as a part of another word; in capitals or not."""

    word: str

    @cached_property
    def pattern(self) -> regex.Pattern[str]:
        return regex.compile(rf"(?<!\w){regex.escape(self.word.casefold())}(?!\w)")

    def miss(self, text: str) -> str:
        return (
            "" if is_found(self.pattern, text.casefold()) else f"It lacks the word {self.word!r}."
        )


@dataclass(frozen=True)
class Regex:
    """Anywhere in the text, as it is written."""

    pattern: regex.Pattern[str]

    def miss(self, text: str) -> str:
        found = is_found(self.pattern, text)
        return "" if found else f"Nothing in it matches {self.pattern.pattern}"


@dataclass(frozen=True)
class MinLength:
    characters: int

    def miss(self, text: str) -> str:
        length = len(text.strip())
        if length >= self.characters:
            return ""
        return f"It has {length} characters, fewer than {self.characters}."


@dataclass(frozen=True)
class JsonSchema:
    schema: dict[str, Any]

    def miss(self, text: str) -> str:
        try:
            value = read_json(text)
        except ValueError:
            return "It is no JSON."
        fault = find_fault(self.schema, value)
        return f"Its JSON does not fit: {fault}." if fault else ""


def miss(matcher: Matcher, text: str) -> str:
    """The same within the limit of time: what takes longer is a miss as well."""
    try:
        return matcher.miss(text)
    except TookTooLong:
        return f"Whether it matches was not found out in {MATCH_SECONDS:g} s."


def read_matcher(value: object) -> Matcher:
    """One of a case, `{"contains": "…"}` or another kind. Raises BadCase."""
    if not isinstance(value, dict) or len(value) != 1:
        raise BadCase(f"A matcher is an object with one of {', '.join(KINDS)}.")
    [(kind, wanted)] = value.items()
    if kind not in KINDS:
        raise BadCase(f"There is no matcher {kind[:40]!r}. There are {', '.join(KINDS)}.")
    return KINDS[kind](wanted)


def _contains(wanted: object) -> Matcher:
    return AnyOf((_text("contains", wanted),))


def _any_of(wanted: object) -> Matcher:
    if not isinstance(wanted, list) or not wanted:
        raise BadCase("any_of is a list of texts.")
    return AnyOf(tuple(_text("any_of", each) for each in wanted))


def _word(wanted: object) -> Matcher:
    return Word(_text("word", wanted))


def _regex(wanted: object) -> Matcher:
    return Regex(compile_pattern(_text("regex", wanted)))


def _min_length(wanted: object) -> Matcher:
    if not isinstance(wanted, int) or isinstance(wanted, bool) or wanted < 1:
        raise BadCase("min_length is a number of characters, 1 or more.")
    return MinLength(wanted)


def _json_schema(wanted: object) -> Matcher:
    return JsonSchema(read_schema(wanted))


def _text(kind: str, wanted: object) -> str:
    if not isinstance(wanted, str) or not wanted:
        raise BadCase(f"{kind} takes a text that is not empty.")
    return wanted


KINDS: Final[Mapping[str, Callable[[object], Matcher]]] = {
    "contains": _contains,
    "any_of": _any_of,
    "word": _word,
    "regex": _regex,
    "min_length": _min_length,
    "json_schema": _json_schema,
}
