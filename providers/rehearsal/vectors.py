"""Texts as vectors: each word pulls in directions of its own, so that like texts lie together."""

from __future__ import annotations

import base64
import hashlib
import math
import re
import struct
from functools import lru_cache

WORD = re.compile(r"\w+")
DIRECTIONS = 8
SIZES = {  # by what occurs in the model's name
    "minilm": 384,
    "bge-small": 384,
    "nomic": 768,
    "gemini-embedding": 3072,
}
USUAL_SIZE = 1024
DIGITS = 7


def size_of(model: str) -> int:
    return next((size for name, size in SIZES.items() if name in model.lower()), USUAL_SIZE)


@lru_cache(maxsize=512)
def vector_of(text: str, size: int) -> tuple[float, ...]:
    """Of length 1; always the same for the same text."""
    vector = [0.0] * size
    for word in WORD.findall(text.lower()) or [text]:
        digest = hashlib.sha256(word.encode()).digest()
        for at in range(0, 2 * DIRECTIONS, 2):
            direction = int.from_bytes(digest[at : at + 2]) % size
            vector[direction] += 1.0 if digest[2 * DIRECTIONS + at // 2] & 1 else -1.0
    length = math.hypot(*vector) or 1.0
    return tuple(round(number / length, DIGITS) for number in vector)


def packed(vector: tuple[float, ...]) -> str:
    """Base64 of little-endian floats of four bytes."""
    return base64.b64encode(struct.pack(f"<{len(vector)}f", *vector)).decode()
