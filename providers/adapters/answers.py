"""Reads an answer out of a stream's frames, and does not take a broken one for a whole one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Protocol

from providers.adapters.framing import Frame, read_frames
from providers.adapters.http import MAX_ANSWER_BYTES, Exchange
from providers.errors import Cut, Empty, Malformed
from providers.protocol import Delta, Finish


class Dialect(Protocol):
    """What one kind of provider means by its frames, through one answer."""

    def read(self, frame: Frame) -> Delta:
        """What the frame brings. Raises Declined if it says so."""
        ...

    def rest(self) -> Delta:
        """What was held back until the end."""
        ...


def read_answer(
    exchange: Exchange,
    payloads: Iterable[bytes],
    dialect: Dialect,
    dropped: tuple[str, ...] = (),
) -> Iterator[Delta]:
    """The answer in pieces; the last one, and only it, has the finish."""
    if dropped:
        yield Delta(dropped=dropped)
    if exchange.content_type.startswith("text/html"):
        raise Malformed("The provider sent a web page instead of an answer.")
    finish: Finish | None = None
    has_text = False
    length = 0
    for delta in _deltas(exchange, payloads, dialect):
        if delta.finish:
            finish = delta.finish
            exchange.has_finish = True
            delta = replace(delta, finish=None)
        if delta.text or delta.reasoning:
            exchange.has_text = True
            has_text = has_text or bool(delta.text.strip())
            length += len(delta.text) + len(delta.reasoning)
            if length > MAX_ANSWER_BYTES:
                raise Malformed("The provider sent more than can be an answer.")
            yield delta
        elif delta.usage:
            yield delta
    yield _finish(finish, has_text=has_text)
    exchange.drain()


def _deltas(exchange: Exchange, payloads: Iterable[bytes], dialect: Dialect) -> Iterator[Delta]:
    for frame in read_frames(payloads, exchange.request.private):
        yield dialect.read(frame)
    yield dialect.rest()


def _finish(finish: Finish | None, *, has_text: bool) -> Delta:
    if finish is None:
        raise Cut
    if not has_text:
        if finish is Finish.LENGTH:
            raise Empty("The model used up its length before it wrote any text.")
        raise Empty
    return Delta(finish=finish)
