"""Chat completions, as OpenAI and most others serve them. A provider of this kind is its
differences from this one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlsplit

from providers.adapters.answers import read_answer
from providers.adapters.asking import (
    bearer,
    look,
    posting,
    private_parts,
    sound_address,
    spoken,
)
from providers.adapters.documents import read_document
from providers.adapters.framing import (
    Frame,
    as_count,
    as_frame,
    as_frames,
    as_text,
    first_frame,
    split_events,
)
from providers.adapters.health import measure_health
from providers.adapters.http import HttpClient
from providers.adapters.parameters import CHAT_PARAMETERS, Fitted, Table, fit
from providers.adapters.pricing import price_per_token
from providers.adapters.thoughts import ThoughtParter
from providers.adapters.vectors import as_vectors, listed_vectors, refuse_nothing
from providers.errors import Declined, NotServed, UpstreamFault
from providers.protocol import (
    FIRST_TEXT_SECONDS,
    CatalogueEntry,
    Deadline,
    Delta,
    Finish,
    Health,
    Key,
    ModelCall,
    Usage,
)
from providers.task_protocol import EmbeddingCall, Embeddings

REASONING_FIELDS = ("reasoning_content", "reasoning", "reasoning_text")
CONTEXT_FIELDS = ("context_length", "max_model_len", "context_window", "max_context_length")


@dataclass(frozen=True, slots=True, kw_only=True)
class Peculiarities:
    """Where servers of this kind differ.

    Reasoning models of OpenAI want `max_completion_tokens`. LM Studio and llama.cpp answer an
    unknown model with whichever is loaded: `compares_model` takes that for a refusal.
    """

    limit_field: Literal["max_tokens", "max_completion_tokens"] = "max_tokens"
    asks_for_usage: bool = True
    compares_model: bool = False
    has_public_catalogue: bool = False
    headers: Mapping[str, str] = field(default_factory=dict)
    parameters: Table = field(default_factory=lambda: CHAT_PARAMETERS)


class OpenAICompatible:
    """Any server with `/chat/completions` and `/models`."""

    name = "openai_compatible"
    first_text_seconds = FIRST_TEXT_SECONDS
    path = "/v1"  # below a base_url that has no path of its own

    def __init__(
        self,
        base_url: str,
        *,
        name: str = "",
        peculiarities: Peculiarities | None = None,
        http: HttpClient | None = None,
    ) -> None:
        address = sound_address(base_url)
        self.address = address if urlsplit(address).path else address + self.path
        self.name = name or self.name
        self.peculiarities = peculiarities or Peculiarities()
        self.http = http or HttpClient()

    def stream(self, call: ModelCall, key: Key, deadline: Deadline) -> Iterator[Delta]:
        fitted = fit(call.parameters, self.peculiarities.parameters)
        request = posting(
            f"{self.address}/chat/completions",
            self._headers(key),
            self._body(call, fitted),
            private_parts(call, key),
        )
        model = call.model if self.peculiarities.compares_model else ""
        with self.http.open(request, deadline) as exchange:
            dialect = ChatDialect(ThoughtParter(call.model), must_be=model)
            events = split_events(exchange.marked_lines())
            yield from read_answer(exchange, events, dialect, fitted.dropped)

    def most_output_tokens(self, call: ModelCall) -> int:
        return call.max_tokens

    def embed(self, call: EmbeddingCall, key: Key, deadline: Deadline) -> Embeddings:
        refuse_nothing(call)
        size = {} if call.dimensions is None else {"dimensions": call.dimensions}
        # A quarter of the size; who does not know it sends numbers, and both are read.
        body = {"model": call.model, "input": list(call.texts), "encoding_format": "base64"}
        request = posting(
            f"{self.address}/embeddings",
            self._headers(key),
            {**body, **size},
            (key.secret.strip(), *call.texts),
        )
        document = as_frame(read_document(self.http, request, deadline))
        return Embeddings(
            as_vectors(listed_vectors(document), len(call.texts)),
            _usage(document),
            dropped=("purpose",) if call.purpose else (),
        )

    def catalogue(self, key: Key) -> list[CatalogueEntry]:
        document = look(self.http, f"{self.address}/models", self._headers(key))
        listed = as_frames(document.get("data") or document.get("models"))
        entries = (self._entry(listing) for listing in listed)
        return [entry for entry in entries if entry.model]

    def probe(self, key: Key) -> Health:
        return measure_health(
            lambda: look(self.http, f"{self.address}/models", self._headers(key)),
            is_key_proven=not self.peculiarities.has_public_catalogue,
        )

    def _headers(self, key: Key) -> dict[str, str]:
        return {**self.peculiarities.headers, **bearer(key)}

    def _body(self, call: ModelCall, fitted: Fitted) -> Frame:
        asks_for_usage = self.peculiarities.asks_for_usage
        # The model comes first: a proxy may read no further to choose its way.
        return {
            "model": call.model,
            "messages": spoken(call.messages),
            self.peculiarities.limit_field: call.max_tokens,
            **fitted.fields,
            # Always: a long answer in one piece runs into the gateways' own limits.
            "stream": True,
            **({"stream_options": {"include_usage": True}} if asks_for_usage else {}),
        }

    def _entry(self, listing: Frame) -> CatalogueEntry:
        context = next((n for name in CONTEXT_FIELDS if (n := as_count(listing.get(name)))), None)
        return CatalogueEntry(
            model=as_text(listing.get("id")),
            is_served=listing.get("active") is not False,
            context_tokens=context,
            can_chat=writes_text(listing),
            price=price_per_token(as_frame(listing.get("pricing"))),
        )


class ChatDialect:
    """Chat completion chunks, and whole completions where a server does not stream."""

    def __init__(self, parter: ThoughtParter, *, must_be: str = "") -> None:
        self._parter = parter
        self._must_be = must_be

    def read(self, frame: Frame) -> Delta:
        if self._must_be and frame.get("model") not in (None, "", self._must_be):
            raise NotServed("Another model answered than the one that was asked.")
        usage = self.usage(frame)
        choice = first_frame(frame.get("choices"))
        if not choice:
            return Delta(usage=usage)
        piece = as_frame(choice.get("delta") or choice.get("message"))
        reasoning = _reasoning(piece)
        if reasoning:
            self._parter.expect_no_thought()
        content = piece.get("content") or choice.get("text")
        text, thought = self._parter.part(as_text(content)) if content else ("", "")
        finish = _finish(choice, has_text=bool(content))
        if finish is Finish.LENGTH:
            self._parter.believe_thought()
        return Delta(text=text, reasoning=reasoning + thought, usage=usage, finish=finish)

    def usage(self, frame: Frame) -> Usage | None:
        return _usage(frame) if "usage" in frame or "x_groq" in frame else None

    def rest(self) -> Delta:
        text, thought = self._parter.rest()
        return Delta(text=text, reasoning=thought)


def writes_text(listing: Frame) -> bool:
    modalities = as_frame(listing.get("architecture")).get("output_modalities")
    return not isinstance(modalities, list) or "text" in modalities


def _reasoning(piece: Frame) -> str:
    for name in REASONING_FIELDS:
        value = piece.get(name)
        if value and isinstance(value, str):
            return str(value)
    return ""


def _finish(choice: Frame, *, has_text: bool) -> Finish | None:
    match choice.get("finish_reason"):
        case "length":
            return Finish.LENGTH
        case "content_filter":
            raise Declined
        case "error":
            raise UpstreamFault("The provider broke off its answer.")
        case None:
            # Some leave it out where they send the whole answer in one piece.
            return Finish.STOP if has_text and "message" in choice else None
        case _:
            return Finish.STOP


def _usage(frame: Frame) -> Usage | None:
    counts = as_frame(frame.get("usage") or as_frame(frame.get("x_groq")).get("usage"))
    if not counts:
        return None
    asked = as_count(counts.get("prompt_tokens"))
    answered = as_count(counts.get("completion_tokens"))
    thought = as_count(as_frame(counts.get("completion_tokens_details")).get("reasoning_tokens"))
    # Some count the reasoning beside the answer, and together only in the total.
    beyond = as_count(counts.get("total_tokens")) - asked if asked else 0
    written = max(answered, beyond, answered + thought if thought > answered else 0)
    cached = as_count(as_frame(counts.get("prompt_tokens_details")).get("cached_tokens"))
    return Usage(
        input_tokens=asked,
        output_tokens=written,
        cached_input_tokens=min(cached, asked),
        reasoning_tokens=min(thought, written),
    )
