"""Which Hugging Face token is meant, of the many names it goes by."""

from __future__ import annotations

import warnings
from collections.abc import Mapping

from providers.protocol import clean_secret

NAMES = ("HF_TOKEN", "HUGGINGFACE_TOKEN", "HUGGINGFACE_API_KEY", "HUG_API_KEY")


def find_token(environment: Mapping[str, str]) -> str:
    """The first token that is set, cleaned; empty if there is none.

    Warns when two names carry different tokens, without printing either.
    """
    tokens = {name: clean_secret(environment.get(name, "")) for name in NAMES}
    found = {name: token for name, token in tokens.items() if token}
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
    return next((name for name in NAMES if clean_secret(environment.get(name, ""))), NAMES[0])
