"""Ollama, by its own API: only there can the size of the context be set."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from providers.adapters.answers import read_answer
from providers.adapters.asking import (
    LOOK_SECONDS,
    bearer,
    posting,
    private_parts,
    sound_address,
    spoken,
)
from providers.adapters.documents import read_document
from providers.adapters.framing import Frame, as_count, as_frame, as_text, split_lines
from providers.adapters.health import measure_health
from providers.adapters.http import HttpClient
from providers.adapters.ollama_models import OllamaModels
from providers.adapters.parameters import Fitted, Slot, Table, fit, under
from providers.adapters.thoughts import ThoughtParter
from providers.adapters.vectors import as_vectors, refuse_nothing
from providers.protocol import (
    COLD_FIRST_TEXT_SECONDS,
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

HOST = "127.0.0.1:11434"
PORT = 11434
NUM_CTX = 8192
# Where a server listens is not where it can be reached.
REACHED_AT = {"0.0.0.0": "127.0.0.1", "::": "[::1]", "[::]": "[::1]"}  # noqa: S104

Think = bool | str
# GPT-OSS cannot be told not to think.
LEVELS: dict[str, Think] = {"low": "low", "medium": "medium", "high": "high", "xhigh": "max"}
PARAMETERS: Table = {
    "temperature": Slot(under("temperature")),
    "top_p": Slot(under("top_p")),
    "top_k": Slot(under("top_k")),
    "seed": Slot(under("seed")),
    "stop": Slot(under("stop")),
    "presence_penalty": Slot(under("presence_penalty")),
    "frequency_penalty": Slot(under("frequency_penalty")),
    "response_format": Slot(under("format", lambda wanted: wanted.schema or "json")),
}
BESIDE = ("format", "think")  # the options


class Ollama:
    """`num_ctx` is the same for every call: another one makes Ollama load the model anew.

    `think` is sent to those models only that are known to think; left at None Ollama decides.
    """

    name = "ollama"
    first_text_seconds = COLD_FIRST_TEXT_SECONDS

    def __init__(
        self,
        base_url: str = HOST,
        *,
        num_ctx: int = NUM_CTX,
        think: Think | None = None,
        http: HttpClient | None = None,
    ) -> None:
        self.address = ollama_address(base_url)
        self.num_ctx = num_ctx
        self.http = http or HttpClient()
        self.models = OllamaModels(self.address, self.http)
        self._think = think

    def stream(self, call: ModelCall, key: Key, deadline: Deadline) -> Iterator[Delta]:
        thinks = self._thinks(call, key, deadline)
        table = {**PARAMETERS, **_efforts(call.model)} if thinks else PARAMETERS
        fitted = fit(call.parameters, table)
        think = {"think": self._think} if thinks and self._think is not None else {}
        body = {**think, **self._body(call, fitted)}
        request = posting(f"{self.address}/api/chat", bearer(key), body, private_parts(call, key))
        with self.http.open(request, deadline) as exchange:
            dialect = OllamaDialect(ThoughtParter())
            lines = split_lines(exchange.marked_lines())
            yield from read_answer(exchange, lines, dialect, fitted.dropped)

    def most_output_tokens(self, call: ModelCall) -> int:
        return call.max_tokens

    def embed(self, call: EmbeddingCall, key: Key, deadline: Deadline) -> Embeddings:
        refuse_nothing(call)
        size = {} if call.dimensions is None else {"dimensions": call.dimensions}
        # As in chat, a text that does not fit is not to be cut without a word.
        body = {"model": call.model, "input": list(call.texts), "truncate": False, **size}
        private = (key.secret.strip(), *call.texts)
        request = posting(f"{self.address}/api/embed", bearer(key), body, private)
        document = as_frame(read_document(self.http, request, deadline))
        return Embeddings(
            as_vectors(document.get("embeddings") or [], len(call.texts)),
            _usage(document),
            dropped=("purpose",) if call.purpose else (),
        )

    def catalogue(self, key: Key) -> list[CatalogueEntry]:
        return [self._entry(listing, key) for listing in self.models.tags(key)]

    def probe(self, key: Key) -> Health:
        return measure_health(lambda: self.models.version(key), is_key_proven=False)

    def _thinks(self, call: ModelCall, key: Key, deadline: Deadline) -> bool:
        """Asked only where it matters. A model that does not think refuses to be told how."""
        if self._think is None and call.parameters.reasoning_effort is None:
            return False
        return self.models.has("thinking", call.model, key, deadline) is True

    def _body(self, call: ModelCall, fitted: Fitted) -> Frame:
        beside = {name: value for name, value in fitted.fields.items() if name in BESIDE}
        options = {name: value for name, value in fitted.fields.items() if name not in BESIDE}
        return {
            "model": call.model,
            "messages": spoken(call.messages),
            "stream": True,
            # Otherwise a prompt that does not fit is cut without a word.
            "truncate": False,
            **beside,
            "options": {
                "num_ctx": self.num_ctx,
                "num_predict": call.max_tokens,
                **options,
            },
        }

    def _entry(self, listing: Frame, key: Key) -> CatalogueEntry:
        name = as_text(listing.get("name"))
        can_chat = self.models.has("completion", name, key, Deadline.after(LOOK_SECONDS))
        window = as_count(as_frame(listing.get("details")).get("context_length"))
        return CatalogueEntry(
            model=name,
            context_tokens=min(window or self.num_ctx, self.num_ctx),
            can_chat=can_chat is not False,
        )


class OllamaDialect:
    """Lines of `/api/chat`."""

    def __init__(self, parter: ThoughtParter) -> None:
        self._parter = parter

    def read(self, frame: Frame) -> Delta:
        message = as_frame(frame.get("message"))
        thinking = as_text(message.get("thinking"))
        if thinking:
            self._parter.expect_no_thought()
        text, thought = self._parter.part(as_text(message.get("content")))
        if not frame.get("done"):
            return Delta(text=text, reasoning=thinking + thought)
        return Delta(
            text=text,
            reasoning=thinking + thought,
            usage=self.usage(frame),
            finish=Finish.LENGTH if frame.get("done_reason") == "length" else Finish.STOP,
        )

    def usage(self, frame: Frame) -> Usage | None:
        return _usage(frame)

    def rest(self) -> Delta:
        text, thought = self._parter.rest()
        return Delta(text=text, reasoning=thought)


def ollama_address(host: str) -> str:
    """OLLAMA_HOST as an address: a host, a host and port, or a URL.

    Without a scheme the port is Ollama's own; with one it is the scheme's.
    """
    host = host.strip().rstrip("/")
    has_scheme = "://" in host
    if not has_scheme:
        host = f"http://[{host}]" if host.count(":") > 1 and "[" not in host else f"http://{host}"
    address = sound_address(host)
    parts = urlsplit(address)
    name = parts.hostname or ""
    name = REACHED_AT.get(name, f"[{name}]" if ":" in name else name)
    port = parts.port or (None if has_scheme else PORT)
    return f"{parts.scheme}://{name}{f':{port}' if port else ''}{parts.path}"


def _efforts(model: str) -> Table:
    efforts = LEVELS if "gpt-oss" in model else {"none": False, **LEVELS}
    effort = Slot(under("think", efforts.get), takes=lambda effort: effort in efforts)
    return {"reasoning_effort": effort}


def _usage(frame: Frame) -> Usage | None:
    # Counts of zero are left out; with neither, nothing was counted.
    if "prompt_eval_count" not in frame and "eval_count" not in frame:
        return None
    return Usage(
        input_tokens=as_count(frame.get("prompt_eval_count")),
        output_tokens=as_count(frame.get("eval_count")),
    )
