"""Server-Sent Events as a program reads them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import requests

from tests.canaries import ANSWERED


class Reader:
    """One open stream, read frame by frame."""

    def __init__(self, answer: requests.Response) -> None:
        self.answer = answer
        self._frames = self._read()

    def frame(self) -> dict[str, Any]:
        """The next event as it was sent: id, event, data."""
        return next(self._frames)

    def to_the_end(self) -> list[dict[str, Any]]:
        return list(self._frames)

    def _read(self) -> Iterator[dict[str, Any]]:
        found: dict[str, Any] = {}
        for line in self.answer.iter_lines(chunk_size=1, decode_unicode=True):
            ANSWERED.hear(self.answer.url, line)
            name, _, value = line.partition(": ")
            if name:
                found[name] = json.loads(value) if name == "data" else value
            elif found:
                yield found
                found = {}
