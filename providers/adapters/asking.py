"""What every request needs: a sound address, a key that can be sent, a body, and its privacy."""

from __future__ import annotations

import math
import re
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

import orjson

from providers.adapters.framing import MAX_ANSWER_BYTES, Frame, as_frame
from providers.adapters.http import HttpClient
from providers.adapters.requesting import Request
from providers.errors import InvalidCredentials, Malformed, Misconfigured
from providers.protocol import Deadline, Key, Message, ModelCall

LOOK_SECONDS = 10.0
MOST_KEPT = 8  # documents of one provider


@dataclass(frozen=True, slots=True)
class Page:
    """A document, the server's mark of this version, and its way to the next page."""

    document: Frame
    etag: str = ""
    link: str = ""


_LOOKS_END_AT: ContextVar[float] = ContextVar("looks_end_at", default=math.inf)
_KEPT: WeakKeyDictionary[HttpClient, dict[tuple[str, int], Page]] = WeakKeyDictionary()


def sound_address(base_url: str) -> str:
    """The address without its last slash. Raises Misconfigured if nothing can be put below it."""
    address = base_url.strip().rstrip("/")
    try:
        parts = urlsplit(address)
        has_port = parts.port != 0
    except ValueError:
        raise Misconfigured("The provider's address cannot be read.") from None
    if parts.scheme not in ("http", "https") or not parts.hostname or not has_port:
        raise Misconfigured("The provider's address must begin with http:// or https://.")
    # A name before the host would be sent in place of the key.
    if parts.username is not None or parts.query or parts.fragment:
        raise Misconfigured("The provider's address holds more than a host and a path.")
    if parts.path.endswith("/chat/completions"):
        raise Misconfigured("The provider's address must end before /chat/completions.")
    return address


def usable_secret(key: Key) -> str:
    """The key as it can stand in a header; what cannot would end up in an error's text."""
    secret = key.secret.strip()
    if not re.fullmatch(r"[\x21-\x7e]*", secret):
        raise InvalidCredentials("The key holds characters that no key has.")
    return secret


def bearer(key: Key) -> dict[str, str]:
    secret = usable_secret(key)
    return {"Authorization": f"Bearer {secret}"} if secret else {}


def posting(url: str, headers: Mapping[str, str], body: Frame, private: Iterable[str]) -> Request:
    return Request(
        "POST",
        url,
        {"Content-Type": "application/json", **headers},
        orjson.dumps(body),
        tuple(private),
    )


def private_parts(call: ModelCall, key: Key) -> list[str]:
    return [key.secret.strip(), *(message.content for message in call.messages)]


@contextmanager
def all_looks_within(seconds: float) -> Iterator[Deadline]:
    """However many documents are read here, together they take no longer; gives what is left."""
    deadline = Deadline.after(seconds)
    token = _LOOKS_END_AT.set(deadline.ends_at)
    try:
        yield deadline
    finally:
        _LOOKS_END_AT.reset(token)


def look(
    http: HttpClient, url: str, headers: Mapping[str, str], seconds: float = LOOK_SECONDS
) -> Frame:
    """A document that costs nothing to read."""
    return read_page(http, url, headers, seconds).document


def read_page(
    http: HttpClient, url: str, headers: Mapping[str, str], seconds: float = LOOK_SECONDS
) -> Page:
    """Asks only for what has changed, where the server marks its versions with an ETag."""
    name = (url, hash(tuple(headers.items())))
    kept = _kept_by(http).get(name)
    condition = {"If-None-Match": kept.etag} if kept else {}
    request = Request("GET", url, {**headers, **condition}, private=tuple(headers.values()))
    until = min(seconds, _LOOKS_END_AT.get() - time.monotonic())
    with http.open(request, Deadline.after(until)) as exchange:
        if kept and exchange.is_unchanged:
            return kept
        body = exchange.read_all(MAX_ANSWER_BYTES)
        page = Page(
            _parse(body), exchange.headers.get("ETag", ""), exchange.headers.get("Link", "")
        )
    if page.etag:
        _keep(http, name, page)
    return page


def _kept_by(http: HttpClient) -> dict[tuple[str, int], Page]:
    return _KEPT.setdefault(http, {})


def _keep(http: HttpClient, name: tuple[str, int], page: Page) -> None:
    kept = _kept_by(http)
    kept.pop(name, None)
    kept[name] = page
    while len(kept) > MOST_KEPT:
        kept.pop(next(iter(kept)), None)


def _parse(body: bytes) -> Frame:
    try:
        document: Any = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise Malformed from error
    return {"data": document} if isinstance(document, list) else as_frame(document)


def spoken(messages: Iterable[Message]) -> list[Frame]:
    return [{"role": message.role, "content": message.content} for message in messages]
