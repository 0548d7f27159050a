"""The Hugging Face router: OpenAI's chat completions, with the router's own errors and list."""

from __future__ import annotations

import time
from collections.abc import Sequence

import orjson

from providers.rehearsal.connection import Request
from providers.rehearsal.wires.wire import (
    HTML_TIMEOUT,
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

FINISH = {"stop": "stop", "length": "length", "filter": "content_filter"}
CREATED = 1_790_000_000
CONTEXT_TOKENS = 131_072
# Who serves each model behind the router: two that differ, one that says little, one that is ill.
HOSTS: list[Json] = [
    {
        "provider": "rehearsal",
        "status": "live",
        "context_length": CONTEXT_TOKENS,
        "pricing": {"input": 0.15, "output": 0.6},
        "is_free": False,
        "supports_tools": False,
        "supports_structured_output": True,
        "first_token_latency_ms": 350,
        "throughput": 60.0,
        "is_model_author": False,
    },
    {
        "provider": "rehearsal-fast",
        "status": "live",
        "context_length": 2 * CONTEXT_TOKENS,
        "pricing": {"input": 0.25, "output": 0.9},
        "is_free": False,
        "supports_tools": False,
        "supports_structured_output": True,
        "first_token_latency_ms": 120,
        "throughput": 240.0,
        "is_model_author": False,
    },
    {"provider": "rehearsal-plain", "status": "live", "is_model_author": False},
    {"provider": "rehearsal-ill", "status": "error", "is_model_author": False},
]


class HuggingFaceWire:
    content_type = "text/event-stream"
    end_mark = b"data: [DONE]\n\n"
    garbled = b'data: {"id":"chatcmpl-broken","choices":[{"index":0,"delta":{"con\n\n'

    def key(self, request: Request) -> str:
        return bearer_of(request)

    def read(self, request: Request, id_: str) -> Ask:
        body = read_object(request.body)
        model = body.get("model")
        if not isinstance(model, str) or not model:
            raise BadRequest("you must provide a model parameter")
        options, is_streamed = body.get("stream_options"), body.get("stream") is True
        return Ask(
            model=model.partition(":")[0],  # behind the colon: by which provider
            messages=read_messages(body.get("messages")),
            max_tokens=as_count(body.get("max_tokens") or body.get("max_completion_tokens")),
            stop=as_strings(body.get("stop")),
            is_streamed=is_streamed,
            is_usage_wanted=not is_streamed
            or (isinstance(options, dict) and options.get("include_usage") is True),
            id=f"chatcmpl-{id_}",
        )

    def opening(self, ask: Ask) -> bytes:
        return event(chunk(ask, {"role": "assistant", "content": ""}))

    def around(self, ask: Ask) -> tuple[bytes, bytes]:
        before, after = around_token(chunk(ask, {"content": TOKEN}))
        return b"data: " + before, after + b"\n\n"

    def ending(self, ask: Ask, tally: Tally) -> bytes:
        last = event(chunk(ask, {}, FINISH[tally.finish]))
        if not ask.is_usage_wanted:
            return last
        usage = chunk(ask, {}) | {"choices": [], "usage": usage_of(tally)}
        return last + event(usage)

    def whole(self, ask: Ask, text: str, tally: Tally) -> bytes:
        choice = {
            "index": 0,
            "message": {"role": "assistant", "content": text},
            "finish_reason": FINISH[tally.finish],
        }
        head = {"id": ask.id, "object": "chat.completion", "created": int(time.time())}
        rest = {"model": ask.model, "choices": [choice], "usage": usage_of(tally)}
        return orjson.dumps(head | rest)

    def error_frame(self) -> bytes:
        return event({"error": {"message": "Internal Server Error", "code": 500}})

    def refusal(self, fault: Fault, model: str) -> Page:
        if fault.kind is Kind.TIMED_OUT:
            return Page(504, HTML_TIMEOUT, "text/html")
        status, error = refusal_of(fault, model)
        body: Json = {"error": error}
        if fault.kind is Kind.LOADING:
            body["estimated_time"] = fault.amount_or(20.0)
        return refuse(status, body, wait_told(fault))

    def bad_request(self, message: str) -> Page:
        return refuse(400, {"error": invalid(message, None, None)})


def read_messages(messages: object) -> tuple[Line, ...]:
    lines = [as_object(message, "Each message") for message in as_list(messages, "messages")]
    if not lines:
        raise BadRequest("messages must not be empty")
    if lines[-1].get("role") == "assistant":
        raise BadRequest("The last message must be from the user or a tool.")
    return tuple(Line(str(line.get("role")), text_of(line.get("content"))) for line in lines)


def refusal_of(fault: Fault, model: str) -> tuple[int, object]:
    """Status and error, in the words the router and the providers behind it use."""
    refusals: dict[Kind, tuple[int, object]] = {
        Kind.UNAUTHORISED: (401, "Invalid username or password."),
        Kind.NO_CREDITS: (
            402,
            "You have depleted your monthly included credits. Purchase pre-paid credits to go on.",
        ),
        Kind.FORBIDDEN: (
            403,
            "This authentication method does not have sufficient permissions to call Inference "
            "Providers on behalf of user rehearsal",
        ),
        Kind.NOT_FOUND: (404, f"Model {model} not found."),
        Kind.RATE_LIMITED: (429, "Rate limit exceeded. Please slow down."),
        Kind.DAY_IS_SPENT: (429, "Rate limit exceeded: requests per day."),
        Kind.OVERLOADED: (503, f"Model {model} is overloaded"),
        Kind.LOADING: (503, f"Model {model} is currently loading"),
        Kind.TOO_LONG: (
            400,
            invalid(
                "This model's maximum context length is 8192 tokens. Please reduce the length of "
                "the messages.",
                "messages",
                "context_length_exceeded",
            ),
        ),
    }
    return refusals.get(fault.kind, (500, "Internal Server Error"))


def invalid(message: str, parameter: str | None, code: str | None) -> Json:
    return {
        "message": message,
        "type": "invalid_request_error",
        "param": parameter,
        "code": code,
    }


def list_models(models: Sequence[str]) -> bytes:
    return orjson.dumps({"object": "list", "data": [entry(model) for model in models]})


def describe(model: str) -> bytes:
    return orjson.dumps(entry(model))


def entry(model: str) -> Json:
    return {
        "id": model,
        "object": "model",
        "created": CREATED,
        "owned_by": model.partition("/")[0],
        "architecture": {"input_modalities": ["text"], "output_modalities": ["text"]},
        "providers": HOSTS,
    }


def chunk(ask: Ask, delta: Json, finish: str | None = None) -> Json:
    return {
        "id": ask.id,
        "object": "chat.completion.chunk",
        "created": int(time.time()),
        "model": ask.model,
        "choices": [{"index": 0, "delta": delta, "finish_reason": finish}],
    }


def event(frame: Json) -> bytes:
    return b"data: " + orjson.dumps(frame) + b"\n\n"


def usage_of(tally: Tally) -> Json:
    written = tally.completion_tokens + tally.thought_tokens
    return {
        "prompt_tokens": tally.prompt_tokens,
        "completion_tokens": written,
        "total_tokens": tally.prompt_tokens + written,
        "prompt_tokens_details": {"cached_tokens": tally.cached_tokens},
        "completion_tokens_details": {"reasoning_tokens": tally.thought_tokens},
    }
