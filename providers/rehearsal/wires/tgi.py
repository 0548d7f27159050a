"""Text Generation Inference: a prompt in, one token in each event, the whole text in the last."""

from __future__ import annotations

import re

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
    as_object,
    as_strings,
    bearer_of,
    read_object,
    refuse,
    wait_told,
)
from providers.scripted.kinds import Kind
from providers.scripted.scripts import Fault

ACTION = re.compile(r"^(?:/endpoints/(?P<name>[^/]+))?/?(?P<action>generate|generate_stream|)$")
FINISH = {"stop": "eos_token", "length": "length", "filter": "eos_token"}
TURN = re.compile(r"^(?:User|Human):\s*|\n(?:Assistant|AI):\s*$", re.MULTILINE)
MODEL = "tgi"
END = "</s>"
MOST_STOPS = 4
INPUT_TOKENS, TOTAL_TOKENS = 4095, 4096


class TgiWire:
    """No end mark: the event whose `generated_text` is not null is the last."""

    content_type = "text/event-stream"
    end_mark = b""
    garbled = b'data:{"index":1,"token":{"id":9,"te\n\n'

    def key(self, request: Request) -> str:
        return bearer_of(request)

    def read(self, request: Request, id_: str) -> Ask:
        path = ACTION.match(request.path)
        body = read_object(request.body)
        prompt = body.get("inputs")
        if not isinstance(prompt, str) or not prompt:
            raise BadRequest("`inputs` cannot be empty")
        parameters = as_object(body.get("parameters") or {}, "parameters")
        refuse_out_of_range(parameters)
        action = path["action"] if path else ""
        is_streamed = action == "generate_stream" or (not action and body.get("stream") is True)
        asked = TURN.split(prompt)
        return Ask(
            model=(path and path["name"]) or MODEL,
            messages=(Line("user", next((turn for turn in reversed(asked) if turn), prompt)),),
            max_tokens=as_count(parameters.get("max_new_tokens")),
            stop=as_strings(parameters.get("stop")),
            is_streamed=is_streamed,
            is_usage_wanted=is_streamed or bool(parameters.get("details")),
            id=id_,
            body={**body, "is_listed": not action},
        )

    def opening(self, ask: Ask) -> bytes:  # noqa: ARG002 - the first event is a token's
        return b""

    def around(self, ask: Ask) -> tuple[bytes, bytes]:  # noqa: ARG002 - the same for all
        before, after = around_token(token(TOKEN))
        return b"data:" + before, after + b"\n\n"

    def ending(self, ask: Ask, tally: Tally) -> bytes:  # noqa: ARG002 - the same for all
        last = token(END, is_special=True) | {
            "generated_text": tally.text,
            "details": details(tally),
        }
        # The last token of an answer that was cut at its limit is one like the others.
        if tally.finish == "length":
            last["token"] = token("")["token"]
        return b"data:" + orjson.dumps(last) + b"\n\n"

    def whole(self, ask: Ask, text: str, tally: Tally) -> bytes:
        found: Json = {"generated_text": text}
        if ask.is_usage_wanted:
            found["details"] = details(tally) | {"prefill": [], "tokens": []}
        return orjson.dumps([found] if ask.body.get("is_listed") else found)

    def error_frame(self) -> bytes:
        error = {"error": "Request failed during generation", "error_type": "generation"}
        return b"data:" + orjson.dumps(error) + b"\n\n"

    def refusal(self, fault: Fault, model: str) -> Page:
        if fault.kind is Kind.TIMED_OUT:
            return Page(504, HTML_TIMEOUT, "text/html")
        if fault.kind is Kind.UNAUTHORISED:
            return Page(401, b"", "text/plain")
        status, text, name = refusal_of(fault, model)
        return refuse(status, {"error": text, "error_type": name}, wait_told(fault))

    def bad_request(self, message: str) -> Page:
        error = f"Input validation error: {message}"
        return refuse(422, {"error": error, "error_type": "validation"})


def refuse_out_of_range(parameters: Json) -> None:
    """Raises BadRequest in the server's own words."""
    temperature, top_p = parameters.get("temperature"), parameters.get("top_p")
    if isinstance(temperature, (int, float)) and temperature <= 0:
        raise BadRequest("`temperature` must be strictly positive")
    if isinstance(top_p, (int, float)) and not 0 < top_p < 1:
        raise BadRequest("`top_p` must be > 0.0 and < 1.0")
    if parameters.get("max_new_tokens") == 0:
        raise BadRequest("`max_new_tokens` must be strictly positive")
    if len(as_strings(parameters.get("stop"))) > MOST_STOPS:
        raise BadRequest(f"`stop` supports up to {MOST_STOPS} stop sequences")


def refusal_of(fault: Fault, model: str) -> tuple[int, str, str]:
    """HTTP status, the error, its type."""
    busy = (429, "Model is overloaded", "overloaded")
    refusals: dict[Kind, tuple[int, str, str]] = {
        Kind.NO_CREDITS: (402, "Payment required", "billing"),
        Kind.FORBIDDEN: (403, "Forbidden", "permission"),
        Kind.NOT_FOUND: (404, f"Endpoint {model} not found", "not_found"),
        Kind.RATE_LIMITED: (429, "Too Many Requests", "rate_limit"),
        Kind.DAY_IS_SPENT: (429, "Too Many Requests: per day", "rate_limit"),
        Kind.OVERLOADED: busy,
        Kind.LOADING: (503, "503 Service Unavailable: the endpoint is starting up", "loading"),
        Kind.TOO_LONG: (
            422,
            f"Input validation error: `inputs` must have less than {INPUT_TOKENS} tokens. "
            "Given: 5000",
            "validation",
        ),
    }
    broken = (500, "Request failed during generation: incomplete", "incomplete_generation")
    return refusals.get(fault.kind, broken)


def token(text: str, *, is_special: bool = False) -> Json:
    return {
        "index": 1,
        "token": {"id": 9, "text": text, "logprob": -0.1, "special": is_special},
        "generated_text": None,
        "details": None,
    }


def details(tally: Tally) -> Json:
    return {
        "finish_reason": FINISH[tally.finish],
        "generated_tokens": tally.completion_tokens + tally.thought_tokens,
        "input_length": tally.prompt_tokens,
        "seed": None,
    }


def describe() -> bytes:
    return orjson.dumps(
        {
            "model_id": "rehearsal/tgi",
            "model_sha": "0",
            "max_concurrent_requests": 128,
            "max_best_of": 2,
            "max_stop_sequences": MOST_STOPS,
            "max_input_tokens": INPUT_TOKENS,
            "max_total_tokens": TOTAL_TOKENS,
            "validation_workers": 2,
            "router": "text-generation-router",
            "version": "3.3.5",
            "sha": None,
            "docker_label": None,
        }
    )
