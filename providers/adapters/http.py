"""The one HTTP client: connections kept for each adapter, and exchanges that keep to a deadline."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from http.client import HTTPException
from typing import Any

import requests
from requests.exceptions import RequestException
from urllib3.exceptions import HTTPError, ReadTimeoutError

from providers.adapters.chunks import Unchunker
from providers.adapters.failures import failure_of_status
from providers.adapters.framing import MAX_ANSWER_BYTES, MAX_FRAME_BYTES, TOO_MUCH, WAITING
from providers.adapters.guard import Guard
from providers.adapters.line import Line, LineAdapter
from providers.adapters.requesting import Request, prepared
from providers.adapters.unreached import failure_to_ask, harmless
from providers.errors import (
    Cancelled,
    ConnectionLost,
    Cut,
    Malformed,
    ProviderError,
    Stalled,
    TimedOut,
)
from providers.protocol import Deadline

POOL_SIZE = 600
GATHER_SECONDS = 0.03
# What may still come after the finish is the usage and the end mark.
TAIL_SECONDS = 1.0
DRAIN_SECONDS = 0.05
READ_BYTES = 65_536
# Around each token of an answer an event wraps some 250 bytes of its own.
MAX_STREAM_BYTES = 16 * MAX_ANSWER_BYTES
MAX_FAILURE_BYTES = 65_536


class HttpClient:
    """Keeps connections to one provider. May be shared by threads. Without a guard the address is
    the operator's word, and goes unchecked."""

    def __init__(
        self,
        *,
        pool_size: int = POOL_SIZE,
        gather_seconds: float = GATHER_SECONDS,
        guard: Guard | None = None,
    ) -> None:
        self._gather_seconds = gather_seconds
        # No session: its cookies, redirects, proxies and ~/.netrc are not for us, and looking for
        # them at each request costs as much as sending it.
        self._adapter = LineAdapter(pool_size, guard)

    @contextmanager
    def open(self, request: Request, deadline: Deadline) -> Iterator[Exchange]:
        """Ask, and give the response while its body is being read. Raises unless it is a 2xx."""
        deadline.check()
        first_text_by = time.monotonic() + deadline.first_text_seconds
        line = Line(lambda: min(first_text_by - time.monotonic(), deadline.seconds_left()))
        with deadline.switch.while_open(line.cut):
            response = self._ask(request, deadline, line)
            exchange = Exchange(request, response, deadline, line, self._gather_seconds)
            try:
                exchange.check_status()
                yield exchange
            finally:
                line.let_go()
                exchange.close()

    def read(self, request: Request, deadline: Deadline) -> bytes:
        """The whole body."""
        with self.open(request, deadline) as exchange:
            return exchange.read_all(MAX_ANSWER_BYTES)

    def _ask(self, request: Request, deadline: Deadline, line: Line) -> requests.Response:
        connect_seconds = max(0.001, min(deadline.connect_seconds, deadline.seconds_left()))
        try:
            with line.in_use():
                return self._adapter.send(
                    prepared(request),
                    stream=True,
                    timeout=(connect_seconds, max(0.001, line.seconds_for_head())),
                )
        except (RequestException, HTTPError, OSError, UnicodeError) as error:
            line.let_go()
            if deadline.switch.is_cut:
                raise Cancelled from error
            raise failure_to_ask(error) from harmless(error)


