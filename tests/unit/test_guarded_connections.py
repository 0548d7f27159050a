"""A guarded client connects to the very address that was checked, and to no other."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest

from providers.adapters.guard import Guard
from providers.adapters.http import HttpClient
from providers.adapters.inference_endpoint import InferenceEndpoint
from providers.adapters.requesting import Request
from providers.errors import ConnectionLost, Misconfigured
from providers.protocol import Deadline, Key, Message, ModelCall
from tests.recordings.loopback import Script, Server, serving
from tests.unit.test_guard import PUBLIC, Names, nobody

CALL = ModelCall("m", (Message("user", "Why, canary?"),), 300)
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"
CLOSING = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}"
NAME = "models.test"  # nobody knows it: whoever looks it up again finds nothing


def saying_each_time(answer: bytes) -> Script:
    def script(connection: socket.socket, _: threading.Event) -> None:
        connection.sendall(answer)

    return script


def closing(connection: socket.socket, _: threading.Event) -> None:
    connection.sendall(CLOSING)
    raise ConnectionResetError  # the server closes


def client(names: Names, *allowed: str) -> HttpClient:
    return HttpClient(guard=Guard(frozenset(allowed), names))


def ask(http: HttpClient, url: str) -> bytes:
    return http.read(Request("GET", url), Deadline.after(4))


def port_of(server: Server) -> str:
    return server.address.rpartition(":")[2]


@contextmanager
def greeted() -> Iterator[tuple[int, list[str | None]]]:
    """A port where TLS is begun and never ended, and the names that were asked for."""
    asked: list[str | None] = []
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)

    def note(_: object, name: str | None, __: object) -> int:
        asked.append(name)
        return ssl.ALERT_DESCRIPTION_UNRECOGNIZED_NAME

    context.sni_callback = note
    with socket.create_server(("127.0.0.1", 0)) as server:

        def take() -> None:
            connection, _ = server.accept()
            with connection, suppress(OSError):
                context.wrap_socket(connection, server_side=True)

        thread = threading.Thread(target=take)
        thread.start()
        yield server.getsockname()[1], asked
        thread.join(5)


def test_it_connects_by_number_and_asks_by_name() -> None:
    names = Names(["127.0.0.1"])
    with serving(saying_each_time(ANSWER)) as server:
        port = port_of(server)
        assert ask(client(names, NAME), f"http://{NAME}:{port}/v1") == b"{}"
        assert f"host: {NAME}:{port}".encode() in server.heads[0].lower()
    assert names.asked == [(NAME, int(port))]


def test_in_tls_it_asks_for_the_name() -> None:
    with greeted() as (port, asked), pytest.raises(Misconfigured):
        ask(client(Names(["127.0.0.1"]), NAME), f"https://{NAME}.:{port}/v1")
    assert asked == [NAME]


def test_a_kept_connection_is_not_looked_up_again() -> None:
    names = Names(["127.0.0.1"])
    with serving(saying_each_time(ANSWER)) as server:
        http = client(names, NAME)
        for _ in range(3):
            ask(http, f"http://{NAME}:{port_of(server)}/v1")
        assert len(server.connections) == 1
    assert len(names.asked) == 1


def test_each_new_connection_is_looked_up() -> None:
    names = Names(["127.0.0.1"])
    with serving(closing) as server:
        http = client(names, NAME)
        for _ in range(3):
            ask(http, f"http://{NAME}:{port_of(server)}/v1")
        assert len(server.connections) == 3
    assert len(names.asked) == 3


def test_a_name_that_moved_since_it_was_typed_is_not_connected_to() -> None:
    names = Names([PUBLIC], ["127.0.0.1"])
    guard = Guard(resolve=names)
    with serving(saying_each_time(ANSWER)) as server:
        url = f"https://{NAME}:{port_of(server)}/v1"
        guard.check_url(url)
        with pytest.raises(Misconfigured, match="not public"):
            ask(HttpClient(guard=guard), url)
        assert server.connections == []


def test_a_name_that_moves_between_check_and_connection_is_met_where_it_was_checked() -> None:
    names = Names(["127.0.0.1"], ["127.0.0.2"])  # to the second of them no test may connect
    with serving(saying_each_time(ANSWER)) as server:
        assert ask(client(names, NAME), f"http://{NAME}:{port_of(server)}/v1") == b"{}"
    assert len(names.asked) == 1


def test_a_refused_address_is_never_connected_to() -> None:
    with serving(saying_each_time(ANSWER)) as server:
        port = port_of(server)
        for url in (f"http://127.0.0.1:{port}", f"https://127.0.0.1:{port}"):
            with pytest.raises(Misconfigured):
                ask(client(Names(["127.0.0.1"])), url)
        assert server.connections == []


def test_the_next_address_is_tried_where_the_first_does_not_answer() -> None:
    with serving(saying_each_time(ANSWER)) as server:
        http = client(Names(["::1", "127.0.0.1"]), NAME)
        assert ask(http, f"http://{NAME}:{port_of(server)}/v1") == b"{}"


@pytest.mark.parametrize("name", [NAME, f"{NAME}."])
def test_a_name_without_address_is_a_lost_connection(name: str) -> None:
    with pytest.raises(ConnectionLost):
        ask(HttpClient(guard=Guard(resolve=nobody)), f"https://{name}/v1")


def test_nobody_listening_is_a_lost_connection() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(ConnectionLost):
        ask(client(Names(["127.0.0.1"]), NAME), f"http://{NAME}:{port}/v1")


def test_an_address_named_by_a_provider_is_judged_as_well() -> None:
    status = b'{"status": {"state": "running", "url": "https://169.254.169.254"}}'
    head = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(status)
    with serving(saying_each_time(head + status)) as server:
        management = f"http://{NAME}:{port_of(server)}/v2/endpoint/ann/mine"
        endpoint = InferenceEndpoint(management, http=client(Names(["127.0.0.1"]), NAME))
        assert endpoint.probe(Key("canarykey")).is_reachable
        with pytest.raises(Misconfigured, match="not public"):
            list(endpoint.stream(CALL, Key("canarykey"), Deadline.after(4)))
