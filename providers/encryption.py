"""What is kept only encrypted: by the newest of ENCRYPTION_KEYS, readable with any of them."""

from __future__ import annotations

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


def cipher() -> MultiFernet:
    """Raises ValueError where one of them is no Fernet key."""
    return MultiFernet([Fernet(key) for key in settings.ENCRYPTION_KEYS])
