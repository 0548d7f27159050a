"""How long a match may take: an expression or a schema of a stranger's must not hang anybody."""

from __future__ import annotations

from typing import Final

import regex

from providers.model_tests.errors import BadCase

MATCH_SECONDS: Final = 0.25
PATTERN_CHARACTERS: Final = 1000


class TookTooLong(Exception):
    """A match was given up."""


def compile_pattern(text: str) -> regex.Pattern[str]:
    """Raises BadCase."""
    if len(text) > PATTERN_CHARACTERS:
        raise BadCase(f"An expression has at most {PATTERN_CHARACTERS:,} characters.")
    try:
        return regex.compile(text)
    except (regex.error, RecursionError) as error:
        raise BadCase(f"{text[:60]!r} is no regular expression: {error}.") from error


def is_found(pattern: regex.Pattern[str], text: str) -> bool:
    """Python's own `re` cannot be interrupted; this can, and others may work beside it.

    Raises TookTooLong.
    """
    try:
        return pattern.search(text, timeout=MATCH_SECONDS, concurrent=True) is not None
    except TimeoutError as error:
        raise TookTooLong from error
