"""Could a model answer now? From lists and management routes alone: no token is generated, and
nothing is woken up that sleeps."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import quote

from django.utils import timezone

from providers.adapters.asking import look
from providers.adapters.gemini import Gemini, key_header
from providers.adapters.huggingface import HuggingFace
from providers.adapters.inference_endpoint import InferenceEndpoint, may_sleep
from providers.adapters.ollama import Ollama
from providers.adapters.ollama_models import LoadedModel
from providers.adapters.openai_compatible import OpenAICompatible
from providers.catalogue import hub
from providers.catalogue.endpoints import look_at_endpoint
from providers.catalogue.listing import listed_as
from providers.catalogue.routes import split_suffix
from providers.errors import (
    Gated,
    InvalidRequest,
    Loading,
    NotServed,
    ProviderError,
)
from providers.models import Provider, Readiness
from providers.protocol import CatalogueEntry, Deadline, Key, ModelRef
from providers.sources import Source, adapter_for

COLD = "cold"
COLD_MESSAGE = "It is not in memory: its first answer waits until it is loaded."
LOOK_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Found:
    """`ready_at` is when a model that is loading should be there, if anybody said."""

    status: Readiness
    code: str = ""
    message: str = ""
    ready_at: datetime | None = None


READY = Found(Readiness.READY)
UNKNOWN = Found(Readiness.UNKNOWN)


def from_error(error: ProviderError) -> Found:
    match error:
        case Loading():
            wait = error.retry_after_seconds
            ready_at = timezone.now() + timedelta(seconds=wait) if wait is not None else None
            return Found(Readiness.LOADING, error.code, error.message, ready_at)
        case NotServed():
            return Found(Readiness.NOT_SERVED, error.code, error.message)
        case Gated():
            return Found(Readiness.GATED, error.code, error.message)
        case _:
            return Found(Readiness.ERROR, error.code, error.message)


def from_listing(
    entry: CatalogueEntry | None, *, is_gated: bool | None, loaded: frozenset[str] | None
) -> Found:
    """By what the provider listed. `loaded` is what an Ollama has in memory."""
    if entry is None:
        return Found(Readiness.NOT_SERVED, NotServed.code, "The provider does not list it.")
    if not entry.can_chat:
        return Found(Readiness.NOT_SERVED, NotServed.code, "It does not write text.")
    if not entry.is_served:
        hosts = ", ".join(host.name for host in entry.hosts)
        why = f"None of its hosts is live: {hosts}." if hosts else "It is not active."
        return Found(Readiness.NOT_SERVED, NotServed.code, why)
    if is_gated:
        return Found(Readiness.GATED, Gated.code, f"Accept its licence at {page_of(entry.model)}.")
    if loaded is not None and entry.model not in loaded:
        return Found(Readiness.READY, COLD, COLD_MESSAGE)
    return READY


def look_closely(source: Source, name: str) -> Found:
    """Ask the provider for this one model. Never raises."""
    try:
        match adapter_for(source):
            case HuggingFace() as router:
                return _at_router(router, name, source.key)
            case Ollama() as ollama:
                return _at_ollama(ollama, name)
            case Gemini() as gemini:
                return _at_gemini(gemini, name, source.key)
            case OpenAICompatible() | InferenceEndpoint() as server:
                return _at_server(server, name, source.key)
            case _:
                return UNKNOWN
    except ProviderError as error:
        return from_error(error)


def list_loaded(source: Source) -> list[LoadedModel] | None:
    """What an Ollama has in memory; None where that is no question, or was not answered."""
    if source.adapter != Provider.Adapter.OLLAMA:
        return None
    try:
        ollama = adapter_for(source)
        return ollama.models.loaded(Key()) if isinstance(ollama, Ollama) else None
    except ProviderError:
        return None


def page_of(name: str) -> str:
    return f"https://huggingface.co/{name}"


def _at_router(router: HuggingFace, name: str, key: Key) -> Found:
    bare, host = split_suffix(ModelRef(HuggingFace.name, name))
    entry = {entry.model: entry for entry in router.catalogue(key)}.get(bare)
    if entry is None:
        return from_listing(None, is_gated=None, loaded=None)
    pinned = [one for one in entry.hosts if one.name == host]
    if pinned and not pinned[0].is_live:
        return Found(Readiness.NOT_SERVED, NotServed.code, f"{host} does not serve it now.")
    return from_listing(entry, is_gated=hub.is_gated_for(bare, key), loaded=None)


def _at_ollama(ollama: Ollama, name: str) -> Found:
    try:
        shown = ollama.models.show(name, Key(), Deadline.after(LOOK_SECONDS))
    except (NotServed, InvalidRequest):
        message = f"It has not been pulled: `ollama pull {name}`."
        return Found(Readiness.NOT_SERVED, NotServed.code, message)
    can_chat = shown.capabilities is None or "completion" in shown.capabilities
    full_name = listed_as(Ollama.name, name, ())
    entry = CatalogueEntry(full_name, can_chat=can_chat)
    return from_listing(entry, is_gated=None, loaded=names_of(ollama.models.loaded(Key())))


def names_of(loaded: Iterable[LoadedModel] | None) -> frozenset[str] | None:
    return None if loaded is None else frozenset(one.model for one in loaded)


def _at_gemini(gemini: Gemini, name: str, key: Key) -> Found:
    bare = name.removeprefix("models/")
    url = f"{gemini.address}/models/{quote(bare, safe='')}"
    listing = look(gemini.http, url, key_header(key), LOOK_SECONDS)
    methods = listing.get("supportedGenerationMethods")
    can_chat = isinstance(methods, list) and "generateContent" in methods
    return from_listing(CatalogueEntry(bare, can_chat=can_chat), is_gated=None, loaded=None)


def _at_server(server: OpenAICompatible | InferenceEndpoint, name: str, key: Key) -> Found:
    """A dedicated endpoint is asked about, not asked: any request would wake it, and bill."""
    if may_sleep(server.address):
        return from_endpoint(look_at_endpoint(server.address, key))
    listed = {entry.model: entry for entry in server.catalogue(key)}
    return from_listing(listed.get(name), is_gated=None, loaded=None)


def from_endpoint(state: str) -> Found:
    """By the state that the management route of Inference Endpoints tells."""
    match state:
        case "running":
            return READY
        case "pending" | "initializing" | "updating":
            return Found(Readiness.LOADING, Loading.code, f"The endpoint is {state}.")
        case "scaledToZero":
            message = "The endpoint sleeps: the next call wakes it, and waits for it."
            return Found(Readiness.LOADING, Loading.code, message)
        case "paused":
            return Found(Readiness.NOT_SERVED, NotServed.code, "The endpoint is paused.")
        case "failed" | "updateFailed":
            return Found(Readiness.ERROR, "upstream_fault", "The endpoint could not be started.")
        case _:
            return UNKNOWN
