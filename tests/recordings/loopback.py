"""A tiny server for what no recording can hold: silence, drips, resets."""

from __future__ import annotations

import re
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import BinaryIO

Script = Callable[[socket.socket, threading.Event], None]


def chunk(content: bytes) -> bytes:
    return b"%x\r\n%b\r\n" % (len(content), content)


def read_head(requests: BinaryIO) -> bytes:
    head = b""
    while (line := requests.readline()) not in (b"", b"\r\n"):
        head += line
    return head


class Server:
    """Answers each request on its connections by the script."""

    def __init__(self, script: Script) -> None:
        self.connections: list[socket.socket] = []
        self.heads: list[bytes] = []
        self._is_over = threading.Event()
        self._script = script
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        self._threads = [threading.Thread(target=self._accept)]
        self._threads[0].start()

    def close(self) -> None:
        self._is_over.set()
        for connection in [self._listening, *self.connections]:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
            connection.close()
        for thread in self._threads:
            thread.join(5)

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._listening.accept()
                self.connections.append(connection)
                self._threads.append(threading.Thread(target=self._serve, args=(connection,)))
                self._threads[-1].start()

    def _serve(self, connection: socket.socket) -> None:
        requests = connection.makefile("rb")
        with connection, requests, suppress(OSError):
            while head := read_head(requests):
                self.heads.append(head)
                length = re.search(rb"content-length: (\d+)", head.lower())
                requests.read(int(length[1]) if length else 0)
                self._script(connection, self._is_over)


@contextmanager
def serving(script: Script) -> Iterator[Server]:
    server = Server(script)
    try:
        yield server
    finally:
        server.close()


def saying(*pieces: bytes) -> Script:
    """Sends the pieces and hangs up."""

    def script(connection: socket.socket, _: threading.Event) -> None:
        for piece in pieces:
            connection.sendall(piece)
        connection.shutdown(socket.SHUT_RDWR)

    return script


def silent_after(*pieces: bytes) -> Script:
    def script(connection: socket.socket, is_over: threading.Event) -> None:
        for piece in pieces:
            connection.sendall(piece)
        is_over.wait(5)

    return script


def dripping(head: bytes, drop: bytes, every_seconds: float = 0.02) -> Script:
    def script(connection: socket.socket, is_over: threading.Event) -> None:
        connection.sendall(head)
        while not is_over.wait(every_seconds):
            connection.sendall(drop)

    return script


def reset_after(*pieces: bytes) -> Script:
    def script(connection: socket.socket, _: threading.Event) -> None:
        for piece in pieces:
            connection.sendall(piece)
        time.sleep(0.05)  # a reset overtakes what has not been read
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        raise ConnectionResetError  # the server closes

    return script
