"""Which error it is that no response came: the address, the connection or the head failed."""

from __future__ import annotations

import requests
from requests.exceptions import ConnectTimeout, InvalidHeader, SSLError, Timeout

from providers.errors import (
    ConnectionLost,
    ConnectTimedOut,
    Misconfigured,
    ProviderError,
    TimedOut,
)


def failure_to_ask(error: Exception) -> ProviderError:
    match error:
        case ConnectTimeout():
            return ConnectTimedOut()
        case Timeout():
            return TimedOut("The model did not begin to answer in time.")
        case SSLError() if "EOF" not in str(error):
            return Misconfigured("The provider's certificate or encryption cannot be trusted.")
        case requests.ConnectionError():
            return ConnectionLost()
        case _:
            return Misconfigured("The provider's address cannot be used.")


def harmless(error: Exception) -> Exception | None:
    # Its text repeats the header, and with it the key.
    return None if isinstance(error, (InvalidHeader, UnicodeError)) else error
