"""The secrets a first start makes for itself."""

from __future__ import annotations

import base64
import os
import secrets
import tempfile
from pathlib import Path


def make_once(path: Path) -> None:
    """Write SECRET_KEY and ENCRYPTION_KEYS to `path`, readable by its owner alone, unless it
    stands already. Two starts at once make one file, and neither finds it half written."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if path.exists():
        return
    fernet_key = base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()
    text = f"SECRET_KEY={secrets.token_urlsafe(50)}\nENCRYPTION_KEYS={fernet_key}\n"
    descriptor, draft = tempfile.mkstemp(dir=path.parent)  # 0600
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(text)
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        Path(draft).unlink()
