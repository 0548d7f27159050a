"""Digests of what must be recognised and not be kept: HMAC-SHA-256 under a pepper that is in no
database."""

from __future__ import annotations

import hashlib
import hmac

from django.conf import settings


def digest(text: str) -> str:
    """Under the newest pepper, in 64 hexadecimal digits."""
    return digests(text)[0]


def digests(text: str) -> list[str]:
    """Under each pepper, the newest first: what was digested under an older one is still found."""
    peppers = settings.ENCRYPTION_KEYS or [settings.SECRET_KEY]
    return [
        hmac.new(pepper.encode(), text.encode(), hashlib.sha256).hexdigest() for pepper in peppers
    ]
