"""The shapes a right answer may have, and what was found of one."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What is looked for in a text."""

    NUMBER = "number"
    MATH = "math"  # a number or a formula, in LaTeX or not
    LITERAL = "literal"  # a value as a program would print it
    CHOICE = "choice"  # the letter of an option
    SHORT = "short"  # a name, a date, a few words
    OPEN = "open"  # no single right answer


@dataclass(frozen=True, slots=True)
class FinalAnswer:
    """`key`: equal answers have equal keys; None where none was found. `said`: as the text has it.
    `is_declared`: it was said to be the answer, not taken for it. `is_conflicting`: two different
    ones were, and this is the last. `is_refusal`: the text says that it cannot answer."""

    key: str | None = None
    said: str = ""
    is_declared: bool = False
    is_conflicting: bool = False
    is_refusal: bool = False
