"""How streams are cut into payloads, and payloads read as frames: SSE and NDJSON."""

from __future__ import annotations

import logging
import math
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

import orjson

from providers.adapters.failures import failure_in_frame
from providers.errors import Malformed

Frame = dict[str, Any]

WAITING = b"\n"  # among lines and payloads, which are none: the next one is not there yet
STILL_WAITING: Frame = {}  # the same among frames

MAX_FRAME_BYTES: Final = 1_000_000
MAX_ANSWER_BYTES: Final = 4_000_000
TOO_MUCH: Final = "The provider sent more than can be an answer."

log = logging.getLogger(__name__)


def split_events(lines: Iterable[bytes]) -> Iterator[bytes]:
    """The payloads of an SSE stream, or the body as one payload where it is bare JSON."""
    lines = iter(lines)
    held: bytearray | None = None
    is_error = False
    for line in lines:
        if line is WAITING:
            yield line
        elif line.startswith(b"data:"):
            payload = line[5:].removeprefix(b" ")
            if payload.strip() == b"[DONE]":
                break
            held = _with_line(held, payload, MAX_FRAME_BYTES)
        elif line in (b"", b"\r") and held is not None:
            yield _as_payload(held, is_error=is_error)
            held, is_error = None, False
        elif line.lstrip()[:1] in (b"{", b"["):
            yield _whole(line, lines)
            return
        else:
            is_error = is_error or line.replace(b" ", b"").rstrip() == b"event:error"
    if held is not None:
        yield _as_payload(held, is_error=is_error)


def split_lines(lines: Iterable[bytes]) -> Iterator[bytes]:
    """The payloads of an NDJSON stream, or the body as one payload where it is printed prettily."""
    lines = iter(lines)
    for line in lines:
        payload = line if line is WAITING else line.strip()
        if payload in (b"{", b"["):
            yield _whole(payload, lines)
        elif payload:
            yield payload


def read_frames(payloads: Iterable[bytes], private: Sequence[str]) -> Iterator[Frame]:
    """The objects in the payloads. One unreadable payload is left out, an error is raised."""
    unreadable = 0
    for payload in payloads:
        if payload is WAITING:
            yield STILL_WAITING
            continue
        frames = _parse(payload)
        if not frames:
            unreadable += 1
            if unreadable > 1:
                raise Malformed
            log.warning("Left out an unreadable chunk of %d bytes", len(payload))
        for frame in frames:
            if frame.get("error") or frame.get("object") == "error":
                raise failure_in_frame(frame, private)
            yield frame


def as_frame(value: object) -> Frame:
    """The object, or an empty one where something else or nothing stands."""
    return value if isinstance(value, dict) else {}


def as_frames(value: object) -> list[Frame]:
    return [as_frame(item) for item in value] if isinstance(value, list) else []


def first_frame(value: object) -> Frame:
    return as_frame(value[0]) if isinstance(value, list) and value else {}


def as_text(value: object) -> str:
    """A text, or the text of a list of parts."""
    if isinstance(value, str):
        return value
    if not isinstance(value, list):
        return ""
    return "".join(
        part if isinstance(part, str) else as_text(as_frame(part).get("text")) for part in value
    )


def as_count(value: object) -> int:
    return value if isinstance(value, int) and value > 0 else 0


def as_measure(value: object) -> float | None:
    """A number that says something; a zero does, an absent or a negative one does not."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    return float(value) if 0 <= value < math.inf else None


def as_flag(value: object) -> bool | None:
    return value if isinstance(value, bool) else None


def _with_line(held: bytearray | None, line: bytes, most_bytes: int) -> bytearray:
    if held is None:
        held = bytearray(line)
    else:
        held += b"\n"
        held += line
    if len(held) > most_bytes:
        raise Malformed(TOO_MUCH)
    return held


def _whole(first: bytes, lines: Iterable[bytes]) -> bytes:
    """A body that is no stream."""
    body = bytearray(first)
    for line in lines:
        body = _with_line(body, line, MAX_ANSWER_BYTES)
    return bytes(body)


def _as_payload(held: bytearray, *, is_error: bool) -> bytes:
    return _as_error(bytes(held)) if is_error else bytes(held)


def _as_error(payload: bytes) -> bytes:
    try:
        orjson.loads(payload)
    except orjson.JSONDecodeError:
        payload = orjson.dumps(payload.decode("utf-8", "replace"))
    return b'{"error":%b}' % payload


def _parse(payload: bytes) -> list[Frame]:
    try:
        parsed = orjson.loads(payload)
    except orjson.JSONDecodeError:
        return []
    if isinstance(parsed, list):
        return [item for item in parsed if isinstance(item, dict)]
    return [parsed] if isinstance(parsed, dict) else []