class Exchange:
    """One response, while its body is being read by one thread."""

    def __init__(
        self,
        request: Request,
        response: requests.Response,
        deadline: Deadline,
        line: Line,
        gather_seconds: float,
    ) -> None:
        self.request = request
        self.has_text = False
        self.has_finish = False
        self._response = response
        self._deadline = deadline
        self._line = line
        self._gather_seconds = gather_seconds
        self._raw: Any = response.raw
        chunked = getattr(response.raw, "chunked", False)
        self._unchunker = Unchunker() if chunked else None
        self._is_over = False
        self._has_begun = False

    @property
    def headers(self) -> Mapping[str, str]:
        return self._response.headers

    @property
    def content_type(self) -> str:
        return (self._response.headers.get("Content-Type") or "").lower()

    @property
    def is_unchanged(self) -> bool:
        """The version that was named in the request still stands, and there is no body."""
        return self._response.status_code == 304 and "If-None-Match" in self.request.headers

    def check_status(self) -> None:
        status = self._response.status_code
        if self.is_unchanged:
            return
        if 200 <= status < 300:
            if self._response.headers.get("Content-Encoding", "identity") != "identity":
                raise Malformed("The provider compressed its answer although asked not to.")
            return
        body = bytearray()
        with suppress(TimedOut, ConnectionLost, Stalled, Cut, Malformed):
            while len(body) < MAX_FAILURE_BYTES and (piece := self._read()):
                body += piece
        raise failure_of_status(status, self._response.headers, bytes(body), self.request.private)

    def lines(self) -> Iterator[bytes]:
        """The body by line, each as soon as it is there, without its line feed."""
        return (line for line in self.marked_lines() if line is not WAITING)

    def marked_lines(self) -> Iterator[bytes]:
        """Those lines, with WAITING wherever the next one is not there yet."""
        switch = self._deadline.switch
        pending = bytearray()
        total = 0
        while piece := self._read():
            total += len(piece)
            pending += piece
            if b"\n" in piece:
                *lines, rest = bytes(pending).split(b"\n")
                pending = bytearray(rest)
                for line in lines:
                    if switch.is_cut:
                        raise Cancelled
                    yield line
                yield WAITING
            if len(pending) > MAX_FRAME_BYTES or total > MAX_STREAM_BYTES:
                raise Malformed(TOO_MUCH)
        if pending:
            yield bytes(pending)

    def read_all(self, max_bytes: int) -> bytes:
        body = bytearray()
        while piece := self._read():
            self.has_text = True
            body += piece
            if len(body) > max_bytes:
                raise Malformed(TOO_MUCH)
        return bytes(body)

    def drain(self) -> None:
        """Take the end of a body that is otherwise done with, so that its connection is kept."""
        with suppress(ProviderError):
            if not self._is_over and self._line.has_waiting(DRAIN_SECONDS):
                self._gather_seconds = 0.0
                self._read()

    def close(self) -> None:
        if self._unchunker and self._unchunker.is_complete:
            # What urllib3 does once it has read the last chunk itself.
            self._raw._original_response.close()
            self._raw.release_conn()
        else:
            self._response.close()

    def _read(self) -> bytes:
        """What is there, or what comes next; nothing at the end of the body."""
        while not self._is_over:
            self._gather()
            self._deadline.check()
            self._line.allow(self._patience())
            try:
                piece = self._take()
            except (HTTPError, HTTPException, OSError) as error:
                if self._deadline.switch.is_cut:
                    raise Cancelled from error
                if self.has_finish:
                    self._is_over = True
                    break
                raise self._failure_to_read(error) from error
            if self._deadline.switch.is_cut:
                raise Cancelled
            if piece:
                self._has_begun = True
                return piece
        return b""

    def _take(self) -> bytes:
        """One read of the socket. Never fills up a buffer: an event may be all there is."""
        if self._unchunker is None:
            piece: bytes = self._raw.read1(READ_BYTES)
            self._is_over = not piece
            return piece
        framed = self._raw._original_response.fp.read1(READ_BYTES)
        if not framed:
            raise ConnectionError("The body ended before its last chunk.")
        piece = self._unchunker.feed(framed)
        self._is_over = self._unchunker.is_over
        return piece

    def _gather(self) -> None:
        """Waking for each token costs more than the token: let a few come together."""
        if self._gather_seconds and self.has_text and not self.has_finish:
            self._line.gather(self._gather_seconds)

    def _patience(self) -> float:
        if self.has_finish:
            return min(TAIL_SECONDS, self._deadline.seconds_left())
        if self.has_text:
            return min(self._deadline.idle_seconds, self._deadline.seconds_left())
        seconds = self._line.seconds_for_head()
        if seconds <= 0:
            raise self._out_of_time()
        return seconds

    def _failure_to_read(self, error: Exception) -> ProviderError:
        if isinstance(error, (ReadTimeoutError, TimeoutError)):
            return self._out_of_time()
        if self.has_text or self._is_in_one_piece():
            return Cut("The connection was lost in the middle of the answer.")
        return ConnectionLost()

    def _is_in_one_piece(self) -> bool:
        """A document that has begun was written already, and would be written again."""
        return self._has_begun and self.content_type.startswith("application/json")

    def _out_of_time(self) -> ProviderError:
        if self._deadline.seconds_left() <= 0:
            return TimedOut("The answer was not finished in time.")
        if self.has_text:
            return Stalled()
        return TimedOut("The model did not begin to answer in time.")
