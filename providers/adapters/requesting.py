"""What is asked, and how it is made ready to be sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

import requests

HEADERS = {"User-Agent": "ai-council", "Accept": "*/*", "Accept-Encoding": "identity"}


@dataclass(frozen=True, slots=True)
class Request:
    """`private` is what no error may repeat: the key and the messages."""

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes | None = field(default=None, repr=False)
    private: tuple[str, ...] = field(default=(), repr=False)


def prepared(request: Request) -> requests.PreparedRequest:
    """Raises InvalidHeader, InvalidURL."""
    ready = requests.PreparedRequest()
    ready.method, ready.url, ready.body = request.method, _url(request.url), request.body
    ready.prepare_headers({**HEADERS, **request.headers})
    if request.body is not None:
        ready.headers["Content-Length"] = str(len(request.body))
    return ready


@lru_cache(maxsize=1024)
def _url(url: str) -> str:
    """As it can be sent: the same few addresses are asked again and again."""
    ready = requests.PreparedRequest()
    ready.prepare_url(url, None)
    return ready.url or url
