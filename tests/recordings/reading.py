"""Reads a recording, and has it served below an adapter."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import responses

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Recording:
    status: int
    headers: dict[str, str]
    body: bytes

    def serve(self, method: str, url: str) -> None:
        responses.add(method, url, status=self.status, headers=self.headers, body=self.body)


def read_recording(provider: str, name: str) -> Recording:
    head, _, body = (FOLDER / provider / f"{name}.txt").read_bytes().partition(b"\n\n")
    read = json.loads(head)
    return Recording(read["status"], read["headers"], body)
