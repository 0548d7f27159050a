"""About how many tokens a text is: each character weighs what its script weighs in the vocabulary
of the model's family."""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections import Counter
from functools import lru_cache
from typing import Final

TOKENS_PER_MESSAGE: Final = 4
TOKENS_PER_PROMPT: Final = 3

# Fitted to the counts of five tokenizers, 7 % upwards; tests/recordings/tokens/README.md has them.
# "" is any other family: the median of the five.
_VOCABULARIES: Final = ("", "gpt-oss", "llama", "qwen", "deepseek", "gemma")
_WEIGHTS: Final[dict[str, tuple[float, ...]]] = {
    "letter": (0.26, 0.23, 0.27, 0.25, 0.26, 0.24),
    "rare letter": (1.38, 1.17, 1.14, 1.89, 1.10, 0.95),
    "capital": (0.30, 0.20, 0.20, 0.26, 0.38, 0.20),
    "digit": (1.07, 1.02, 1.23, 1.62, 1.24, 1.74),
    "punctuation": (0.70, 0.73, 0.68, 0.61, 0.58, 0.62),
    "line": (0.30, 0.62, 0.30, 0.30, 0.50, 1.64),
    "blank": (0.015, 0.015, 0.015, 0.015, 0.015, 0.015),
    "western": (1.07, 1.21, 1.07, 1.22, 1.61, 1.08),
    "eastern": (0.60, 0.83, 0.60, 0.60, 1.48, 0.75),
    "vietnamese": (0.35, 0.30, 0.30, 0.30, 0.91, 0.30),
    "greek": (0.50, 0.48, 0.50, 1.09, 0.59, 0.49),
    "cyrillic": (0.39, 0.32, 0.40, 0.44, 0.38, 0.32),
    "other cyrillic": (1.29, 2.01, 0.66, 3.24, 2.55, 1.58),
    "hebrew": (0.59, 0.46, 1.27, 0.48, 0.60, 0.58),
    "arabic": (0.46, 0.40, 0.47, 0.48, 0.47, 0.40),
    "other arabic": (0.40, 0.55, 0.40, 2.15, 0.78, 0.40),
    "devanagari": (0.67, 0.40, 0.67, 1.26, 0.77, 0.33),
    "indic": (0.54, 0.40, 1.64, 1.34, 0.54, 0.30),
    "thai": (0.49, 0.49, 0.55, 0.58, 0.44, 0.39),
    "hangul": (0.90, 0.86, 0.90, 0.99, 0.99, 0.78),
    "kana": (0.78, 0.79, 0.76, 0.80, 0.83, 0.52),
    "han": (0.75, 0.89, 0.92, 0.69, 0.64, 0.73),
    "sign": (0.50, 0.50, 0.50, 0.50, 0.50, 0.50),
    "emoji": (2.49, 2.50, 3.36, 2.24, 2.48, 1.71),
    "other": (1.00, 1.00, 1.00, 1.00, 1.00, 1.00),
}
_SHARED: Final = {"gemini": "gemma"}  # https://arxiv.org/abs/2503.19786

# What English rarely needs is spelled out in more tokens, in whichever language it stands.
_ASCII: Final = {
    "letter": "abcdefghilmnoprstuvwy",
    "rare letter": "jkqxz",
    "capital": "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "digit": "0123456789",
    "line": "\n",
    "blank": " \t\r",
}
_OTHERS_THAN: Final = {
    kind: bytes(byte for byte in range(128) if chr(byte) not in characters)
    for kind, characters in _ASCII.items()
}
_ASCII_RUN: Final = re.compile("[\0-\x7f]+")

# Where each script begins; it goes on to the next.
_BLOCKS: Final = (
    (0x80, "western"),
    (0x100, "eastern"),
    (0x250, "other"),
    (0x370, "greek"),
    (0x400, "other cyrillic"),
    (0x410, "cyrillic"),
    (0x450, "other cyrillic"),
    (0x530, "other"),
    (0x590, "hebrew"),
    (0x600, "arabic"),
    (0x64B, "other arabic"),
    (0x780, "other"),
    (0x900, "devanagari"),
    (0x980, "indic"),
    (0xE00, "thai"),
    (0xF00, "other"),
    (0x1E00, "vietnamese"),
    (0x1F00, "greek"),
    (0x2000, "sign"),
    (0x200B, "other arabic"),  # joiners
    (0x2010, "sign"),
    (0x2C00, "other"),
    (0x3000, "han"),
    (0x3040, "kana"),
    (0x3100, "han"),
    (0xA000, "other"),
    (0xAC00, "hangul"),
    (0xD7B0, "other"),
    (0xF900, "han"),
    (0xFB00, "other"),
    (0xFE00, "sign"),
    (0xFE30, "han"),
    (0xFFF0, "other"),
    (0x1F000, "emoji"),
    (0x20000, "han"),
)
_STARTS: Final = [start for start, _ in _BLOCKS]


def estimate_tokens(*texts: str, family: str = "") -> int:
    """Of these texts as one prompt, rather too many than too few: four are added for each text and
    three for the whole."""
    weight = sum(weigh(text, family) for text in texts)
    return math.ceil(weight) + TOKENS_PER_MESSAGE * len(texts) + TOKENS_PER_PROMPT


def weigh(text: str, family: str = "") -> float:
    """Of a piece of text."""
    column = _column_of(family)
    kinds = _count_ascii(text)
    if not text.isascii():
        for character, count in Counter(_ASCII_RUN.sub("", text)).items():
            kinds[_kind_of(character)] += count
    return sum(count * _WEIGHTS[kind][column] for kind, count in kinds.items())


def _count_ascii(text: str) -> Counter[str]:
    characters = text.encode("ascii", "ignore")
    kinds = Counter({k: len(characters.translate(None, o)) for k, o in _OTHERS_THAN.items()})
    kinds["punctuation"] = len(characters) - kinds.total()
    return kinds


@lru_cache(maxsize=4096)
def _kind_of(character: str) -> str:
    return _BLOCKS[bisect_right(_STARTS, ord(character)) - 1][1]


def _column_of(family: str) -> int:
    name = _SHARED.get(family, family)
    return _VOCABULARIES.index(name) if name in _VOCABULARIES else 0
