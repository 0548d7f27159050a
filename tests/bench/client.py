"""A client that submits over HTTP and reads the events to their end, cheap enough to be many."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

import orjson

TERMINAL = (b"deliberation.finished", b"deliberation.failed", b"deliberation.cancelled")
LONGEST_LINE_BYTES = 4_000_000
QUERY = "Why is the sea salty?"


class WrongAnswer(Exception):
    """The stack did not answer as it must; no figure would mean anything."""


@dataclass(frozen=True, slots=True)
class Sitting:
    """One council from its POST to the last event that its reader saw."""

    submit_seconds: float
    seconds: float
    ended_at: float


@dataclass(frozen=True, slots=True)
class Client:
    """Speaks to one stack. Each call has a connection of its own."""

    url: str
    longest_seconds: float = 60.0

    async def hold(self, council: str) -> Sitting:
        """Submit a query and read its events until the last one. Raises WrongAnswer."""
        async with asyncio.timeout(self.longest_seconds):
            began = time.monotonic()
            connection = await _connect(self.url)
            try:
                links = await connection.submit(council)
                submitted = time.monotonic()
                await connection.read_to_the_end(links["events"])
            finally:
                connection.close()
            ended = time.monotonic()
        return Sitting(submitted - began, ended - began, ended)

    async def submit(self, council: str) -> dict[str, str]:
        """The links of a new deliberation."""
        return await self._once("POST", "/api/deliberations/", council)

    async def cancel(self, links: dict[str, str]) -> None:
        await self._once("POST", links["cancel"])

    async def _once(self, method: str, path: str, council: str = "") -> dict[str, str]:
        async with asyncio.timeout(self.longest_seconds):
            connection = await _connect(self.url)
            try:
                if council:
                    return await connection.submit(council)
                await connection.ask(method, path)
                return {}
            finally:
                connection.close()


class _Connection:
    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    async def submit(self, council: str) -> dict[str, str]:
        body = orjson.dumps({"query": QUERY, "council": council})
        answer = orjson.loads(await self.ask("POST", "/api/deliberations/", body))
        links: dict[str, str] = answer["links"]
        return links

    async def ask(self, method: str, path: str, body: bytes = b"") -> bytes:
        """The body of a 2xx."""
        self._send(method, path, body)
        status, headers = await self._read_head()
        content = await self._reader.readexactly(int(headers.get(b"content-length", b"0")))
        if not 200 <= status < 300:
            raise WrongAnswer(f"{method} {path} was answered {status}: {content[:300]!r}")
        return content

    async def read_to_the_end(self, path: str) -> None:
        """Events come whole: each line of a frame stands in one chunk."""
        self._send("GET", path)
        status, _ = await self._read_head()
        if status != 200:
            raise WrongAnswer(f"GET {path} was answered {status}")
        while line := await self._reader.readline():
            if line.startswith(b"event: ") and line[7:].strip() in TERMINAL:
                _check_outcome(await self._reader.readline())
                return
        raise WrongAnswer("The events broke off.")

    def close(self) -> None:
        self._writer.close()

    def _send(self, method: str, path: str, body: bytes = b"") -> None:
        head = (
            f"{method} {path} HTTP/1.1\r\nHost: localhost\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        self._writer.write(head.encode() + body)

    async def _read_head(self) -> tuple[int, dict[bytes, bytes]]:
        head = await self._reader.readuntil(b"\r\n\r\n")
        first, *lines = head.strip().split(b"\r\n")
        return int(first.split()[1]), dict(_headers(lines))


def _headers(lines: Iterable[bytes]) -> Iterable[tuple[bytes, bytes]]:
    for line in lines:
        name, _, value = line.partition(b":")
        yield name.strip().lower(), value.strip()


def _check_outcome(line: bytes) -> None:
    """A council that lost a voice would have been quicker or slower for it."""
    event = orjson.loads(line.removeprefix(b"data: "))
    if event.get("outcome") != "full":
        raise WrongAnswer(f"A council ended otherwise than full: {line[:300]!r}")


async def _connect(url: str) -> _Connection:
    parts = urlsplit(url)
    reader, writer = await asyncio.open_connection(
        parts.hostname, parts.port, limit=LONGEST_LINE_BYTES
    )
    return _Connection(reader, writer)
