"""Reads what a provider says when it refuses, in every shape they say it, and quotes it safely."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace

import orjson

from providers.adapters.rules import NO_TEXT, WEB_PAGE

MAX_QUOTE = 200
# A provider's text that shares this many characters with a message repeats it.
MIN_REPEATED = 20

_KEY = re.compile(
    r"\b(?:hf_|api_org_|sk-|sk_|gsk_|csk-|xai-|nvapi-|r8_|fw_|AIza|AQ\.|ac_)[\w.*\-]+"
    r"|\bBearer\s+\S+|\b(?:api_?)?key=\S+|\btoken=\S+",
    re.IGNORECASE,
)
_TITLE = re.compile(r"<title[^>]*>([^<]*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Refusal:
    """`words` is all that can tell the reason, in lower case: message, codes, reasons.

    `headers` have lower-case names, with those that a body repeats from behind it.
    """

    status: int
    message: str = ""
    words: str = ""
    document: Mapping[str, object] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)

    def quote(self, private: Sequence[str]) -> str:
        """The provider's own text as far as it may be shown, else nothing."""
        text = " ".join(self.message[: 2 * MAX_QUOTE].split())
        if not text or _repeats(text, private):
            return ""
        text = _KEY.sub("[key]", text)
        return text if len(text) <= MAX_QUOTE else f"{text[: MAX_QUOTE - 1]}…"


def read_refusal(status: int, headers: Mapping[str, str], body: bytes) -> Refusal:
    """From a response that is not a 2xx."""
    lowered = {name.lower(): value for name, value in headers.items()}
    text = body.decode("utf-8", "replace").strip()
    is_page = text.startswith("<")
    refusal = _read({} if is_page else _parse(text), status, lowered)
    if refusal.words:
        return refusal
    # Of a page only the title: in the rest of it any word may stand.
    title = _TITLE.search(text) if is_page else None
    said = [WEB_PAGE if is_page else NO_TEXT, title[1].strip() if title else ""]
    return replace(refusal, words=_joined(said))


def read_refusal_in_frame(frame: Mapping[str, object]) -> Refusal:
    """From an error inside a stream or a body whose status was 200; status 0 if it names none."""
    return _read(frame, 0, {})


def _parse(text: str) -> object:
    """JSON, alone or as the event of a stream; else the text itself."""
    for candidate in (text, text.partition("data:")[2].partition("\n")[0]):
        with suppress(orjson.JSONDecodeError):
            return orjson.loads(candidate)
    return text


def _read(parsed: object, status: int, headers: Mapping[str, str]) -> Refusal:
    document = _unfold(parsed)
    message = headers.get("x-error-message") or _message(document)
    return Refusal(
        status=status or _status(document),
        message=message,
        words=_joined([headers.get("x-error-code", ""), message, *_codes(document)]),
        document=document,
        headers={**_behind(document), **headers},
    )


def _joined(said: Iterable[str]) -> str:
    return " | ".join(word for word in said if word).lower()


def _unfold(parsed: object) -> dict[str, object]:
    """One flat object out of every envelope; what stands further in wins."""
    if isinstance(parsed, str):
        return {"message": parsed}
    if isinstance(parsed, list):
        return _unfold(parsed[0]) if parsed else {}
    if not isinstance(parsed, dict):
        return {}
    flat: dict[str, object] = {name: value for name, value in parsed.items() if name != "error"}
    inner = parsed.get("error")
    if isinstance(inner, list):
        flat["message"] = "; ".join(str(item) for item in inner)
    elif isinstance(inner, str):
        flat |= {"message": parsed.get("error_description") or inner, "code": inner}
    for envelope in (inner, parsed.get("detail"), parsed.get("metadata")):
        if isinstance(envelope, dict):
            flat |= _unfold(envelope)
    return flat | _details(flat)


def _details(document: Mapping[str, object]) -> dict[str, object]:
    """What Google says more of the reason."""
    found: dict[str, object] = {}
    for detail in _objects(document.get("details")):
        found |= {
            name: detail[name] for name in ("retryDelay", "reason", "violations") if name in detail
        }
    return found


def _message(document: Mapping[str, object]) -> str:
    for name in ("message", "detail", "errors", "title"):
        value = document.get(name)
        if isinstance(value, str) and value:
            return value
        listed = [item.get("msg") or item.get("message") for item in _objects(value)]
        if any(listed):
            return "; ".join(str(text) for text in listed if text)
    return ""


def _codes(document: Mapping[str, object]) -> Iterator[str]:
    # `raw` is what the provider behind OpenRouter said.
    for name in ("code", "type", "status", "error_type", "reason", "raw"):
        if isinstance(value := document.get(name), str):
            yield value
    if "estimated_time" in document:
        yield "estimated_time"
    for violation in _objects(document.get("violations")):
        yield f"{violation.get('quotaId')} limit: {violation.get('quotaValue')};"


def _behind(document: Mapping[str, object]) -> dict[str, str]:
    """OpenRouter repeats in the body the headers of the provider behind it."""
    headers = document.get("headers")
    if not isinstance(headers, dict):
        return {}
    return {str(name).lower(): str(value) for name, value in headers.items()}


def _status(document: Mapping[str, object]) -> int:
    """Inside a 200 the status stands in the body, as a number or as a text."""
    for name in ("code", "status_code", "http_status_code", "statusCode", "status"):
        value = str(document.get(name))
        if value.isdecimal() and 400 <= int(value) < 600:
            return int(value)
    return 0


def _objects(value: object) -> list[dict[str, object]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _repeats(text: str, private: Sequence[str]) -> bool:
    folded = text.casefold()
    for secret in filter(None, (" ".join(text.casefold().split()) for text in private)):
        width = min(MIN_REPEATED, len(secret))
        windows = (folded[at : at + width] for at in range(len(folded) - width + 1))
        if any(window in secret for window in windows):
            return True
    return False
