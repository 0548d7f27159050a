"""Names, dates and short phrases."""

from __future__ import annotations

import re
import unicodedata

ARTICLES = frozenset({"a", "an", "the"})
WORD = re.compile(r"[^\W_]+(?:[.,]\d+)*")
MOST_WORDS = 12
EMPHASIS = re.compile(r"(\*\*|__|`|(?<![\w*])\*(?![\s*]))(.+?)(?<!\s)\1(?![\w*])")
LIST_MARK = re.compile(r"^\s*(?:[-*+>]|#+)\s+")


def words_key(text: str) -> str | None:
    """The words without case, accents, articles and punctuation; None for a whole text."""
    words = words_of(text)
    return " ".join(words) if 0 < len(words) <= MOST_WORDS else None


def plain_line(text: str) -> str:
    """In one line, without Markdown's emphasis and the mark of a list."""
    return " ".join(EMPHASIS.sub(r"\2", LIST_MARK.sub("", text)).split())


def words_of(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return [word for word in WORD.findall(bare) if word not in ARTICLES]
