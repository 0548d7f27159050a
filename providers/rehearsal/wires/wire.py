"""What the three wire protocols have in common, and the values that pass between wire and stage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

import orjson

from providers.rehearsal.connection import Request
from providers.scripted.kinds import Kind
from providers.scripted.scripts import Fault

Json = dict[str, object]
Finish = Literal["stop", "length", "filter"]
TOKEN = "\u0000token"  # noqa: S105 - a place for a token of text
HTML_TIMEOUT = b"<html><body><h1>504 Gateway Time-out</h1></body></html>"


@dataclass(frozen=True, slots=True)
class Line:
    role: str
    text: str


@dataclass(frozen=True, slots=True)
class Ask:
    """One call to a model, whatever wire it came by. No `max_tokens` means no limit.
    `is_usage_wanted`: its answer ends with how many tokens it took.

    `body` is the whole of it, for what is no chat.
    """

    model: str
    messages: tuple[Line, ...]
    max_tokens: int = 0
    stop: tuple[str, ...] = ()
    is_streamed: bool = False
    is_usage_wanted: bool = True
    context_tokens: int = 0
    id: str = ""
    body: Json = field(default_factory=dict)
    is_chat: bool = True


@dataclass(frozen=True, slots=True)
class Tally:
    """How an answer ended, what it took, and its text.

    `cached_tokens` are part of the prompt's; `thought_tokens` stand beside those of the answer.
    """

    finish: Finish
    prompt_tokens: int
    completion_tokens: int
    seconds: float
    text: str = ""
    cached_tokens: int = 0
    thought_tokens: int = 0


@dataclass(frozen=True, slots=True)
class Page:
    status: int
    body: bytes
    content_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)


class BadRequest(Exception):
    """What was sent is not what this wire speaks."""


class Wire(Protocol):
    content_type: str
    end_mark: bytes
    garbled: bytes

    def key(self, request: Request) -> str: ...

    def read(self, request: Request, id_: str) -> Ask:
        """Raises BadRequest."""
        ...

    def opening(self, ask: Ask) -> bytes:
        """What precedes the first token."""
        ...

    def around(self, ask: Ask) -> tuple[bytes, bytes]:
        """What stands before and after the JSON string of a token."""
        ...

    def ending(self, ask: Ask, tally: Tally) -> bytes:
        """What follows the last token, but for the end mark."""
        ...

    def whole(self, ask: Ask, text: str, tally: Tally) -> bytes: ...

    def error_frame(self) -> bytes: ...

    def refusal(self, fault: Fault, model: str) -> Page: ...

    def bad_request(self, message: str) -> Page: ...


def read_object(body: bytes) -> Json:
    try:
        found = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise BadRequest("The body is not JSON.") from error
    return as_object(found, "The body")


def as_object(value: object, name: str) -> Json:
    if not isinstance(value, dict):
        raise BadRequest(f"{name} must be an object.")
    return value


def as_list(value: object, name: str) -> Sequence[object]:
    if not isinstance(value, list):
        raise BadRequest(f"{name} must be a list.")
    return value


def as_count(value: object) -> int:
    return value if isinstance(value, int) else 0


def as_strings(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    return tuple(item for item in value if isinstance(item, str)) if isinstance(value, list) else ()


def text_of(content: object) -> str:
    """A string, or the texts of a list of parts."""
    if isinstance(content, str):
        return content
    parts = content if isinstance(content, list) else []
    texts = (part.get("text") for part in parts if isinstance(part, dict))
    return "".join(text for text in texts if isinstance(text, str))


def bearer_of(request: Request) -> str:
    return request.headers.get("authorization", "").removeprefix("Bearer").strip()


def wait_told(fault: Fault) -> dict[str, str]:
    """The header of a rate limit that says how long to wait."""
    if fault.kind is not Kind.RATE_LIMITED or fault.amount is None:
        return {}
    return {"Retry-After": f"{fault.amount:g}"}


def around_token(frame: Json) -> tuple[bytes, bytes]:
    """Cut a frame in two where TOKEN stands in it."""
    before, _, after = orjson.dumps(frame).partition(orjson.dumps(TOKEN))
    return before, after


def refuse(status: int, body: Json, headers: Mapping[str, str] | None = None) -> Page:
    return Page(status, orjson.dumps(body), headers=headers or {})
