"""Google Gemini, by its own API: only there it says why it blocked and which quota is spent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby
from urllib.parse import quote, urlencode, urlsplit

from providers.adapters.answers import read_answer
from providers.adapters.asking import (
    look,
    posting,
    private_parts,
    sound_address,
    usable_secret,
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
from providers.adapters.gemini_thinking import THOUGHT_TOKENS as THOUGHT_TOKENS_OF
from providers.adapters.gemini_thinking import effort_table
from providers.adapters.health import measure_health
from providers.adapters.http import HttpClient
from providers.adapters.parameters import Fitted, Slot, Table, fit, under
from providers.adapters.vectors import as_vectors, refuse_nothing
from providers.errors import Declined, Malformed, UpstreamFault
from providers.protocol import (
    THINKING_FIRST_TEXT_SECONDS,
    CatalogueEntry,
    Deadline,
    Delta,
    Finish,
    Health,
    JsonFormat,
    Key,
    ModelCall,
    Usage,
)
from providers.task_protocol import EmbeddingCall, Embeddings, Purpose

BASE_URL = "https://generativelanguage.googleapis.com"
VERSION = "v1beta"
THOUGHT_TOKENS = 2048
MAX_STOPS = 5
MAX_PAGES = 20

PARAMETERS: Table = {
    "temperature": Slot(under("temperature")),
    "top_p": Slot(under("topP")),
    "top_k": Slot(under("topK")),
    "seed": Slot(under("seed")),
    "stop": Slot(under("stopSequences"), most=MAX_STOPS),
    "presence_penalty": Slot(under("presencePenalty"), implied=(0,)),
    "frequency_penalty": Slot(under("frequencyPenalty"), implied=(0,)),
    "response_format": Slot(lambda wanted: _json_only(wanted)),
}
TASK_TYPES: Mapping[Purpose, str] = {
    "query": "RETRIEVAL_QUERY",
    "document": "RETRIEVAL_DOCUMENT",
    "similarity": "SEMANTIC_SIMILARITY",
    "classification": "CLASSIFICATION",
    "clustering": "CLUSTERING",
}
BLOCKED = frozenset(
    ["SAFETY", "RECITATION", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII", "MODEL_ARMOR", "LANGUAGE"]
)


class Gemini:
    """`thought_tokens` is allowed beyond the length of the answer: thoughts count against it."""

    name = "gemini"
    first_text_seconds = THINKING_FIRST_TEXT_SECONDS

    def __init__(
        self,
        base_url: str = BASE_URL,
        *,
        version: str = VERSION,
        thought_tokens: int = THOUGHT_TOKENS,
        http: HttpClient | None = None,
    ) -> None:
        address = sound_address(base_url)
        self.address = (
            address if urlsplit(address).path.endswith(f"/{version}") else f"{address}/{version}"
        )
        self.thought_tokens = thought_tokens
        self.http = http or HttpClient()

    def stream(self, call: ModelCall, key: Key, deadline: Deadline) -> Iterator[Delta]:
        model = quote(call.model.removeprefix("models/"), safe="")
        fitted = fit(call.parameters, {**PARAMETERS, **effort_table(model)})
        request = posting(
            f"{self.address}/models/{model}:streamGenerateContent?alt=sse",
            key_header(key),
            self._body(call, fitted),
            private_parts(call, key),
        )
        with self.http.open(request, deadline) as exchange:
            events = split_events(exchange.marked_lines())
            yield from read_answer(exchange, events, GeminiDialect(), fitted.dropped)

    def most_output_tokens(self, call: ModelCall) -> int:
        if call.limits_thoughts:
            return call.max_tokens
        effort = call.parameters.reasoning_effort
        return call.max_tokens + max(self.thought_tokens, THOUGHT_TOKENS_OF.get(effort or "", 0))

    def embed(self, call: EmbeddingCall, key: Key, deadline: Deadline) -> Embeddings:
        """One item for each text: of a list in one item newer models make one vector."""
        refuse_nothing(call)
        model = call.model.removeprefix("models/")
        request = posting(
            f"{self.address}/models/{quote(model, safe='')}:batchEmbedContents",
            key_header(key),
            {"requests": [_embedding_item(model, text, call) for text in call.texts]},
            (key.secret.strip(), *call.texts),
        )
        document = as_frame(read_document(self.http, request, deadline))
        vectors = [item.get("values") for item in as_frames(document.get("embeddings"))]
        counted = as_count(as_frame(document.get("usageMetadata")).get("promptTokenCount"))
        usage = Usage(input_tokens=counted) if counted else None
        return Embeddings(as_vectors(vectors, len(call.texts)), usage)

    def catalogue(self, key: Key) -> list[CatalogueEntry]:
        entries: list[CatalogueEntry] = []
        query = {"pageSize": "1000"}
        for _ in range(MAX_PAGES):
            document = look(self.http, f"{self.address}/models?{urlencode(query)}", key_header(key))
            entries += [_entry(listing) for listing in as_frames(document.get("models"))]
            if not (token := as_text(document.get("nextPageToken"))):
                return [entry for entry in entries if entry.model]
            query["pageToken"] = token
        raise Malformed("The list of models has no end.")

    def probe(self, key: Key) -> Health:
        return measure_health(
            lambda: look(self.http, f"{self.address}/models?pageSize=1", key_header(key)),
            is_key_proven=True,
        )

    def _body(self, call: ModelCall, fitted: Fitted) -> Frame:
        system = "\n\n".join(m.content for m in call.messages if m.role == "system")
        spoken = [m for m in call.messages if m.role != "system"]
        return {
            **({"systemInstruction": {"parts": [{"text": system}]}} if system else {}),
            # Neighbours of one role are one content.
            "contents": [
                {
                    "role": "model" if role == "assistant" else "user",
                    "parts": [{"text": message.content} for message in neighbours],
                }
                for role, neighbours in groupby(spoken, key=lambda message: message.role)
            ],
            "generationConfig": {
                "maxOutputTokens": self.most_output_tokens(call),
                **fitted.fields,
            },
        }


class GeminiDialect:
    """Whole response objects, whose text is a delta and whose usage is a running total."""

    def __init__(self) -> None:
        self._counts: Frame = {}
        self._has_text = False

    def read(self, frame: Frame) -> Delta:
        if as_frame(frame.get("promptFeedback")).get("blockReason"):
            raise Declined("The provider's content filter refused the messages.")
        candidate = first_frame(frame.get("candidates"))
        text, thought = _parted(as_frame(candidate.get("content")).get("parts"))
        self._has_text = self._has_text or bool(text)
        return Delta(
            text=text,
            reasoning=thought,
            usage=self.usage(frame),
            finish=self._finish(candidate.get("finishReason")),
        )

    def rest(self) -> Delta:
        return Delta()

    def usage(self, frame: Frame) -> Usage | None:
        counts = as_frame(frame.get("usageMetadata"))
        if not counts:
            return None
        self._counts |= counts
        asked = as_count(self._counts.get("promptTokenCount"))
        thought = as_count(self._counts.get("thoughtsTokenCount"))  # beside the candidates' tokens
        return Usage(
            input_tokens=asked,
            output_tokens=as_count(self._counts.get("candidatesTokenCount")) + thought,
            cached_input_tokens=min(as_count(self._counts.get("cachedContentTokenCount")), asked),
            reasoning_tokens=thought,
        )

    def _finish(self, reason: object) -> Finish | None:
        if not reason:
            return None
        if reason in BLOCKED or str(reason).startswith("IMAGE_"):
            raise Declined
        if reason == "MAX_TOKENS":
            return Finish.LENGTH
        if reason != "STOP" and not self._has_text:
            raise UpstreamFault("The model stopped before it wrote any text.")
        return Finish.STOP


def key_header(key: Key) -> dict[str, str]:
    # The key in the address would stand in logs; a Bearer token beside it is a 400.
    secret = usable_secret(key)
    return {"x-goog-api-key": secret} if secret else {}


def _embedding_item(model: str, text: str, call: EmbeddingCall) -> Frame:
    size = {} if call.dimensions is None else {"outputDimensionality": call.dimensions}
    purpose = {"taskType": TASK_TYPES[call.purpose]} if call.purpose else {}
    return {
        "model": f"models/{model}",
        "content": {"parts": [{"text": text}]},
        **purpose,
        **size,
    }


def _json_only(wanted: JsonFormat) -> Frame:
    schema = {} if wanted.schema is None else {"responseJsonSchema": dict(wanted.schema)}
    return {"responseMimeType": "application/json", **schema}


def _entry(listing: Frame) -> CatalogueEntry:
    methods = listing.get("supportedGenerationMethods")
    return CatalogueEntry(
        model=as_text(listing.get("name")).removeprefix("models/"),
        context_tokens=as_count(listing.get("inputTokenLimit")) or None,
        can_chat=isinstance(methods, list) and "generateContent" in methods,
    )


def _parted(parts: object) -> tuple[str, str]:
    """Text and thought. Parts may be missing, many, or neither."""
    text = thought = ""
    for part in as_frames(parts):
        piece = as_text(part.get("text"))
        if part.get("thought"):
            thought += piece
        else:
            text += piece
    return text, thought
