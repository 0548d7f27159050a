"""One Redis address in the two forms its clients want, and the place of the embedded server."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

LONGEST_SOCKET_PATH = 100  # a Unix socket's path must fit 104 to 108 bytes, by system


def embedded(var_dir: Path) -> str:
    """Where `manage.py up` puts the socket of the embedded server: in `var_dir`, or in a private
    folder of the system's temporary directory where that path would be too long."""
    socket = var_dir.resolve() / "redis.sock"
    if len(os.fsencode(socket)) > LONGEST_SOCKET_PATH:
        name = hashlib.sha256(os.fsencode(var_dir.resolve())).hexdigest()[:16]
        socket = Path(tempfile.gettempdir()) / f"ai-council-{os.getuid()}-{name}" / "redis.sock"
    return f"unix://{socket}?db=0"


def socket_path(url: str) -> Path:
    return Path(urlsplit(url).path)


def shown(url: str) -> str:
    """The address without the password and name that may stand in it."""
    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2], query="").geturl()


def for_celery(url: str) -> str:
    """Celery's form of the same address: kombu writes a Unix socket its own way."""
    parts = urlsplit(url)
    if parts.scheme != "unix":
        return url
    database = parse_qs(parts.query).get("db", ["0"])[0]
    return f"redis+socket://{parts.path}?virtual_host={database}"
