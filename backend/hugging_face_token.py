"""Which Hugging Face token is meant, of the many names it goes by."""

from __future__ import annotations

import warnings
from collections.abc import Mapping

NAMES = ("HF_TOKEN", "HUGGINGFACE_TOKEN", "HUGGINGFACE_API_KEY", "HUG_API_KEY")


def find_token(environment: Mapping[str, str]) -> str:
    """The first token that is set, cleaned; empty if there is none.

    Warns when two names carry different tokens, without printing either.
    """
    found = {name: clean(environment[name]) for name in NAMES if clean(environment.get(name, ""))}
    if len(set(found.values())) > 1:
        used = next(iter(found))
        ignored = [name for name in found if found[name] != found[used]]
        warnings.warn(
            f"{used} is used. Ignored, for another token: {', '.join(ignored)}. Unset one.",
            stacklevel=2,
        )
    return next(iter(found.values()), "")


def find_name(environment: Mapping[str, str]) -> str:
    """Of the variable that holds it; where none does, the first that is looked for."""
    return next((name for name in NAMES if clean(environment.get(name, ""))), NAMES[0])


def clean(token: str) -> str:
    """Without what pasting leaves behind: quotes, blanks, newlines, a byte order mark."""
    return token.strip(" \t\r\n\xa0\u200b\ufeff\"'\u2018\u2019\u201c\u201d")
