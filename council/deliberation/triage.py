"""What kind of answer a query asks for, told by rules: no model is asked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from itertools import takewhile
from string import ascii_uppercase

from council.deliberation.answers.kinds import Kind


class Shape(StrEnum):
    """How the opinions on a query are combined."""

    DISCRETE = "discrete"  # one right answer: the members vote
    FACTUAL = "factual"  # a fact: so do they
    OPEN = "open"  # the chair weighs the reasons
    CREATIVE = "creative"  # many good ones: side by side


@dataclass(frozen=True, slots=True)
class Triage:
    """`choices`: the options the query offers, in order, for `Kind.CHOICE`."""

    shape: Shape
    kind: Kind
    choices: tuple[str, ...] = ()


OPEN = Triage(Shape.OPEN, Kind.OPEN)
OPTION = re.compile(r"^[ \t]*(?:[-*][ \t]+)?\(?([A-Z])[).:][ \t]+(\S[^\n]*)$", re.MULTILINE)
INLINE_OPTION = re.compile(
    r"(?:^|[\s,;])\(?([A-Z])[).:]\s+(.*?)(?=[,;]?\s+\(?[A-Z][).:]\s|$)", re.M
)
FEWEST_OPTIONS = 2
CODE = re.compile(r"```|\bdef \w+\(|\bassert\b|>>>|\bprint\(|\[PYTHON\]")
RESULT = re.compile(
    r"\b(?:outputs?|prints?|returns?|results?|evaluates? to|assert)\b", re.IGNORECASE
)
CREATIVE = re.compile(
    r"\b(?:(?:write|compose|draft|invent|imagine|make up)\b.{0,60}"
    r"\b(?:poem|haiku|limerick|story|tale|song|lyrics|slogan|tagline|joke|speech|letter|names?"
    r"|toast|sonnet|script|dialogue)|brainstorm\b|ideas for\b)",
    re.IGNORECASE | re.DOTALL,
)
EXPLAIN = re.compile(
    r"^\W*(?:please\s+)?(?:why|how (?:do|does|did|can|could|should|would|is|are|to)\b|explain"
    r"|describe|compare|discuss|summari[sz]e|outline|argue|what are some|what is the difference"
    r"|should|give (?:me )?(?:an? )?(?:overview|advice|pros)|tell me about)",
    re.IGNORECASE,
)
FORMULA = re.compile(
    r"\$(?=[^$\n]*[\\^_=])[^$\n]+\$|\$[a-zA-Z]\$|\\(?:frac|sqrt|sum|int|begin|cdot|pi|angle)\b"
    r"|\b(?:solve|simplify|factor|differentiate|integrate|expand)\b.{0,80}[=^+]",
    re.IGNORECASE | re.DOTALL,
)
QUANTITY = re.compile(
    r"\bhow (?:many|much|long|far|old|tall|fast|often)\b|\bwhat percent|\bcalculate\b|\bcompute\b"
    r"|\bwhat is the (?:total|sum|average|probability|product|difference|cost|price|area|volume"
    r"|ratio|number)\b",
    re.IGNORECASE,
)
NUMBER = re.compile(
    r"(?<![\w.])\d[\d,.]*|\b(?:two|three|four|five|six|ten|twice|half|double)\b", re.I
)
FEWEST_NUMBERS = 3  # of a word problem
ASKED = re.compile(r"\b(?:what|which|find|determine)\b[^.?!]*[.?!]?\s*$", re.IGNORECASE)
FACT = re.compile(
    r"^\W*(?:who|whom|whose|when|where|which|in (?:what|which)|on (?:what|which)|what (?:year|day"
    r"|date|month|country|city|is the (?:name|capital|title|first|last|full)|was the|were the"
    r"|is the)|name the|give the full name)\b",
    re.IGNORECASE,
)
LONGEST_FACT = 400  # characters
BY_TASK = {"creative": Shape.CREATIVE, "fact_checking": Shape.FACTUAL}
READ = 20_000  # characters of a longer query


def triage(query: str, task: str = "") -> Triage:
    """Its own words decide; where they don't, the council's task does, a tag of the registry."""
    text = query[:READ]
    choices = _choices(text)
    if choices:
        return Triage(Shape.DISCRETE, Kind.CHOICE, choices)
    if CODE.search(text) and RESULT.search(text):
        return Triage(Shape.DISCRETE, Kind.LITERAL)
    if CREATIVE.search(text):
        return Triage(Shape.CREATIVE, Kind.OPEN)
    if EXPLAIN.match(text):
        return Triage(Shape.OPEN, Kind.OPEN)
    if FORMULA.search(text):
        return Triage(Shape.DISCRETE, Kind.MATH)
    if _is_word_problem(text):
        return Triage(Shape.DISCRETE, Kind.NUMBER)
    if FACT.match(text) and len(text) <= LONGEST_FACT:
        return Triage(Shape.FACTUAL, Kind.SHORT)
    shape = BY_TASK.get(task, Shape.OPEN)
    return Triage(shape, Kind.SHORT if shape is Shape.FACTUAL else Kind.OPEN)


def _is_word_problem(text: str) -> bool:
    numbers = sum(1 for _ in NUMBER.finditer(text))
    if QUANTITY.search(text):
        return numbers > 0
    return numbers >= FEWEST_NUMBERS and ASKED.search(text) is not None


def _choices(text: str) -> tuple[str, ...]:
    """The options that stand in the order of the alphabet, each on its line or all on one."""
    for pattern in (OPTION, INLINE_OPTION):
        found = [(match[1], match[2].strip()) for match in pattern.finditer(text)]
        in_order = list(
            takewhile(lambda pair: pair[0][0] == pair[1], zip(found, ascii_uppercase, strict=False))
        )
        if len(in_order) >= FEWEST_OPTIONS:
            return tuple(option for (_, option), _ in in_order)
    return ()
