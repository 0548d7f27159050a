"""The socket a request runs on, within reach of other threads from its connection to its end.

`requests` shows no socket before the head of the response is there, so the connections of our own
pools report theirs to the line of the request their thread is asking.
"""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache, partial
from typing import Any, ClassVar

from requests.adapters import HTTPAdapter
from requests.utils import DEFAULT_CA_BUNDLE_PATH
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError
from urllib3.response import HTTPResponse
from urllib3.util import wait_for_read

from providers.adapters.guard import Guard

# More than the frame of one token takes, less than a finish, a usage and an end mark together.
ENOUGH_BYTES = 512

_asking = threading.local()


class Line:
    """One request's hold on its socket. Any thread may cut it; only the asking one reads."""

    def __init__(self, seconds_for_head: Callable[[], float]) -> None:
        self.seconds_for_head = seconds_for_head
        self._lock = threading.Lock()
        self._socket: socket.socket | None = None
        self._is_cut = False

    @contextmanager
    def in_use(self) -> Iterator[None]:
        """While this lasts, connections of this thread report to this line."""
        _asking.line = self
        try:
            yield
        finally:
            _asking.line = None

    def hold(self, connected: socket.socket) -> None:
        with self._lock:
            self._socket = connected
            if self._is_cut:
                self._shut_down()

    def let_go(self) -> None:
        """From here on nobody can cut the socket: it may serve another request."""
        with self._lock:
            self._socket = None

    def cut(self) -> None:
        with self._lock:
            self._is_cut = True
            self._shut_down()

    def allow(self, seconds: float) -> None:
        """Let the next read block that long."""
        if held := self._open_socket():
            held.settimeout(max(0.001, seconds))

    def has_waiting(self, seconds: float = 0.0) -> bool:
        """Is there something to read already, or within `seconds`?"""
        held = self._open_socket()
        return held is None or wait_for_read(held, seconds)

    def gather(self, seconds: float) -> None:
        """Wait that long, but no longer than until several tokens or an end have come, or until
        the line is cut. An end comes as some frames in a row."""
        if (held := self._open_socket()) is None:
            return
        with suppress(OSError):  # macOS has no options for a socket that was shut down
            held.setsockopt(socket.SOL_SOCKET, socket.SO_RCVLOWAT, ENOUGH_BYTES)
            wait_for_read(held, seconds)
            # A read would wait for as much.
            held.setsockopt(socket.SOL_SOCKET, socket.SO_RCVLOWAT, 1)

    def _open_socket(self) -> socket.socket | None:
        """None once it is closed: `http.client` does so with the last byte, where the server has
        said that it will."""
        return self._socket if self._socket and self._socket.fileno() >= 0 else None

    def _shut_down(self) -> None:
        # Not SSLSocket.shutdown: it takes the encryption away from under the reading thread.
        # Not close: that waits for the reading thread, and frees a number others may reuse.
        if self._socket:
            with suppress(OSError):
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)


class _Connection(HTTPConnection):
    is_secure: ClassVar[bool] = False
    _lifeline: socket.socket | None = None

    def __init__(self, *place: Any, guard: Guard | None = None, **options: Any) -> None:  # noqa: ANN401  urllib3's own
        super().__init__(*place, **options)
        self._guard = guard

    def connect(self) -> None:
        try:
            super().connect()
            _report(self.sock)
        finally:
            if self._lifeline:
                self._lifeline.close()

    def _new_conn(self) -> socket.socket:
        connected = self._dial(self._guard) if self._guard else super()._new_conn()
        # The TLS handshake takes the socket out of this object; a second handle stays valid.
        self._lifeline = connected.dup()
        _report(self._lifeline)
        return connected

    def _dial(self, guard: Guard) -> socket.socket:
        """To an address that was checked, by its number: asked again, the name might give another.
        Everywhere else, in `Host` and in TLS, the name stands."""
        name = self._dns_host
        try:
            addresses = guard.addresses_of(name, self.port, is_secure=self.is_secure)
        except OSError as error:
            raise NewConnectionError(self, "No address was found.") from error
        *others, last = addresses
        for address in others:
            with suppress(ConnectTimeoutError, NewConnectionError):
                return self._connect_to(address, name)
        return self._connect_to(last, name)

    def _connect_to(self, address: str, name: str) -> socket.socket:
        self.host = address
        try:
            return super()._new_conn()
        finally:
            self.host = name

    def getresponse(self) -> HTTPResponse:  # type: ignore[override]
        line: Line | None = getattr(_asking, "line", None)
        if line:
            line.hold(self.sock)  # it may have been kept alive from an earlier request
            self.timeout = max(0.001, line.seconds_for_head())
        return super().getresponse()


class _SecureConnection(_Connection, HTTPSConnection):
    is_secure = True


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _SecureConnection


class LineAdapter(HTTPAdapter):
    """Pools whose connections report to the line, under one TLS context for the process."""

    def __init__(self, pool_size: int, guard: Guard | None = None) -> None:
        super().__init__(pool_connections=8, pool_maxsize=pool_size)
        self.init_poolmanager(8, pool_size, ssl_context=_tls_context())
        self.poolmanager.pool_classes_by_scheme = {
            "http": partial(_Pool, guard=guard),
            "https": partial(_SecurePool, guard=guard),
        }

    def cert_verify(self, conn: HTTPSConnectionPool, *_: object) -> None:
        # The parent has the authorities read anew for each connection: 17 ms of CPU.
        conn.cert_reqs = "CERT_REQUIRED"


@cache
def _tls_context() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.load_verify_locations(DEFAULT_CA_BUNDLE_PATH)
    context.set_alpn_protocols(["http/1.1"])
    return context


def _report(connected: socket.socket) -> None:
    line: Line | None = getattr(_asking, "line", None)
    if line:
        line.hold(connected)
