"""The models an Ollama holds: what they are, which are loaded, and the fetching of others."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace

from providers.adapters.asking import bearer, look, posting
from providers.adapters.documents import read_document
from providers.adapters.framing import (
    Frame,
    as_count,
    as_frame,
    as_frames,
    as_text,
    read_frames,
    split_lines,
)
from providers.adapters.http import HttpClient
from providers.errors import Cut, ProviderError
from providers.protocol import Deadline, Key

VERSION_SECONDS = 2.0
# While it checks gigabytes it has pulled, it says nothing.
PULL_IDLE_SECONDS = 300.0
PULLED = "success"


@dataclass(frozen=True, slots=True)
class Description:
    """What `show` says. `context_tokens` is what the model was trained for, not what is loaded;
    `capabilities` are None where the daemon is too old to tell.
    """

    model: str
    family: str
    context_tokens: int | None
    capabilities: frozenset[str] | None


@dataclass(frozen=True, slots=True)
class LoadedModel:
    """One that takes up memory now, with the context it was really loaded with. `video_bytes` of
    its memory are the graphics card's; what a daemon does not tell is 0."""

    model: str
    context_tokens: int | None
    memory_bytes: int
    video_bytes: int


@dataclass(frozen=True, slots=True)
class PullProgress:
    """The last one, and only it, `is_done`. The bytes are those of one layer."""

    status: str
    completed_bytes: int = 0
    total_bytes: int = 0
    is_done: bool = False


class OllamaModels:
    def __init__(self, address: str, http: HttpClient) -> None:
        self.address = address
        self.http = http
        self._capabilities: dict[str, frozenset[str]] = {}

    def version(self, key: Key) -> str:
        found = look(self.http, f"{self.address}/api/version", bearer(key), VERSION_SECONDS)
        return as_text(found.get("version"))

    def tags(self, key: Key) -> list[Frame]:
        document = look(self.http, f"{self.address}/api/tags", bearer(key))
        listed = [listing for listing in as_frames(document.get("models")) if listing.get("name")]
        for listing in listed:
            self._remember(as_text(listing["name"]), _capabilities(listing))
        return listed

    def has(self, capability: str, model: str, key: Key, deadline: Deadline) -> bool | None:
        """What the last list said of the model, or what it says itself; None if nobody does."""
        name = _tagged(model)
        if name not in self._capabilities:
            with suppress(ProviderError):
                self._remember(name, self.show(model, key, deadline).capabilities)
        known = self._capabilities.get(name)
        return None if known is None else capability in known

    def show(self, model: str, key: Key, deadline: Deadline) -> Description:
        request = posting(f"{self.address}/api/show", bearer(key), {"model": model}, (key.secret,))
        found = as_frame(read_document(self.http, request, deadline))
        facts = as_frame(found.get("model_info"))
        architecture = as_text(facts.get("general.architecture"))
        return Description(
            model=model,
            family=as_text(as_frame(found.get("details")).get("family")) or architecture,
            context_tokens=as_count(facts.get(f"{architecture}.context_length")) or None,
            capabilities=_capabilities(found),
        )

    def loaded(self, key: Key) -> list[LoadedModel]:
        document = look(self.http, f"{self.address}/api/ps", bearer(key))
        return [
            LoadedModel(
                model=as_text(listing.get("name")),
                context_tokens=as_count(listing.get("context_length")) or None,
                memory_bytes=max(as_count(listing.get("size")), as_count(listing.get("size_vram"))),
                video_bytes=as_count(listing.get("size_vram")),
            )
            for listing in as_frames(document.get("models"))
        ]

    def pull(self, model: str, key: Key, deadline: Deadline) -> Iterator[PullProgress]:
        """Gigabytes: never while somebody waits for an answer. Ends normally only when all is
        there; an error may come in the middle, under a status of 200.
        """
        body = {"model": model, "stream": True}
        request = posting(f"{self.address}/api/pull", bearer(key), body, (key.secret,))
        patient = replace(deadline, idle_seconds=max(deadline.idle_seconds, PULL_IDLE_SECONDS))
        with self.http.open(request, patient) as exchange:
            for frame in read_frames(split_lines(exchange.lines()), request.private):
                exchange.has_text = True
                progress = _progress(frame)
                exchange.has_finish = progress.is_done
                yield progress
                if progress.is_done:
                    return
        raise Cut("The model was not fetched to its end.")

    def _remember(self, model: str, capabilities: frozenset[str] | None) -> None:
        if capabilities is not None:
            self._capabilities[_tagged(model)] = capabilities


def _capabilities(document: Frame) -> frozenset[str] | None:
    listed = document.get("capabilities")
    return frozenset(map(str, listed)) if isinstance(listed, list) else None


def _tagged(model: str) -> str:
    return model if ":" in model else f"{model}:latest"


def _progress(frame: Frame) -> PullProgress:
    status = as_text(frame.get("status"))
    return PullProgress(
        status=status,
        completed_bytes=as_count(frame.get("completed")),
        total_bytes=as_count(frame.get("total")),
        is_done=status == PULLED,
    )
