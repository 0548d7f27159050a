"""What can be wrong with an API key.

AccountError
├── KeyRefused            it opens nothing
│   ├── KeyUnreadable     it has not the form of one
│   ├── KeyUnknown        there is none like it: its id or its secret is another
│   ├── KeyRevoked        told only to who has the secret, as what follows
│   ├── KeyExpired        its time is over
│   ├── KeyReplaced       it was rotated, and the time beside the new one is over
│   └── PersonInactive    whose it is may not come in any more
├── KeyEnded              what has ended cannot be rotated
├── NameUnusable          empty, or too long
└── ScopeUnknown          none, or one that does not exist
"""

from __future__ import annotations

from typing import ClassVar


class AccountError(Exception):
    """`message` is a sentence for a person that says what to do."""

    code: ClassVar[str] = "account_error"

    def __init__(self, message: str = "") -> None:
        self.message = message or " ".join((type(self).__doc__ or "").split())
        super().__init__(self.message)


class KeyRefused(AccountError):
    """This API key is not taken."""

    code = "api_key_refused"


class KeyUnreadable(KeyRefused):
    """This is no API key of this council: one reads ac_, 12 letters and digits, _ and 32 more.
    Send it whole, as `Authorization: Bearer ac_…`."""

    code = "api_key_unreadable"


class KeyUnknown(KeyRefused):
    """There is no such API key: compare it with the one you were given, or have one made."""

    code = "api_key_unknown"


class KeyRevoked(KeyRefused):
    """This API key was revoked: have a new one made."""

    code = "api_key_revoked"


class KeyExpired(KeyRefused):
    """This API key has expired: have its expiry moved, or a new one made."""

    code = "api_key_expired"


class KeyReplaced(KeyRefused):
    """This API key was replaced by a newer one some time ago: use that."""

    code = "api_key_replaced"


class PersonInactive(KeyRefused):
    """The person to whom this API key belongs is no longer active: have one of your own made."""

    code = "person_inactive"


class KeyEnded(AccountError):
    """This API key was revoked, has expired, or was replaced already: make a new one, or rotate
    the one in its place."""

    code = "api_key_ended"


class NameUnusable(AccountError):
    """Give the API key a name of 1 to 80 characters."""

    code = "name_unusable"


class ScopeUnknown(AccountError):
    """Give the API key one scope or more: ask, read."""

    code = "scope_unknown"
