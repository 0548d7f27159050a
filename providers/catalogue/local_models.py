"""What an Ollama holds and could be given: its models, what each is good at, and one to pull."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from providers.adapters.asking import all_looks_within
from providers.adapters.ollama import ollama_address
from providers.catalogue.health import look_at
from providers.errors import Misconfigured
from providers.models import LanguageModel, Provider
from providers.sources import source_of
from providers.typed_addresses import LOOPBACK

LOOK_SECONDS: Final = 2.7
GIGABYTE: Final = 2**30


@dataclass(frozen=True, slots=True)
class Pull:
    """A model that writes well for its size: what it takes on disk, and of memory to run."""

    model: str
    download_gigabytes: float
    memory_gigabytes: float


# The download is what https://ollama.com/library says of it; the memory what its makers say of
# gpt-oss:20b, and Ollama's README of models of 7 to 8 billion parameters. A machine reports a
# little less than it was sold with, so each has room left. The largest comes first.
PULLS: Final = (
    Pull("gpt-oss:20b", 14.0, 16.0),
    Pull("qwen3:8b", 5.2, 8.0),
    Pull("llama3.2:3b", 2.0, 0.0),
)


@dataclass(frozen=True, slots=True)
class LocalModel:
    """`tags` name what it is known to be good at; a model that nobody knows has none."""

    name: str
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LocalModels:
    """`memory_gigabytes` is None where the Ollama is on another machine."""

    address: str
    is_reachable: bool
    message: str
    models: tuple[LocalModel, ...]
    memory_gigabytes: float | None
    pull: Pull


def find_local_models(provider: Provider) -> LocalModels:
    """Look now, for three seconds at most."""
    with all_looks_within(LOOK_SECONDS):
        finding = look_at(provider)
    address = _address(provider)
    memory = _memory_gigabytes() if urlsplit(address).hostname in LOOPBACK else None
    return LocalModels(
        address=address,
        is_reachable=finding.health.is_reachable,
        message=finding.health.message,
        models=tuple(_models(provider)) if finding.health.is_reachable else (),
        memory_gigabytes=memory,
        pull=choose_pull(memory),
    )


def choose_pull(memory_gigabytes: float | None) -> Pull:
    """The largest that runs in so much memory; the smallest where that is not known."""
    return next(pull for pull in PULLS if pull.memory_gigabytes <= (memory_gigabytes or 0.0))


def _address(provider: Provider) -> str:
    written = source_of(provider).base_url
    try:
        return ollama_address(written)
    except Misconfigured:
        return written


def _models(provider: Provider) -> list[LocalModel]:
    rows = LanguageModel.objects.usable().filter(provider=provider, is_served=True)
    return [
        LocalModel(row.name, tuple(tag.slug for tag in row.tags.all()))
        for row in rows.prefetch_related("tags").order_by("id")
    ]


def _memory_gigabytes() -> float | None:
    """Of this machine."""
    try:
        pages, size = os.sysconf("SC_PHYS_PAGES"), os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError, OSError):  # Windows; a system that does not say
        return None
    return round(pages * size / GIGABYTE, 1) if pages > 0 and size > 0 else None
