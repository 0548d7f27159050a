"""Vectors on four wires: each is its chat's wire, but for what it reads and what it answers."""

from __future__ import annotations

import re
from dataclasses import replace

import orjson

from providers.rehearsal.connection import Request
from providers.rehearsal.vectors import packed, size_of, vector_of
from providers.rehearsal.wires.gemini import GeminiWire
from providers.rehearsal.wires.huggingface import HuggingFaceWire
from providers.rehearsal.wires.ollama import OllamaWire
from providers.rehearsal.wires.wire import (
    Ask,
    BadRequest,
    Json,
    Line,
    Tally,
    as_count,
    as_list,
    as_object,
    read_object,
    text_of,
)

NANOSECONDS = 1_000_000_000
FEATURES = re.compile(r"^/hf-inference/models/(.+)/pipeline/feature-extraction$")
GEMINI_ACTION = re.compile(r"^/v1(?:beta)?/models/(.+):(batchEmbedContents|embedContent)$")


class OpenAIEmbeddingWire(HuggingFaceWire):
    def read(self, request: Request, id_: str) -> Ask:
        body = read_object(request.body)
        return _ask(body.get("model"), _texts(body.get("input")), body, id_)

    def whole(self, ask: Ask, text: str, tally: Tally) -> bytes:  # noqa: ARG002 - nothing is said
        is_packed = ask.body.get("encoding_format") == "base64"
        vectors = _vectors(ask, ask.body.get("dimensions"))
        data = [
            {"object": "embedding", "index": n, "embedding": packed(v) if is_packed else v}
            for n, v in enumerate(vectors)
        ]
        tokens = tally.prompt_tokens
        usage = {"prompt_tokens": tokens, "total_tokens": tokens}
        return orjson.dumps({"object": "list", "model": ask.model, "data": data, "usage": usage})


class FeatureWire(HuggingFaceWire):
    """Bare arrays: one vector for a text, a list of them for a list."""

    def read(self, request: Request, id_: str) -> Ask:
        path = FEATURES.match(request.path)
        body = read_object(request.body)
        ask = _ask(path and path[1], _texts(body.get("inputs")), body, id_)
        return replace(ask, is_usage_wanted=False)

    def whole(self, ask: Ask, text: str, tally: Tally) -> bytes:  # noqa: ARG002 - nothing is said
        vectors = _vectors(ask, ask.body.get("dimensions"))
        return orjson.dumps(vectors if isinstance(ask.body["inputs"], list) else vectors[0])


class OllamaEmbeddingWire(OllamaWire):
    def read(self, request: Request, id_: str) -> Ask:
        body = read_object(request.body)
        return _ask(body.get("model"), _texts(body.get("input")), body, id_)

    def whole(self, ask: Ask, text: str, tally: Tally) -> bytes:  # noqa: ARG002 - nothing is said
        return orjson.dumps(
            {
                "model": ask.model,
                "embeddings": _vectors(ask, ask.body.get("dimensions")),
                "total_duration": int(tally.seconds * NANOSECONDS),
                "load_duration": 0,
                "prompt_eval_count": tally.prompt_tokens,
            }
        )


class GeminiEmbeddingWire(GeminiWire):
    """Vectors with fewer dimensions are what is left of the long ones: not of length 1."""

    def read(self, request: Request, id_: str) -> Ask:
        action = GEMINI_ACTION.match(request.path)
        body = read_object(request.body)
        items = as_list(body["requests"], "requests") if "requests" in body else [body]
        asked = [as_object(item, "Each request") for item in items]
        texts = [text_of(as_object(a.get("content"), "content").get("parts")) for a in asked]
        return _ask(action and action[1], texts, {**body, "items": asked}, id_)

    def whole(self, ask: Ask, text: str, tally: Tally) -> bytes:  # noqa: ARG002 - nothing is said
        items = as_list(ask.body["items"], "items")
        found = [
            {"values": vector_of(line.text, size_of(ask.model))[: _dimensions(item) or None]}
            for line, item in zip(ask.messages, items, strict=True)
        ]
        usage = {"usageMetadata": {"promptTokenCount": tally.prompt_tokens}}
        answer: Json = {"embeddings": found} if "requests" in ask.body else {"embedding": found[0]}
        return orjson.dumps(answer | usage)


def _ask(model: object, texts: list[str], body: Json, id_: str) -> Ask:
    if not isinstance(model, str) or not model:
        raise BadRequest("you must provide a model parameter")
    if not texts or not all(texts):
        raise BadRequest("input must not be empty")
    lines = tuple(Line("user", text) for text in texts)
    model = model.removesuffix(":latest")
    return Ask(model=model, messages=lines, id=id_, body=body, is_chat=False)


def _texts(value: object) -> list[str]:
    texts = [value] if isinstance(value, str) else list(as_list(value, "input"))
    if not all(isinstance(text, str) for text in texts):
        raise BadRequest("input must be a text or a list of texts")
    return [str(text) for text in texts]


def _vectors(ask: Ask, dimensions: object) -> list[tuple[float, ...]]:
    size = as_count(dimensions) or size_of(ask.model)
    return [vector_of(line.text, size) for line in ask.messages]


def _dimensions(item: object) -> int:
    """Under the name of the documentation, or where the official client puts it."""
    asked = as_object(item, "Each request")
    inner = as_object(asked.get("embedContentConfig") or {}, "embedContentConfig")
    return as_count(asked.get("outputDimensionality") or inner.get("outputDimensionality"))
