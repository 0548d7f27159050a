"""Reads an answer out of a stream's frames, and does not take a broken one for a whole one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain
from typing import Final, Protocol

from providers.adapters.framing import (
    MAX_ANSWER_BYTES,
    STILL_WAITING,
    TOO_MUCH,
    Frame,
    read_frames,
)
from providers.adapters.http import Exchange
from providers.errors import (
    Cancelled,
    Cut,
    Declined,
    Empty,
    Malformed,
    ProviderError,
    UpstreamFault,
)
from providers.protocol import Delta, Finish, Usage

LENGTH_USED_UP: Final = "The model used up its length before it wrote any text."


class Dialect(Protocol):
    """What one kind of provider means by its frames, through one answer."""

    def read(self, frame: Frame) -> Delta:
        """What the frame brings. Raises Declined or UpstreamFault where it is an end that is none:
        then only the usage may still come."""
        ...

    def usage(self, frame: Frame) -> Usage | None:
        """What is counted in the frame, if anything."""
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
    for delta in _joined(_deltas(exchange, payloads, dialect)):
        finish = delta.finish or finish
        length += _bytes_of(delta)
        if length > MAX_ANSWER_BYTES:
            raise Malformed(TOO_MUCH)
        has_text = has_text or bool(delta.text.strip())
        if delta.text or delta.reasoning or delta.usage:
            yield replace(delta, finish=None) if delta.finish else delta
    yield _finish(finish, has_text=has_text)
    exchange.drain()


def _deltas(
    exchange: Exchange, payloads: Iterable[bytes], dialect: Dialect
) -> Iterator[Delta | None]:
    """What each frame brings; None where the next is not there yet."""
    frames = read_frames(payloads, exchange.request.private)
    for frame in frames:
        if frame is STILL_WAITING:
            yield None
            continue
        try:
            delta = dialect.read(frame)
        except (Declined, UpstreamFault):
            exchange.has_finish = True
            yield from _counted(dialect, chain([frame], frames))
            raise
        if delta.finish:
            exchange.has_finish = True
        if delta.text or delta.reasoning:
            exchange.has_text = True
        yield delta
    yield dialect.rest()


def _counted(dialect: Dialect, frames: Iterable[Frame]) -> Iterator[Delta]:
    """The usage of an answer that is none: it is paid for all the same."""
    try:
        for frame in frames:
            if usage := dialect.usage(frame):
                yield Delta(usage=usage)
    except Cancelled:
        raise
    except ProviderError:
        return  # whatever is wrong with the rest, the end has been told


def _joined(deltas: Iterable[Delta | None]) -> Iterator[Delta]:
    """What came together is one: each piece costs its way to the reader."""
    held: list[Delta] = []
    failure: ProviderError | None = None
    try:
        for delta in deltas:
            if delta is not None:
                held.append(delta)
            elif held:
                yield _join(held)
                held = []
    except ProviderError as error:
        failure = error
    if held:
        yield _join(held)
    if failure:
        raise failure


def _join(deltas: Sequence[Delta]) -> Delta:
    if len(deltas) == 1:
        return deltas[0]
    return Delta(
        text="".join(delta.text for delta in deltas),
        reasoning="".join(delta.reasoning for delta in deltas),
        usage=next((delta.usage for delta in reversed(deltas) if delta.usage), None),
        finish=next((delta.finish for delta in reversed(deltas) if delta.finish), None),
        pieces=sum(delta.pieces for delta in deltas if delta.text or delta.reasoning),
    )


def _bytes_of(delta: Delta) -> int:
    return len(f"{delta.text}{delta.reasoning}".encode(errors="surrogatepass"))


def _finish(finish: Finish | None, *, has_text: bool) -> Delta:
    if finish is None:
        raise Cut
    if not has_text:
        if finish is Finish.LENGTH:
            raise Empty(LENGTH_USED_UP)
        raise Empty
    return Delta(finish=finish)
