"""Values as a program would print them."""

from __future__ import annotations

import ast
import re
import warnings

LONGEST = 1500
DEEPEST = 40
ASSERTION = re.compile(r"^assert\b[^\n]{0,300}==\s*")

# What a model wrote is no code of ours: nobody need be warned of it.
for _category in (SyntaxWarning, DeprecationWarning):
    warnings.filterwarnings("ignore", category=_category, module="<unknown>")


def literal_key(text: str) -> str | None:
    """The value in one spelling, whatever quotes and blanks it was written with; what is no
    literal stands for itself."""
    written = text.strip().strip("`").strip()
    if not written:
        return ""
    value = _value(ASSERTION.sub("", written))
    return value.strip("\n") if isinstance(value, str) else repr(value)


def _value(written: str) -> object:
    if len(written) > LONGEST or max(map(written.count, "([{-~+"), default=0) > DEEPEST:
        return written
    try:
        return ast.literal_eval(written)
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        return written
