"""The secrets a first start makes for itself."""

from __future__ import annotations

import base64
import os
import secrets
from pathlib import Path


def make_once(path: Path) -> None:
    """Write SECRET_KEY and ENCRYPTION_KEYS to `path`, readable by its owner alone, unless it
    stands already. Two starts at once make one file."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(descriptor, "w") as file:
        fernet_key = base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()
        file.write(f"SECRET_KEY={secrets.token_urlsafe(50)}\nENCRYPTION_KEYS={fernet_key}\n")
