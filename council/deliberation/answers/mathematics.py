"""Formulas, in LaTeX or plain: one spelling for what is written in many ways."""

from __future__ import annotations

import re
from fractions import Fraction

LONGEST = 2000
WRAPPED = re.compile(r"\\(?:text|textbf|textit|mathrm|mathbf|mbox|operatorname)\s*\{([^{}]*)\}")
FRACTION = re.compile(r"\\[dtc]?frac\{([^{}]*)\}\{([^{}]*)\}")
SHORT_FRACTION = re.compile(r"\\[dtc]?frac([0-9a-z])([0-9a-z])")
HALF_FRACTION = re.compile(r"\\[dtc]?frac([0-9a-z])\{([^{}]*)\}|\\[dtc]?frac\{([^{}]*)\}([0-9a-z])")
ROOT = re.compile(r"\\sqrt\{([^{}]*)\}")
NAMED_ROOT = re.compile(r"(?<!\\)sqrt\(([^()]*)\)|(?<!\\)sqrt\{([^{}]*)\}")
SIGN_ROOT = re.compile(r"\u221a\(([^()]*)\)|\u221a([0-9a-z]+)")
THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))|(?<=\d)\{,\}(?=\d{3})")
UNIT = re.compile(
    r"(?<=[\d}) ])\s*(?:degrees?|\u00b0|\\circ|dollars?|cents?|units?|inch|inches|feet|foot|ft"
    r"|cm|mm|km|miles?|met(?:er|re)s?|square|cubic|hours?|minutes?|seconds?|days?|years?|ways"
    r"|percent|people|points?)\b.*$",
    re.IGNORECASE,
)
GIVEN = re.compile(r"^[a-z](?:\([a-z]\))?=(?=[^=]+$)", re.IGNORECASE)
DECIMAL = re.compile(r"-?\d*\.\d+|-?\d+")
QUOTIENT = re.compile(r"(-?)\(?(-?\d+)\)?/\(?(-?\d+)\)?")
SIMPLE = re.compile(r"-?[0-9a-z.\\]+")
DROPPED = re.compile(r"\\left|\\right|\\[bB]ig[lrg]?|\\[!,;: ]|\\displaystyle|\\[()\[\]]|\$")
SPELLED = {
    "\\cdot": "*", "\\times": "*", "\\div": "/", "\u03c0": "\\pi", "\u221e": "\\infty",
    "\\ge": "\\geq", "\\le": "\\leq", "\u2264": "\\leq", "\u2265": "\\geq",
    "^{\\circ}": "", "^\\circ": "", "\u00b0": "", "\\%": "", "%": "", "\\$": "", "**": "^",
}  # fmt: skip


def math_key(text: str) -> str | None:
    """A formula in one spelling; a rational number as a fraction in lowest terms."""
    if len(text) > LONGEST:
        return None
    written = _without_wrapping(text)
    written = UNIT.sub("", written)
    written = re.sub(r"\s+", "", written).rstrip(".,;:")
    written = GIVEN.sub("", written)
    written = _without_fractions(_without_roots(written))
    written = THOUSANDS.sub("", written)
    written = re.sub(r"(?<=[\d)])\*(?=[\\a-z(])", "", written.casefold())
    written = re.sub(r"\^\{([^{}]+)\}", r"^\1", written)
    return _rational(written) or written or None


def _without_wrapping(text: str) -> str:
    written = DROPPED.sub("", text)
    for spelling, plain in SPELLED.items():
        pattern = re.escape(spelling) + (r"(?![a-zA-Z])" if spelling[-1:].isalpha() else "")
        written = re.sub(pattern, lambda _, plain=plain: plain, written)  # type: ignore[misc]
    return WRAPPED.sub(r" \1", written).strip()


def _without_roots(text: str) -> str:
    text = NAMED_ROOT.sub(lambda found: _root(found[1] or found[2] or ""), text)
    text = SIGN_ROOT.sub(lambda found: _root(found[1] or found[2] or ""), text)
    return ROOT.sub(lambda found: _root(found[1]), text)


def _root(inner: str) -> str:
    return f"\\sqrt{inner}" if SIMPLE.fullmatch(inner) else f"\\sqrt({inner})"


def _without_fractions(text: str) -> str:
    for _ in range(6):
        before = text
        text = SHORT_FRACTION.sub(r"\1/\2", text)
        text = HALF_FRACTION.sub(
            lambda f: f"{_term(f[1] or f[3] or '')}/{_term(f[2] or f[4] or '')}", text
        )
        text = FRACTION.sub(lambda found: f"{_term(found[1])}/{_term(found[2])}", text)
        text = ROOT.sub(lambda found: _root(found[1]), text)
        if text == before:
            break
    return text


def _term(text: str) -> str:
    return text if SIMPLE.fullmatch(text) else f"({text})"


def _rational(written: str) -> str | None:
    if DECIMAL.fullmatch(written) and len(written) < 60:
        return str(Fraction(written))
    found = QUOTIENT.fullmatch(written)
    if found and len(written) < 60 and int(found[3]):
        value = Fraction(int(found[2]), int(found[3]))
        return str(-value if found[1] else value)
    return None
