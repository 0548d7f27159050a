"""Numbers: with thousands separators, currencies, units, fractions or powers of ten."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

MOST_DIGITS = 60
NUMBER = re.compile(
    r"(?<![\w.])(?P<sign>[-+]\s?)?(?:[$€£¥]\s?)?(?P<sign2>-)?"
    r"(?P<whole>\d{1,3}(?:,\d{3})+|\d+)?(?P<part>\.\d+)?"
    r"(?:\s?/\s?(?P<below>\d+))?"
    r"(?:[eE](?P<power>[-+]?\d{1,3})|\s?(?:[x*]|\\times|\\cdot)\s?10\s?\^\s?\{?(?P<ten>[-+]?\d{1,3})\}?)?"
)


def last_number(text: str) -> str | None:
    """The last number in a text as a fraction in lowest terms, such as `3/4` or `-12`."""
    last = None
    for found in NUMBER.finditer(text):
        if found["whole"] or found["part"]:
            last = found
    return _key(last) if last else None


def _key(found: re.Match[str]) -> str | None:
    digits = (found["whole"] or "0").replace(",", "") + (found["part"] or "")
    if len(digits) > MOST_DIGITS or len(found["below"] or "") > MOST_DIGITS:
        return digits
    value = Fraction(Decimal(digits))
    power = found["power"] or found["ten"]
    if power:
        value *= Fraction(10) ** int(power)
    if found["below"] and int(found["below"]):
        value /= int(found["below"])
    is_negative = _is_minus(found) or bool(found["sign2"])
    return str(-value if is_negative else value)


def _is_minus(found: re.Match[str]) -> bool:
    """A sign, and not the operator between two terms."""
    sign = (found["sign"] or "").strip()
    before = found.string[: found.start()].rstrip()[-1:]
    return sign == "-" and not (before.isalnum() or before in (")", "]", "}"))
