"""Takes the chunked transfer coding out of what single reads of a socket bring."""

from __future__ import annotations

from http.client import HTTPException

MAX_SIZE_LINE_BYTES = 4_096


class Unchunker:
    """A state for RFC 9112 §7.1. `feed` gives the content that a piece of the body completes.

    The readers of urllib3 and http.client give one chunk at a time, and urllib3's only whole
    ones: a server that dribbles a chunk would outlast every deadline.
    """

    def __init__(self) -> None:
        self.is_over = False
        self._held = b""
        self._left = 0  # of the present chunk, with the line end that closes it

    @property
    def is_complete(self) -> bool:
        """Has the body ended, with nothing left over that the next response would stumble on?"""
        return self.is_over and self._held == b"\r\n"

    def feed(self, piece: bytes) -> bytes:
        framed = self._held + piece
        content: list[bytes] = []
        at = 0
        while at < len(framed) and not self.is_over:
            if self._left:
                end = min(at + self._left, len(framed))
                content.append(framed[at : max(at, min(end, at + self._left - 2))])
                self._left -= end - at
                at = end
                continue
            end = framed.find(b"\n", at)
            if end < 0:
                break
            self._begin_chunk(framed[at:end])
            at = end + 1
        self._held = framed[at:]
        if len(self._held) > MAX_SIZE_LINE_BYTES:
            raise HTTPException("The size of a chunk is too long to be one.")
        return b"".join(content)

    def _begin_chunk(self, line: bytes) -> None:
        try:
            size = int(line.split(b";", 1)[0], 16)
        except ValueError:
            raise HTTPException("The size of a chunk is not a number.") from None
        if size < 0:
            raise HTTPException("The size of a chunk is negative.")
        self.is_over = size == 0
        self._left = size + 2 if size else 0
