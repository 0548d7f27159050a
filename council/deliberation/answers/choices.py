"""The letters of options."""

from __future__ import annotations

import re
from collections.abc import Sequence
from string import ascii_uppercase

LETTER = r"[A-Z]"
LONGEST_END = 40
ALONE = re.compile(
    rf"^\W{{0,9}}(?:option|choice|letter|answer)?\W{{0,9}}(?:\\(?:text|mathrm|textbf|mathbf)\s*\{{)?\W{{0,3}}({LETTER})(?![\w'])",
    re.IGNORECASE,
)
BRACKETED = re.compile(rf"\(({LETTER})\)")
NAMED = re.compile(rf"\b(?:option|choice|answer)s?\W{{0,4}}({LETTER})\b")
AT_END = re.compile(rf"(?<![\w'/])({LETTER})[).*\"'\s]{{0,8}}$")


def declared_choice(answer: str, choices: Sequence[str]) -> str | None:
    """The option that an answer names, by its letter or its own words."""
    allowed = _letters(choices)
    found = ALONE.match(answer)
    if found and found[1] in allowed:
        return found[1]
    for pattern in (BRACKETED, NAMED):
        letters = [letter for letter in pattern.findall(answer) if letter in allowed]
        if letters:
            return str(letters[0])
    return _by_words(answer, choices)


def guessed_choice(text: str, choices: Sequence[str]) -> str | None:
    """The option that a text ends with."""
    found = AT_END.search(text[-LONGEST_END:].rstrip())
    return found[1] if found and found[1] in _letters(choices) else None


def _letters(choices: Sequence[str]) -> str:
    return ascii_uppercase[: len(choices)] or ascii_uppercase[:10]


def _by_words(answer: str, choices: Sequence[str]) -> str | None:
    said = _plain(answer)
    same = [i for i, choice in enumerate(choices) if said and _plain(choice) == said]
    return ascii_uppercase[same[0]] if len(same) == 1 and same[0] < len(ascii_uppercase) else None


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[^\w.%/-]+", " ", text.casefold()).split()).strip(". ")
