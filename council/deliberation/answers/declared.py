"""Where a text says that something is its answer."""

from __future__ import annotations

import json
import re
from collections import deque

LONGEST = 2000  # characters of one answer; what is longer is an essay
LONGEST_SENTENCE = 400
MOST = 20  # declarations of a kind that are read, the last ones
FIELD = re.compile(r"""["'](?:final_)?answer["']\s{0,9}:\s{0,9}""", re.IGNORECASE)
BARE = re.compile(r"[^\n}]*")
LINE = re.compile(
    r"^[ \t>*#_`]{0,8}(?:the[ \t]+)?(?:final[ \t]+|correct[ \t]+)?answer[ \t*_`]{0,4}:"
    r"[ \t*_`]{0,4}\n?(?=\S)([^\n]*)",
    re.IGNORECASE | re.MULTILINE,
)
SAID = re.compile(
    r"\banswer(?: to [^.\n:]{1,80}?)?(?: would be| should be| must be| is)(?! not\b)"
    r"[:\s*_]{0,6}(?=\S)",
    re.IGNORECASE,
)
BOXED = re.compile(r"\\(?:boxed|fbox)\s?\{")
SENTENCE_END = re.compile(r"(?<=[^\s\d.])\.(?=\s|$)|(?<=\d)\.(?=\s*$|\s+[A-Z])")
DECODER = json.JSONDecoder(strict=False)


def fields(text: str) -> list[str]:
    """The values of the JSON fields `answer`, in a whole document or in pieces of one."""
    found = [_field(text, match.end()) for match in _last(FIELD, text)]
    return [answer for answer in found if len(answer) <= LONGEST]


def statements(text: str) -> list[str]:
    """What follows `Answer:` or `the answer is`, or stands in a box, in the order of the text."""
    lines = [(match.start(1), match[1].strip()) for match in _last(LINE, text)]
    sentences = [(match.end(), _sentence(text, match.end())) for match in _last(SAID, text)]
    boxes = [(match.end(), _box(text, match.end())) for match in _last(BOXED, text)]
    found = sorted([*lines, *sentences, *boxes])
    return [bare for _, answer in found if (bare := answer.strip("*_` ")) and len(bare) <= LONGEST]


def _last(pattern: re.Pattern[str], text: str) -> deque[re.Match[str]]:
    return deque(pattern.finditer(text), MOST)


def _field(text: str, start: int) -> str:
    try:
        value, end = DECODER.raw_decode(text, start)
    except (ValueError, RecursionError):
        bare = BARE.match(text, start)
        return bare[0].strip().rstrip(",").strip() if bare else ""
    return value if isinstance(value, str) else text[start:end]


def _sentence(text: str, start: int) -> str:
    line, *_ = text[start : start + LONGEST_SENTENCE].split("\n", 1)
    return SENTENCE_END.split(line, maxsplit=1)[0].strip()


def _box(text: str, start: int) -> str:
    """Up to the brace that closes it; empty if none does."""
    depth = 1
    for place in range(start, min(len(text), start + LONGEST)):
        depth += {"{": 1, "}": -1}.get(text[place], 0)
        if depth == 0:
            return text[start:place].strip()
    return ""
