"""Tokens as the rehearsal counts them: pieces of words going out, four characters coming in."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

import orjson

CHARACTERS_PER_TOKEN = 4
LONG_WORD = 9
WORD = re.compile(r"\s*\S+|\s+$")


@lru_cache(maxsize=512)
def split_tokens(text: str) -> tuple[str, ...]:
    """Words with the white space before them, long words in two. Joined they are the text."""
    return tuple(piece for word in WORD.findall(text) for piece in halve_if_long(word))


@lru_cache(maxsize=512)
def encode_tokens(text: str) -> tuple[bytes, ...]:
    """The same tokens as JSON strings."""
    return tuple(orjson.dumps(token) for token in split_tokens(text))


def halve_if_long(word: str) -> Iterator[str]:
    middle = len(word) // 2
    if len(word) <= LONG_WORD:
        yield word
    else:
        yield word[:middle]
        yield word[middle:]


def estimate_tokens(texts: Iterable[str]) -> int:
    return math.ceil(sum(map(len, texts)) / CHARACTERS_PER_TOKEN)
