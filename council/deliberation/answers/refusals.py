"""Texts that say they cannot answer."""

from __future__ import annotations

import re

REFUSAL = re.compile(
    r"\b(?:i (?:do not|don't|really don't) know"
    r"|i(?:'m| am) (?:not sure|unable|not able|sorry)"
    r"|i (?:cannot|can't|could not|couldn't)"
    r" (?:answer|determine|find|provide|verify|help|confirm)"
    r"|(?:cannot|can't|could not|not) be (?:determined|known|answered|found)"
    r"|impossible to (?:know|say|determine|tell)"
    r"|(?:not|insufficient|not enough) (?:enough )?information"
    r"|as an ai\b)",
    re.IGNORECASE,
)
BEGINNING = 300  # characters in which a refusal is said


def is_refusal(beginning: str) -> bool:
    """Whether a text that begins so will not answer."""
    return REFUSAL.search(beginning) is not None
