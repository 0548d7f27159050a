"""The web application in a real server on loopback, in a thread of the tests' own process."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn
from django.contrib.auth.models import User
from django.test import Client

from backend.asgi import application as web
from providers.redis_client import awaited


@contextmanager
def served(application: Any = web) -> Iterator[str]:  # noqa: ANN401  asgiref and Django differ
    """Its host and port; connections wait until it is ready."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        config = uvicorn.Config(
            application, log_level="error", lifespan="off", timeout_graceful_shutdown=1
        )
        server = uvicorn.Server(config)
        thread = threading.Thread(target=lambda: asyncio.run(_serve(server, listening)))
        thread.start()
        try:
            yield f"127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


def session_of(person: User) -> dict[str, str]:
    """The cookies of a browser in which this person is signed in."""
    client = Client()
    client.force_login(person)
    return {name: cookie.value for name, cookie in client.cookies.items()}


async def _serve(server: uvicorn.Server, listening: socket.socket) -> None:
    try:
        await server.serve(sockets=[listening])
    finally:
        await awaited().aclose()
