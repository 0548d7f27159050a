"""A whole log as it stands on its row once the deliberation has ended."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable

import orjson

from council.deliberation.events import TERMINAL, Event

TYPE = re.compile(rb'\{"seq":\d+,"at":"[^"]*","type":"([^"]*)"')


def pack(lines: Iterable[bytes]) -> bytes:
    return zlib.compress(b"\n".join(lines), level=3)


def unpack(packed: bytes | memoryview) -> list[bytes]:
    return zlib.decompress(packed).split(b"\n")


def seq_of(line: bytes) -> int:
    """The number of an event, which every line begins with."""
    return int(line[len(b'{"seq":') : line.index(b",")])


def type_of(line: bytes) -> bytes:
    """Which every line has third."""
    found = TYPE.match(line)
    return found[1] if found else b""


def is_terminal(line: bytes) -> bool:
    return type_of(line).decode() in TERMINAL


Step = tuple[str, str, int]


def step_of(line: bytes) -> Step:
    """What an event settles: its type, its member and its round or number, if it has them."""
    event = orjson.loads(line)
    number = event.get("number", 1)
    return event["type"], event.get("member", ""), event.get("round", number)


def step(event: Event) -> Step:
    number = getattr(event, "number", 1)
    return event.type, getattr(event, "member", ""), getattr(event, "round", number)
