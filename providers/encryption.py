"""What is kept only encrypted: by the newest of ENCRYPTION_KEYS, readable with any of them."""

from __future__ import annotations

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.views.decorators.debug import sensitive_variables


class CannotBeOpened(ValueError):
    """None of ENCRYPTION_KEYS opens it."""


def cipher() -> MultiFernet:
    """Raises ValueError where one of them is no Fernet key."""
    return MultiFernet([Fernet(key) for key in settings.ENCRYPTION_KEYS])


@sensitive_variables("text")
def encrypt(text: str) -> str:
    return cipher().encrypt(text.encode()).decode()


def decrypt(encrypted: str) -> str:
    """Raises CannotBeOpened, also where ENCRYPTION_KEYS are none."""
    try:
        return cipher().decrypt(encrypted).decode()
    except (InvalidToken, ValueError):
        raise CannotBeOpened from None


def can_be_opened(encrypted: str) -> bool:
    try:
        decrypt(encrypted)
    except CannotBeOpened:
        return False
    return True


def encrypt_anew(encrypted: str) -> str:
    """The same under the newest key; itself where it is already. Raises CannotBeOpened."""
    newest = Fernet(settings.ENCRYPTION_KEYS[0])
    try:
        newest.decrypt(encrypted)
    except InvalidToken:
        return newest.encrypt(decrypt(encrypted).encode()).decode()
    return encrypted
