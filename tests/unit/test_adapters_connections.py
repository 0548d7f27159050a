"""How the adapters connect, whom they reach, and when a connection is kept for the next."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from providers.adapters.openai_compatible import OpenAICompatible
from providers.errors import Cancelled, ConnectionLost, Misconfigured
from providers.protocol import Deadline, Finish, Key, Message, ModelCall
from providers.switch import Switch
from tests.recordings.loopback import Script, chunk, saying, serving

CALL = ModelCall("m", (Message("user", "Why, canary?"),), 300)
ANSWER = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
    + chunk(b'data: {"choices":[{"delta":{"content":"salt"},"finish_reason":"stop"}]}\n\n')
    + chunk(b"data: [DONE]\n\n")
)
LAST = b"0\r\n\r\n"


class LateSwitch(Switch):
    """Forgets nobody, as one that is cut just as an answer ends."""

    def _forget(self, cut: Callable[[], None]) -> None:
        pass


def answering(times: int = 9) -> Script:
    """Answers on a connection that stays, then falls silent."""
    left = [times]

    def script(connection: socket.socket, is_over: threading.Event) -> None:
        if left[0] == 0:
            is_over.wait(5)
        else:
            left[0] -= 1
            connection.sendall(ANSWER)
            connection.sendall(LAST)

    return script


def ask(provider: OpenAICompatible, switch: Switch | None = None) -> Finish | None:
    return list(provider.stream(CALL, Key("canarykey"), Deadline.after(4, switch)))[-1].finish


def seconds_until_cancelled(provider: OpenAICompatible) -> float:
    switch = Switch()
    timer = threading.Timer(0.1, switch.cut)
    timer.start()
    started = time.monotonic()
    with pytest.raises(Cancelled):
        ask(provider, switch)
    timer.join()
    return time.monotonic() - started


@contextmanager
def listening(reply: bytes | None) -> Iterator[str]:
    """An address where one connection is taken, and answered without TLS if at all."""
    is_over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:

        def take() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(65_536)
                if reply is None:
                    is_over.wait(5)
                else:
                    connection.sendall(reply)

        thread = threading.Thread(target=take)
        thread.start()
        yield f"https://127.0.0.1:{server.getsockname()[1]}"
        is_over.set()
        thread.join()


def test_a_connection_is_kept_for_the_next_request() -> None:
    with serving(answering()) as server:
        provider = OpenAICompatible(server.address)
        for _ in range(3):
            ask(provider)
        assert len(server.connections) == 1


@pytest.mark.parametrize("switch", [Switch(), LateSwitch()], ids=["after", "just as it ends"])
def test_a_switch_cut_after_the_answer_leaves_the_kept_connection_alone(switch: Switch) -> None:
    with serving(answering()) as server:
        provider = OpenAICompatible(server.address)
        ask(provider, switch)
        switch.cut()
        assert ask(provider) is Finish.STOP
        assert len(server.connections) == 1


def test_a_cut_switch_ends_a_request_on_a_kept_connection() -> None:
    with serving(answering(times=1)) as server:
        provider = OpenAICompatible(server.address)
        ask(provider)
        assert seconds_until_cancelled(provider) < 1
        assert len(server.connections) == 1


def test_a_cut_switch_ends_a_tls_handshake() -> None:
    with listening(reply=None) as address:
        assert seconds_until_cancelled(OpenAICompatible(address)) < 1


def test_plain_http_behind_https_is_misconfigured() -> None:
    with listening(b"HTTP/1.1 400 Bad\r\n\r\n") as address, pytest.raises(Misconfigured):
        ask(OpenAICompatible(address))


def test_nobody_listening_is_a_lost_connection() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"http://127.0.0.1:{taken.getsockname()[1]}"
    with pytest.raises(ConnectionLost):
        ask(OpenAICompatible(address))


def test_a_redirect_is_not_followed() -> None:
    head = b"HTTP/1.1 307 Go\r\nLocation: http://127.0.0.1:9/\r\nContent-Length: 0\r\n\r\n"
    with serving(saying(head)) as server, pytest.raises(Misconfigured):
        ask(OpenAICompatible(server.address))


def test_the_environment_names_no_proxy_and_no_password(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login me password secret")
    monkeypatch.setenv("NETRC", str(netrc))
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("NO_PROXY", "")
    with serving(answering()) as server:
        assert ask(OpenAICompatible(server.address)) is Finish.STOP
        assert b"authorization: bearer canarykey" in server.heads[0].lower()
