"""Clients that go away before they are answered."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest
import requests
from redis import Redis

from tests.integration.served import served

pytestmark = pytest.mark.django_db(transaction=True)

MORE_THAN_CONNECTIONS = 60  # the pool of PostgreSQL has 20


@pytest.fixture
def server(redis_store: Redis) -> Iterator[str]:
    with served() as address:
        yield address


def test_requests_that_are_given_up_leave_no_connection_behind(server: str) -> None:
    host, _, port = server.partition(":")
    for _ in range(MORE_THAN_CONNECTIONS):
        with socket.create_connection((host, int(port))) as client:
            client.sendall(b"GET /readyz HTTP/1.1\r\nHost: localhost\r\n\r\n")

    answer = requests.get(f"http://{server}/readyz", timeout=60)

    assert answer.json()["checks"]["database"] == "ok"
