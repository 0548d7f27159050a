"""What may happen on the wire instead of an answer, before it, or in its middle."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

import orjson

from providers.rehearsal.connection import Reply
from providers.rehearsal.refusals import WEB_PAGE, web_page
from providers.rehearsal.wires.gemini import GeminiWire
from providers.rehearsal.wires.ollama import OllamaWire
from providers.rehearsal.wires.wire import Ask, Json, Wire
from providers.scripted.kinds import Kind
from providers.scripted.scripts import Fault

USUAL_WAIT_SECONDS: Final = 30.0
COMMENT_SECONDS: Final = 0.5
WHATEVER_BYTES: Final = 1024  # promised by a head that nothing follows
# In JSON no text can look like these: its quotation marks are escaped.
FINISHES: Final = (
    (b'"finish_reason":"stop"', b'"finish_reason":null'),
    (b'"finishReason":"STOP"', b'"finishReason":null'),
    (b'"done":true', b'"done":false'),
)


@dataclass(slots=True)
class Scene:
    """One call, the wire it came by, and what was scripted for it."""

    ask: Ask
    wire: Wire
    reply: Reply
    fault: Fault


async def hang(_scene: Scene) -> None:
    """Until the client leaves: then this is cancelled."""
    await asyncio.Event().wait()


async def fall_mute(scene: Scene) -> None:
    if scene.ask.is_streamed:
        scene.reply.start(scene.wire.content_type)
        scene.reply.flush()
    else:
        scene.reply.send(200, b"", promised_bytes=WHATEVER_BYTES)
    await hang(scene)


async def reset(scene: Scene) -> None:
    await scene.reply.reset()


async def show_page(scene: Scene) -> None:
    scene.reply.send(200, web_page("Welcome"), content_type=WEB_PAGE)


async def show_signs_of_life(scene: Scene) -> None:
    """Comments on an event stream, white space elsewhere. The reply must have been started."""
    scene.reply.flush()
    is_sse = scene.ask.is_streamed and not isinstance(scene.wire, OllamaWire)
    sign = b": keep-alive\n\n" if is_sse else b"\n"
    left = scene.fault.amount_or(float("inf"))
    while left > 0:
        scene.reply.write(sign)
        await asyncio.sleep(min(left, COMMENT_SECONDS))
        left -= COMMENT_SECONDS


async def stall(scene: Scene) -> None:
    await asyncio.sleep(scene.fault.amount_or(USUAL_WAIT_SECONDS))


async def garble(scene: Scene) -> None:
    scene.reply.write(scene.wire.garbled * int(scene.fault.amount_or(1)))


async def cut(scene: Scene) -> None:
    scene.reply.finish()


async def drop(scene: Scene) -> None:
    scene.reply.drop()


async def fail(scene: Scene) -> None:
    scene.reply.finish(scene.wire.error_frame())


async def drip(body: bytes, bytes_per_second: float, write: Callable[[bytes], None]) -> None:
    for at in range(len(body)):
        write(body[at : at + 1])
        await asyncio.sleep(1 / bytes_per_second)


def send_object(scene: Scene, body: Json) -> None:
    """One object under a 200, and the end."""
    written = orjson.dumps(body)
    if not scene.ask.is_streamed:
        scene.reply.send(200, written)
        return
    scene.reply.start(scene.wire.content_type)
    is_line = isinstance(scene.wire, OllamaWire)
    scene.reply.finish(written + b"\n" if is_line else b"data: %b\n\n" % written)


def blocked(wire: Wire) -> Json | None:
    """How a prompt is blocked under a 200, where there is a way of its own to say so."""
    if isinstance(wire, GeminiWire):
        return {"promptFeedback": {"blockReason": "PROHIBITED_CONTENT"}}
    return None


def without_finish(body: bytes) -> bytes:
    for said, unsaid in FINISHES:
        body = body.replace(said, unsaid)
    return body


# In place of an answer; then in its middle.
INSTEAD: Final[dict[Kind, Callable[[Scene], Awaitable[None]]]] = {
    Kind.HANG: hang,
    Kind.MUTE: fall_mute,
    Kind.HTML_IN_200: show_page,
}
IN_MID_STREAM: Final[dict[Kind, Callable[[Scene], Awaitable[None]]]] = {
    Kind.STALL: stall,
    Kind.MALFORMED: garble,
    Kind.CUT: cut,
    Kind.DROP: drop,
    Kind.RESET: reset,
    Kind.ERROR: fail,
}
