"""HTTP/1.1 on one connection: requests in, replies out in order, and the ways to break off."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus
from typing import cast
from urllib.parse import parse_qs, unquote

import httptools

MAX_BODY_BYTES = 16 * 1024 * 1024
LINGER_NOT = struct.pack("ii", 1, 0)  # close() then sends a reset instead of a farewell
FLUSH_SECONDS = 0.02  # what was written must leave the machine before the connection is torn
PHRASES = {
    status.value: status.phrase for status in HTTPStatus
}  # Cloudflare has statuses of its own

Respond = Callable[["Request", "Reply"], Awaitable[None]]


class Request:
    """One request as it came. Header names are lower-case."""

    def __init__(self) -> None:
        self.method = ""
        self.target = b""
        self.headers: dict[str, str] = {}
        self.body = b""
        self.is_kept_alive = True

    @property
    def path(self) -> str:
        return unquote(self.target.partition(b"?")[0].decode("latin-1"))

    def parameter(self, name: str) -> str:
        return next(iter(self.parameters(name)), "")

    def parameters(self, name: str) -> list[str]:
        return parse_qs(self.target.partition(b"?")[2].decode("latin-1")).get(name, [])


class Reply:
    """What is written back to one request: a whole body, or a stream of pieces."""

    def __init__(self, transport: asyncio.Transport, request: Request) -> None:
        self._transport = transport
        self._is_kept_alive = request.is_kept_alive
        self._is_head_only = request.method == "HEAD"
        self._head = b""
        self.is_complete = False

    def send(
        self,
        status: int,
        body: bytes,
        *,
        content_type: str = "application/json",
        headers: Mapping[str, str] | None = None,
        promised_bytes: int = 0,
    ) -> None:
        """A whole body. With more `promised_bytes` than the body has, the reply stays open."""
        length = max(len(body), promised_bytes)
        head = self._write_head(status, content_type, f"Content-Length: {length}", headers or {})
        self._transport.write(head if self._is_head_only else head + body)
        if length == len(body):
            self._complete()

    def start(self, content_type: str) -> None:
        """Begin a stream. The head leaves together with the first piece, or with `flush`."""
        self._head = self._write_head(200, content_type, "Transfer-Encoding: chunked", {})

    def flush(self) -> None:
        if self._head:
            self._transport.write(self._head)
            self._head = b""

    def write(self, piece: bytes) -> None:
        if piece:
            self._transport.write(b"%b%x\r\n%b\r\n" % (self._head, len(piece), piece))
            self._head = b""

    def finish(self, piece: bytes = b"") -> None:
        """End a stream the way a healthy server does."""
        last = b"%x\r\n%b\r\n" % (len(piece), piece) if piece else b""
        self._transport.write(b"%b%b0\r\n\r\n" % (self._head, last))
        self._head = b""
        self._complete()

    def write_part(self, piece: bytes) -> None:
        """A part of a body that was promised and held back."""
        self._transport.write(piece)

    def write_rest(self, piece: bytes) -> None:
        """Its last part."""
        self._transport.write(piece)
        self._complete()

    def drop(self) -> None:
        """Close the connection in the middle of a body."""
        self.flush()
        self.is_complete = True
        self._transport.close()

    async def reset(self) -> None:
        """Tear the connection down with a TCP reset."""
        self.flush()
        await asyncio.sleep(FLUSH_SECONDS)
        self.is_complete = True
        raw = self._transport.get_extra_info("socket")
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, LINGER_NOT)
        self._transport.abort()

    def _write_head(
        self, status: int, content_type: str, framing: str, headers: Mapping[str, str]
    ) -> bytes:
        keep = "keep-alive" if self._is_kept_alive else "close"
        more = "".join(f"{name}: {text}\r\n" for name, text in headers.items())
        return (
            f"HTTP/1.1 {status} {PHRASES.get(status, 'Unknown')}\r\n"
            f"Content-Type: {content_type}\r\n{framing}\r\nConnection: {keep}\r\n{more}\r\n"
        ).encode("latin-1")

    def _complete(self) -> None:
        self.is_complete = True
        if not self._is_kept_alive:
            self._transport.close()


class Connection(asyncio.Protocol):
    """Reads requests off one socket and has them answered in order.

    When the client goes away, the answer that is being given is cancelled.
    """

    def __init__(self, respond: Respond, connections: set[Connection]) -> None:
        self._respond = respond
        self._connections = connections
        self._parser = httptools.HttpRequestParser(self)
        self._request = Request()
        self._body = bytearray()
        self._waiting: deque[Request] = deque()
        self._answering: asyncio.Task[None] | None = None
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._connections.add(self)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's name
        self._connections.discard(self)
        self._transport = None
        if self._answering:
            self._answering.cancel()

    def data_received(self, data: bytes) -> None:
        try:
            self._parser.feed_data(data)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade):
            self.close()

    def close(self) -> None:
        if self._transport:
            self._transport.abort()

    def on_url(self, url: bytes) -> None:
        self._request.target += url

    def on_header(self, name: bytes, value: bytes) -> None:
        self._request.headers[name.decode("latin-1").lower()] = value.decode("latin-1")

    def on_headers_complete(self) -> None:
        self._request.method = self._parser.get_method().decode("latin-1")
        self._request.is_kept_alive = self._parser.should_keep_alive()
        if self._request.headers.get("expect") == "100-continue" and self._transport:
            self._transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")

    def on_body(self, body: bytes) -> None:
        self._body += body
        if len(self._body) > MAX_BODY_BYTES:
            self.close()

    def on_message_complete(self) -> None:
        self._request.body = bytes(self._body)
        self._waiting.append(self._request)
        self._request, self._body = Request(), bytearray()
        if self._answering is None:
            self._answering = asyncio.get_running_loop().create_task(self._answer())

    async def _answer(self) -> None:
        try:
            while self._waiting and self._transport:
                request = self._waiting.popleft()
                reply = Reply(self._transport, request)
                await self._respond(request, reply)
                if not reply.is_complete:
                    self.close()
        finally:
            self._answering = None
