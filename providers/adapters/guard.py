"""Where a request may go whose address was typed in: to public addresses over TLS, and to the hosts
an operator allows. Judged for each connection that is opened, so no look-up is trusted twice.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from requests import PreparedRequest
from requests.exceptions import RequestException
from urllib3.util import parse_url

from providers.errors import Misconfigured

Resolver = Callable[[str, int], list[str]]

PORTS = {"http": 80, "https": 443}
GLOBAL_UNICAST = IPv6Network("2000::/3")
# An IPv4 address in the last four bytes, reached through the network's own translator (RFC 6052).
TRANSLATED = IPv6Network("64:ff9b::/96")
LAST_FOUR_BYTES = 0xFFFF_FFFF
# Clouds tell their own machines here what those are: Azure at a public address, Oracle among those
# of protocols (RFC 6890), not all of which every Python counts as private.
TOLD_BY_CLOUDS = (IPv4Network("168.63.129.16/32"), IPv4Network("192.0.0.0/24"))
# What `inet_aton` reads as an address: 127.1, 2130706433, 0177.0.0.1, 0x7f.0.0.1.
ENDS_IN_NUMBER = re.compile(r"(?:.*\.)?(?:\d+|0x[0-9a-f]*)")

WITHOUT_TLS = (
    "The provider's address must begin with https://, "
    "or its host must be named in ALLOWED_PROVIDER_HOSTS."
)
ODD_HOST = "The provider's address must hold a host name, or an IP address in its usual form."
NOT_PUBLIC = (
    "The provider's address leads to a machine that is not public: "
    "give a public one, or name its host in ALLOWED_PROVIDER_HOSTS."
)
UNUSABLE = "The provider's address cannot be used: write it as https://host/path."


def look_up(host: str, port: int) -> list[str]:
    """Every address of the name, of both families. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(sockaddr[0]) for *_, sockaddr in found]


@dataclass(frozen=True, slots=True)
class Guard:
    """`allowed_hosts`, as `plain_name` has them, may be anywhere, and do without TLS."""

    allowed_hosts: frozenset[str] = frozenset()
    resolve: Resolver = look_up

    def check_url(self, url: str) -> None:
        """Raises Misconfigured for what no connection could be opened to. A name that nobody knows
        at the moment is judged when it is connected to."""
        try:
            prepared = PreparedRequest()
            prepared.prepare_url(url, None)  # the host as it will be sent, in punycode
            parts = parse_url(prepared.url or "")
            port = parts.port or PORTS[parts.scheme or ""]
            with suppress(OSError):
                self.addresses_of(parts.host or "", port, is_secure=parts.scheme == "https")
        except (RequestException, KeyError, UnicodeError) as error:
            raise Misconfigured(UNUSABLE) from error

    def addresses_of(self, host: str, port: int, *, is_secure: bool) -> list[str]:
        """The host's addresses, if each of them may be connected to. Raises Misconfigured, and
        OSError where there is none."""
        name = plain_name(host)
        is_allowed = name in self.allowed_hosts
        if not is_allowed and not is_secure:
            raise Misconfigured(WITHOUT_TLS)
        if not is_allowed and _is_odd(name):
            raise Misconfigured(ODD_HOST)
        addresses = [name] if _is_address(name) else self.resolve(host, port)
        if not is_allowed and not all(map(_is_public, addresses)):
            raise Misconfigured(NOT_PUBLIC)
        if not addresses:
            raise OSError("The host has no address.")
        return list(dict.fromkeys(addresses))


def plain_name(host: str) -> str:
    """As hosts are compared: without brackets, capitals and the dot at the end."""
    return host.strip().strip("[]").rstrip(".").lower()


def is_host(text: str) -> bool:
    """A name or an address, and nothing around it that would match no host."""
    return _is_address(plain_name(text)) or not re.search(r"[:/@*\s]", text.strip())


def _is_odd(name: str) -> bool:
    """A disguise of an address, or one that counts on a single network card only (`%eth0`)."""
    if "%" in name:
        return True
    return bool(ENDS_IN_NUMBER.fullmatch(name)) and not _is_address(name)


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def _is_public(address: str) -> bool:
    found = ip_address(address)
    return _is_public_v4(found) if isinstance(found, IPv4Address) else _is_public_v6(found)


def _is_public_v4(address: IPv4Address) -> bool:
    is_told_by_cloud = any(address in network for network in TOLD_BY_CLOUDS)
    return address.is_global and not address.is_multicast and not is_told_by_cloud


def _is_public_v6(address: IPv6Address) -> bool:
    """Loopback, ULA, link-local, mapped and compatible addresses lie outside the one range."""
    if address in TRANSLATED:
        return _is_public_v4(IPv4Address(int(address) & LAST_FOUR_BYTES))
    return address in GLOBAL_UNICAST and address.is_global and address.sixtofour is None
