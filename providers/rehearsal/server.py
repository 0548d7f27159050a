"""Listening: one socket, one loop, until it is told to stop."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field

from providers.rehearsal.connection import Connection
from providers.rehearsal.faults import Faults
from providers.rehearsal.roster import Roster
from providers.rehearsal.upstream import Upstream
from providers.scripted.scripts import read_option

if sys.platform != "win32":
    import uvloop

BACKLOG = 2048


@dataclass(frozen=True, slots=True)
class Options:
    """`port` 0 takes a free one. Each of `faults` reads `MODEL=FAULT[,FAULT…]`."""

    host: str = "127.0.0.1"
    port: int = 8901
    speed: float = 1.0
    faults: tuple[str, ...] = ()
    roster: Roster = field(default_factory=Roster)


def serve(options: Options, announce: Callable[[str], object]) -> None:
    """Serve until SIGINT or SIGTERM. `announce` is told once, when clients can connect.

    Raises UnknownFault before it listens.
    """
    faults = Faults()
    faults.set(dict(read_option(written) for written in options.faults))
    upstream = Upstream(speed=options.speed, roster=options.roster, faults=faults)
    run(listen(options, upstream, announce))


def run(work: Coroutine[None, None, None]) -> None:
    if sys.platform == "win32":
        asyncio.run(work)
    else:
        uvloop.run(work)


async def listen(options: Options, upstream: Upstream, announce: Callable[[str], object]) -> None:
    loop = asyncio.get_running_loop()
    connections: set[Connection] = set()
    server = await loop.create_server(
        lambda: Connection(upstream.respond, connections),
        options.host,
        options.port,
        backlog=BACKLOG,
    )
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    port = server.sockets[0].getsockname()[1]
    announce(f"rehearsal upstream listening on http://{options.host}:{port}")
    await stop.wait()
    server.close()
    for connection in list(connections):
        connection.close()
    await asyncio.sleep(0)  # let the answers that were under way be cancelled
