"""Gemini: whole response objects as events, errors with details, a list under models/."""

from __future__ import annotations

import re
from collections.abc import Sequence

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
    read_object,
    refuse,
    text_of,
)
from providers.scripted.kinds import Kind
from providers.scripted.scripts import Fault

ACTION = re.compile(r"^/v1(?:beta)?/models/(.+):(generateContent|streamGenerateContent)$")
FINISH = {"stop": "STOP", "length": "MAX_TOKENS", "filter": "SAFETY"}
MOST_ON_A_PAGE = 1000
EMBEDS = ["embedContent", "countTokens", "asyncBatchEmbedContent"]
WRITES = ["generateContent", "countTokens", "createCachedContent", "batchGenerateContent"]
INPUT_TOKENS, OUTPUT_TOKENS = 1_048_576, 65_536


class GeminiWire:
    content_type = "text/event-stream"
    end_mark = b""
    garbled = b'data: {"candidates":[{"content":{"par\r\n\r\n'

    def key(self, request: Request) -> str:
        return request.headers.get("x-goog-api-key", "") or request.parameter("key")

    def read(self, request: Request, id_: str) -> Ask:
        action = ACTION.match(request.path)
        if not action:
            raise BadRequest("No model and no action in the path.")
        body = read_object(request.body)
        system = body.get("systemInstruction") or body.get("system_instruction")
        found = body.get("generationConfig") or body.get("generation_config") or {}
        config = as_object(found, "generationConfig")
        lines = read_contents(body.get("contents"))
        if isinstance(system, dict):
            lines = (Line("system", text_of(system.get("parts"))), *lines)
        return Ask(
            model=action[1],
            messages=lines,
            max_tokens=as_count(config.get("maxOutputTokens") or config.get("max_output_tokens")),
            stop=as_strings(config.get("stopSequences") or config.get("stop_sequences")),
            is_streamed=action[2] == "streamGenerateContent",
            id=id_,
        )

    def opening(self, ask: Ask) -> bytes:  # noqa: ARG002 - the first event is a token's
        return b""

    def around(self, ask: Ask) -> tuple[bytes, bytes]:
        frame = signed(ask, {"candidates": [candidate(TOKEN)]})
        before, after = around_token(frame)
        return b"data: " + before, after + b"\r\n\r\n"

    def ending(self, ask: Ask, tally: Tally) -> bytes:
        return event(answer(ask, "", tally))

    def whole(self, ask: Ask, text: str, tally: Tally) -> bytes:
        return orjson.dumps(answer(ask, text, tally))

    def error_frame(self) -> bytes:
        return event(error(500, "INTERNAL", "An internal error has occurred."))

    def refusal(self, fault: Fault, model: str) -> Page:
        status, name, message = refusal_of(fault, model)
        return refuse(status, error(status, name, message, *details_of(fault, model)))

    def bad_request(self, message: str) -> Page:
        return refuse(400, error(400, "INVALID_ARGUMENT", message))


def read_contents(contents: object) -> tuple[Line, ...]:
    given = [as_object(content, "Each content") for content in as_list(contents or [], "contents")]
    if not given:
        raise BadRequest("* GenerateContentRequest.contents: contents is not specified")
    roles = [str(content.get("role", "user")) for content in given]
    if not {"user", "model"}.issuperset(roles):
        raise BadRequest("Please use a valid role: user, model.")
    if roles[-1] == "model":
        raise BadRequest("Please ensure that the last turn is a user's.")
    texts = (text_of(content.get("parts")) for content in given)
    return tuple(Line(role, text) for role, text in zip(roles, texts, strict=True))


def refusal_of(fault: Fault, model: str) -> tuple[int, str, str]:
    """HTTP status, the status' name, the message."""
    quota = "You exceeded your current quota, please check your plan and billing details."
    busy = "This model is currently experiencing high demand. Please try again later."
    refusals: dict[Kind, tuple[int, str, str]] = {
        Kind.UNAUTHORISED: (
            400,
            "INVALID_ARGUMENT",
            "API key not valid. Please pass a valid API key.",
        ),
        Kind.NO_CREDITS: (402, "RESOURCE_EXHAUSTED", "Your prepaid credit is used up."),
        Kind.FORBIDDEN: (403, "PERMISSION_DENIED", "This API key may not use this service."),
        Kind.NOT_FOUND: (
            404,
            "NOT_FOUND",
            f"models/{model} is not found for API version v1beta, or is not supported for "
            "generateContent.",
        ),
        Kind.RATE_LIMITED: (429, "RESOURCE_EXHAUSTED", quota),
        Kind.DAY_IS_SPENT: (429, "RESOURCE_EXHAUSTED", quota),
        Kind.OVERLOADED: (503, "UNAVAILABLE", busy),
        Kind.LOADING: (503, "UNAVAILABLE", busy),
        Kind.TIMED_OUT: (504, "DEADLINE_EXCEEDED", "The deadline has passed."),
        Kind.TOO_LONG: (
            400,
            "INVALID_ARGUMENT",
            f"The input token count ({INPUT_TOKENS + 1}) exceeds the maximum number of tokens "
            f"allowed ({INPUT_TOKENS}).",
        ),
    }
    return refusals.get(fault.kind, (500, "INTERNAL", "An internal error has occurred."))


