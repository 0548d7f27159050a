"""Ollama: one JSON object per line, errors as a plain text in an object."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from datetime import UTC, datetime

import orjson

from providers.rehearsal.connection import Request
from providers.rehearsal.wires.wire import (
    TOKEN,
    Ask,
    BadRequest,
    Json,
    Line,
    Page,
    Tally,
    around_token,
    as_count,
    as_list,
    as_object,
    as_strings,
    bearer_of,
    read_object,
    refuse,
    text_of,
    wait_told,
)
from providers.scripted.kinds import Kind
from providers.scripted.scripts import Fault

VERSION = "0.30.1"
MODIFIED_AT = "2026-11-01T09:00:00Z"
CONTEXT_TOKENS = 131_072
NANOSECONDS = 1_000_000_000
BILLIONS = re.compile(r"(\d+(?:\.\d+)?)b\b")  # of parameters, where a name tells them
USUAL_BILLIONS = 8.0
BYTES_A_BILLION = 640_000_000  # at four bits each, and some for the context


class OllamaWire:
    content_type = "application/x-ndjson"
    end_mark = b""
    garbled = b'{"model":"broken","message":{"role":"assis\n'

    def key(self, request: Request) -> str:
        return bearer_of(request)

    def read(self, request: Request, id_: str) -> Ask:
        body = read_object(request.body)
        model = body.get("model")
        if not isinstance(model, str) or not model:
            raise BadRequest("model is required")
        options = as_object(body.get("options") or {}, "options")
        return Ask(
            model=model.removesuffix(":latest"),
            messages=tuple(
                Line(str(message.get("role")), text_of(message.get("content")))
                for message in (
                    as_object(each, "Each message")
                    for each in as_list(body.get("messages") or [], "messages")
                )
            ),
            max_tokens=max(0, as_count(options.get("num_predict"))),
            stop=as_strings(options.get("stop")),
            is_streamed=body.get("stream") is not False,
            context_tokens=as_count(options.get("num_ctx")),
            id=id_,
        )

    def opening(self, ask: Ask) -> bytes:  # noqa: ARG002 - the first line is a token's
        return b""

    def around(self, ask: Ask) -> tuple[bytes, bytes]:
        before, after = around_token(line(ask, TOKEN) | {"done": False})
        return before, after + b"\n"

    def ending(self, ask: Ask, tally: Tally) -> bytes:
        return orjson.dumps(line(ask, "") | done(tally)) + b"\n"

    def whole(self, ask: Ask, text: str, tally: Tally) -> bytes:
        return orjson.dumps(line(ask, text) | done(tally))

    def error_frame(self) -> bytes:
        return orjson.dumps({"error": "llama runner process has terminated"}) + b"\n"

    def refusal(self, fault: Fault, model: str) -> Page:
        status, text = refusal_of(fault, model)
        body: Json = {"error": text}
        if fault.kind is Kind.UNAUTHORISED:
            body["signin_url"] = "https://ollama.com/connect"
        return refuse(status, body, wait_told(fault))

    def bad_request(self, message: str) -> Page:
        return refuse(400, {"error": message})


def refusal_of(fault: Fault, model: str) -> tuple[int, str]:
    busy = "server busy, please try again.  maximum pending requests exceeded"
    subscription = "this model requires a subscription, upgrade for access"
    refusals: dict[Kind, tuple[int, str]] = {
        Kind.UNAUTHORISED: (401, "unauthorized"),
        Kind.NO_CREDITS: (403, subscription),
        Kind.FORBIDDEN: (403, subscription),
        Kind.NOT_FOUND: (404, f"model '{model}' not found"),
        Kind.RATE_LIMITED: (429, "you have reached your usage limit, please wait"),
        Kind.DAY_IS_SPENT: (429, "you have reached your daily usage limit"),
        Kind.OVERLOADED: (503, busy),
        Kind.LOADING: (503, busy),
        Kind.TIMED_OUT: (502, "the cloud could not be reached"),
        Kind.TOO_LONG: (400, "the input length exceeds the context length"),
    }
    return refusals.get(fault.kind, (500, "llama runner process has terminated: exit status 2"))


def list_models(models: Sequence[str]) -> bytes:
    return orjson.dumps({"models": [entry(model) for model in models]})


def list_loaded(models: Sequence[str]) -> bytes:
    """All of each on the graphics card, for ever."""
    more = {"expires_at": "2100-01-01T00:00:00Z", "context_length": CONTEXT_TOKENS}
    loaded = [entry(model) | more | {"size_vram": size_of(model)} for model in models]
    return orjson.dumps({"models": loaded})


def describe(model: str) -> bytes:
    family = family_of(model)
    facts = {
        "modelfile": f"FROM {model}",
        "parameters": "",
        "template": "{{ .Prompt }}",
        "details": details(model),
        "model_info": {
            "general.architecture": family,
            f"{family}.context_length": CONTEXT_TOKENS,
        },
        "capabilities": capabilities(model),
        "modified_at": MODIFIED_AT,
    }
    return orjson.dumps(facts)


def entry(model: str) -> Json:
    name = model if ":" in model else f"{model}:latest"
    return {
        "name": name,
        "model": name,
        "modified_at": MODIFIED_AT,
        "size": size_of(model),
        "digest": hashlib.sha256(name.encode()).hexdigest(),
        "details": details(model),
        "capabilities": capabilities(model),
    }


def size_of(model: str) -> int:
    told = BILLIONS.search(model)
    return int(BYTES_A_BILLION * (float(told[1]) if told else USUAL_BILLIONS))


def capabilities(model: str) -> list[str]:
    return ["embedding"] if "embed" in model else ["completion"]


def details(model: str) -> Json:
    family = family_of(model)
    return {
        "parent_model": "",
        "format": "gguf",
        "family": family,
        "families": [family],
        "parameter_size": "0B",
        "quantization_level": "none",
    }


def family_of(model: str) -> str:
    return model.rpartition("/")[2].partition(":")[0]


def line(ask: Ask, text: str) -> Json:
    return {
        "model": ask.model,
        "created_at": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f000Z"),
        "message": {"role": "assistant", "content": text},
    }


def done(tally: Tally) -> Json:
    """The last line. Counts of nothing are left out."""
    duration = int(tally.seconds * NANOSECONDS)
    counts = {
        "prompt_eval_count": tally.prompt_tokens,
        "eval_count": tally.completion_tokens + tally.thought_tokens,
    }
    return {
        "done": True,
        "done_reason": "length" if tally.finish == "length" else "stop",
        "total_duration": duration,
        "load_duration": 0,
        "prompt_eval_duration": 0,
        "eval_duration": duration,
        **{name: count for name, count in counts.items() if count},
    }
