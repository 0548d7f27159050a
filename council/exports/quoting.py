"""Texts of people and models inside a Markdown document of ours: none of them can leave its place.

A block quote ends whatever a text has left open: a fence, a list, a comment. In a line every sign
that Markdown knows is escaped.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

LINE_ENDS = re.compile(r"\r\n|\r|\n")  # https://spec.commonmark.org/0.31.2/#line-ending
SIGNS = re.compile(r"([\\`*_{}\[\]<>#!|~&$])")


def quoted(text: str) -> str:
    """As a block quote, line by line."""
    return "\n".join(f"> {line}".rstrip() for line in LINE_ENDS.split(text))


def in_line(text: str) -> str:
    """In one line, which says what it says and marks up nothing."""
    return SIGNS.sub(r"\\\1", " ".join(text.split()))


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Its cells are Markdown of one line."""
    titles = list(head)
    lines = [titles, ["---"] * len(titles), *(list(row) for row in rows)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