def details_of(fault: Fault, model: str) -> list[Json]:
    if fault.kind is Kind.UNAUTHORISED:
        domain = {"reason": "API_KEY_INVALID", "domain": "googleapis.com"}
        return [{"@type": "type.googleapis.com/google.rpc.ErrorInfo", **domain}]
    if fault.kind is Kind.DAY_IS_SPENT:
        return [*quota_failure("PerDay", model), retry_info(3.0)]
    if fault.kind is Kind.RATE_LIMITED and fault.amount is not None:
        return [*quota_failure("PerMinute", model), retry_info(fault.amount)]
    return []


def quota_failure(window: str, model: str) -> list[Json]:
    violation = {
        "quotaMetric": "generativelanguage.googleapis.com/generate_content_free_tier_requests",
        "quotaId": f"GenerateRequests{window}PerProjectPerModel-FreeTier",
        "quotaDimensions": {"model": model, "location": "global"},
        "quotaValue": "20",
    }
    kind = "type.googleapis.com/google.rpc.QuotaFailure"
    return [{"@type": kind, "violations": [violation]}]


def retry_info(seconds: float) -> Json:
    kind = "type.googleapis.com/google.rpc.RetryInfo"
    return {"@type": kind, "retryDelay": f"{seconds:g}s"}


def error(status: int, name: str, message: str, *details: Json) -> Json:
    found: Json = {"code": status, "message": message, "status": name}
    return {"error": found | ({"details": list(details)} if details else {})}


def list_page(models: Sequence[str], request: Request) -> bytes:
    """Raises BadRequest. The token of a page is where it begins."""
    size, token = request.parameter("pageSize") or "50", request.parameter("pageToken") or "0"
    if not (size.isdecimal() and token.isdecimal()):
        raise BadRequest("The page size or the page token is invalid.")
    start, end = int(token), int(token) + min(int(size) or 50, MOST_ON_A_PAGE)
    found: Json = {"models": [entry(model) for model in models[start:end]]}
    return orjson.dumps(found | ({"nextPageToken": str(end)} if end < len(models) else {}))


def describe(model: str) -> bytes:
    return orjson.dumps(entry(model))


def entry(model: str) -> Json:
    return {
        "name": f"models/{model}",
        "version": "001",
        "displayName": model,
        "description": "Played by the rehearsal upstream.",
        "inputTokenLimit": INPUT_TOKENS,
        "outputTokenLimit": OUTPUT_TOKENS,
        "supportedGenerationMethods": EMBEDS if "embedding" in model else WRITES,
        "temperature": 1,
        "topP": 0.95,
        "maxTemperature": 2,
    }


def candidate(text: str) -> Json:
    return {"content": {"parts": [{"text": text}], "role": "model"}, "index": 0}


def answer(ask: Ask, text: str, tally: Tally) -> Json:
    last = candidate(text) | {"finishReason": FINISH[tally.finish]}
    return signed(ask, {"candidates": [last], "usageMetadata": usage_of(tally)})


def usage_of(tally: Tally) -> Json:
    """What is nothing is left out."""
    details = {
        "cachedContentTokenCount": tally.cached_tokens,
        "thoughtsTokenCount": tally.thought_tokens,
    }
    written = tally.completion_tokens + tally.thought_tokens
    return {
        "promptTokenCount": tally.prompt_tokens,
        "candidatesTokenCount": tally.completion_tokens,
        "totalTokenCount": tally.prompt_tokens + written,
        **{name: count for name, count in details.items() if count},
    }


def signed(ask: Ask, body: Json) -> Json:
    return body | {"modelVersion": ask.model, "responseId": ask.id}


def event(frame: Json) -> bytes:
    return b"data: " + orjson.dumps(frame) + b"\r\n\r\n"
