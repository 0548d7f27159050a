"""The lines a member is asked to end with: its final answer and its key claims.

They are read and not shown. A missing tail is no failure; a broken one is part of the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from council.deliberation.answers.words import plain_line

OPEN, CLOSE = "<tail>", "</tail>"
TAIL = re.compile(r"\s*<tail>(.*?)(?:</tail>\s*|$)", re.DOTALL | re.IGNORECASE)
LINE = re.compile(
    r"^[ \t>*-]{0,4}(answer|claim)[ \t*]{0,3}:[ \t*]{0,3}(\S[^\n]*)$", re.IGNORECASE | re.MULTILINE
)
UNKNOWN = re.compile(
    r"^\W*(?:unknown|i (?:do not|don't) know|cannot know|none|n/?a)\W*$", re.IGNORECASE
)
LINES_END = re.compile(r"[ \t]*\n\s*\Z")
MOST_CLAIMS = 5
LONGEST_LINE = 500  # characters


@dataclass(frozen=True, slots=True)
class Tail:
    """`answer`: in one line; empty if none was named. `is_unknown`: the member says that it cannot
    know."""

    answer: str = ""
    claims: tuple[str, ...] = ()
    is_unknown: bool = False


def split_tail(text: str) -> tuple[str, Tail | None]:
    """The text without its last tail, and that. What holds no answer and no claim is no tail; of a
    text that is nothing else, its answer stays."""
    start = text.lower().rfind(OPEN)
    found = TAIL.match(text, len(text[:start].rstrip())) if start >= 0 else None
    tail = _read(found[1]) if found else None
    if found is None or tail is None:
        return text, None
    shown = f"{text[: found.start()]}{text[found.end() :]}".rstrip()
    return shown or tail.answer, tail


def _read(lines: str) -> Tail | None:
    said = [(name.lower(), line.strip()[:LONGEST_LINE]) for name, line in LINE.findall(lines)]
    answers = [line for name, line in said if name == "answer"]
    claims = [plain_line(line) for name, line in said if name == "claim"][:MOST_CLAIMS]
    if not answers and not claims:
        return None
    answer = answers[-1] if answers else ""
    is_unknown = UNKNOWN.match(answer) is not None
    return Tail("" if is_unknown else answer, tuple(claims), is_unknown)


class TailCurtain:
    """Keeps the tail of a text that comes in pieces from being shown. What may yet become its
    mark, and the line breaks before it, are `held` back until that is known."""

    def __init__(self) -> None:
        self.held = ""
        self._is_closed = False

    def shows(self, piece: str) -> str:
        """As much as is known not to be of the tail."""
        if self._is_closed:
            return ""
        text = self.held + piece
        start = text.lower().find(OPEN)
        if start >= 0:
            self._is_closed = True
            self.held = ""
            return LINES_END.sub("", text[:start])
        shown = LINES_END.sub("", text[: len(text) - _length_of_beginning(text)])
        self.held = text[len(shown) :]
        return shown


def _length_of_beginning(text: str) -> int:
    """How much of the end of a text may be the beginning of the mark."""
    low = text[-len(OPEN) :].lower()
    lengths = (n for n in range(min(len(OPEN) - 1, len(low)), 0, -1) if low.endswith(OPEN[:n]))
    return next(lengths, 0)
