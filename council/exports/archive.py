"""Many deliberations, one after the other: never more of them in memory than are read at once."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import TYPE_CHECKING

import orjson

from council.exports.markdown import document
from council.exports.naming import file_name
from council.exports.quoting import in_line
from council.exports.record import VERSION, record
from council.models import Conversation, Deliberation, DeliberationQuerySet

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

READ_AT_ONCE = 10


def conversation_document(conversation: Conversation, title: str) -> Iterator[bytes]:
    """All its turns, the oldest first."""
    yield f"# {in_line(title)}\n".encode()
    for turn in _each(conversation.turns.all()):
        yield f"\n---\n\n{document(turn, level=2)}".encode()


def conversation_record(conversation: Conversation, title: str) -> Iterator[bytes]:
    head = {
        "format": "ai-council/conversation",
        "version": VERSION,
        "id": conversation.id,
        "title": title,
        "created_at": conversation.created_at,
    }
    yield orjson.dumps(head, option=orjson.OPT_UTC_Z)[:-1] + b',"deliberations":[\n'
    for place, turn in enumerate(_each(conversation.turns.all())):
        yield (b",\n" if place else b"") + record(turn).rstrip()
    yield b"\n]}\n"


def archive(found: DeliberationQuerySet) -> Iterator[bytes]:
    """A ZIP with a folder for each conversation; of each deliberation a document and a record."""
    drain = _Drain()
    with zipfile.ZipFile(drain, "w", zipfile.ZIP_DEFLATED) as files:
        for turn in _each(found.select_related("conversation")):
            for name, text in _files_of(turn):
                files.writestr(name, text)
                yield drain.take()
    yield drain.take()


def _files_of(turn: Deliberation) -> Iterator[tuple[zipfile.ZipInfo, bytes]]:
    folder = f"{turn.conversation.created_at:%Y-%m-%d}-{turn.conversation_id.hex[:8]}"
    for ending, text in (("md", document(turn).encode()), ("json", record(turn))):
        name = f"{turn.created_at:%Y-%m-%dT%H%M%S}-{file_name(turn.query, turn.id, ending)}"
        moment = turn.created_at.timetuple()[:6]
        told = zipfile.ZipInfo(f"{folder}/{name}", moment)
        told.compress_type = zipfile.ZIP_DEFLATED
        yield told, text


def _each(found: DeliberationQuerySet) -> Iterator[Deliberation]:
    """In the order in which they were asked. What is deleted meanwhile is left out.

    Without their opinions: what is prefetched points back, and such circles of long texts would
    stay in memory until the garbage collector comes by.
    """
    ids = list(found.order_by("created_at", "id").values_list("id", flat=True))
    whole = found.order_by("created_at", "id")
    for begin in range(0, len(ids), READ_AT_ONCE):
        yield from whole.filter(id__in=ids[begin : begin + READ_AT_ONCE])


class _Drain(io.RawIOBase):
    """What a ZIP is written to: holds what was not taken yet."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, piece: ReadableBuffer) -> int:
        self._pieces.append(bytes(piece))
        return len(self._pieces[-1])

    def take(self) -> bytes:
        taken = b"".join(self._pieces)
        self._pieces.clear()
        return taken
