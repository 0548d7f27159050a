"""The OpenAI-compatible servers named in the setting: `name=url[|KEY_VARIABLE]`, by commas."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings

from providers.adapters.asking import sound_address
from providers.errors import Misconfigured
from providers.model_registry import PROVIDER_REGISTRY

_NAME = re.compile(r"[A-Za-z0-9_-]{1,50}")
_SHIPPED_NAMES = {provider.name for provider in PROVIDER_REGISTRY}


class MalformedEntry(ValueError):
    """One sentence on what is wrong with it. Never repeats the address: it may hold a password."""


@dataclass(frozen=True, slots=True)
class CompatibleServer:
    name: str
    url: str
    key_variable: str = ""

    def keys(self) -> str:
        """What the variable holds: one key, or several by commas."""
        return os.environ.get(self.key_variable, "").strip() if self.key_variable else ""


def compatible_servers() -> Mapping[str, CompatibleServer]:
    """By name. What cannot be read is left out: a start-up check has named it."""
    return _servers(tuple(settings.OPENAI_COMPATIBLE))


@lru_cache(maxsize=8)
def _servers(entries: tuple[str, ...]) -> Mapping[str, CompatibleServer]:
    servers: dict[str, CompatibleServer] = {}
    for entry in _entries(entries):
        try:
            server = parse_entry(entry)
        except MalformedEntry:
            continue
        servers.setdefault(server.name, server)
    return servers


def find_faults(entries: Iterable[str]) -> list[str]:
    """What is wrong with the setting, a sentence for each fault."""
    faults: list[str] = []
    names: set[str] = set()
    for entry in _entries(entries):
        try:
            name = parse_entry(entry).name
        except MalformedEntry as malformed:
            faults.append(str(malformed))
            continue
        if name in names:
            faults.append(f"The name {name} stands there twice.")
        names.add(name)
    return faults


def parse_entry(entry: str) -> CompatibleServer:
    """Raises MalformedEntry."""
    name, equals, rest = (part.strip() for part in entry.partition("="))
    url, _, key_variable = (part.strip() for part in rest.partition("|"))
    if not equals or not _NAME.fullmatch(name):
        raise MalformedEntry(f"“{name[:60]}” is not of the form name=url or name=url|KEY_VARIABLE.")
    if name in _SHIPPED_NAMES:
        raise MalformedEntry(f"The name {name} is taken by a provider we ship with.")
    try:
        address = sound_address(url)
    except Misconfigured as misconfigured:
        raise MalformedEntry(f"{name}: {misconfigured.message}") from None
    return CompatibleServer(name, address, key_variable)


def _entries(entries: Iterable[str]) -> Iterable[str]:
    return filter(None, (entry.strip() for entry in entries))
