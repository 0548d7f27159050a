"""The provider keys of the environment, known by their variables."""

from __future__ import annotations

from django.conf import settings

from providers.protocol import Key


def huggingface_keys() -> tuple[Key, ...]:
    return split_keys(settings.HF_TOKEN, settings.HF_TOKEN_NAME)


def split_keys(keys: str, variable: str) -> tuple[Key, ...]:
    """Those of a variable that holds several, separated by commas; each of them once, and known by
    its place."""
    secrets = list(filter(None, dict.fromkeys(key.strip() for key in keys.split(","))))
    if len(secrets) == 1:
        return (Key(secrets[0], variable),)
    many = len(secrets)
    return tuple(Key(secret, f"{variable} {n} of {many}") for n, secret in enumerate(secrets, 1))
