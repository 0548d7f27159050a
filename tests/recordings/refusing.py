"""Reads the golden refusals: what a provider sends, and what it must be taken for.

A case is `== ROW  what it is`, `HTTP status`, headers, an empty line, the body, and
`=> code scope [status] [wait seconds] [resets time]`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from tests.recordings.reading import FOLDER, Recording

REFUSALS = FOLDER / "refusals"
CASE = re.compile(
    r"^== (?P<row>\w+)  (?P<title>.+)\nHTTP (?P<status>\d+)\n(?P<headers>(?:.+\n)*)\n"
    r"(?P<body>(?:(?!=> |== ).*\n)*)=> (?P<expected>.+)$",
    re.MULTILINE,
)
EXPECTED = re.compile(
    r"(?P<code>\w+) (?P<scope>model|key|provider)(?: (?P<status>\d+))?"
    r"(?: wait (?P<wait>[\d.]+))?(?: resets (?P<resets>\S+))?"
)


@dataclass(frozen=True)
class Expected:
    """`status` is the one the error must name: the response's, or one told inside a 200."""

    code: str
    scope: str
    status: int | None
    wait_seconds: float | None
    resets_at: datetime | None


@dataclass(frozen=True)
class Case:
    provider: str
    row: str
    title: str
    recording: Recording
    expected: Expected

    @property
    def name(self) -> str:
        """Of letters a command line takes as they are, so that one case can be asked for."""
        return re.sub(r"[^A-Za-z0-9_]+", "-", f"{self.provider} {self.row} {self.title}")


def read_refusals() -> list[Case]:
    return [case for path in sorted(REFUSALS.glob("*.txt")) for case in _read(path.stem)]


def count_of(provider: str) -> int:
    """How many cases the file means to have, readable or not."""
    return len(re.findall(r"^==", (REFUSALS / f"{provider}.txt").read_text(), re.MULTILINE))


def _read(provider: str) -> Iterator[Case]:
    for found in CASE.finditer((REFUSALS / f"{provider}.txt").read_text()):
        status = int(found["status"])
        lines = (line.split(": ", 1) for line in found["headers"].splitlines())
        recording = Recording(status, dict(lines), found["body"].strip("\n").encode())
        expected = EXPECTED.fullmatch(found["expected"])
        assert expected, found["expected"]
        yield Case(
            provider=provider,
            row=found["row"],
            title=found["title"],
            recording=recording,
            expected=_expect(expected, status),
        )


def _expect(found: re.Match[str], status: int) -> Expected:
    told = int(found["status"]) if found["status"] else None
    return Expected(
        code=found["code"],
        scope=found["scope"],
        status=told if status == 200 else status,
        wait_seconds=float(found["wait"]) if found["wait"] else None,
        resets_at=datetime.fromisoformat(found["resets"]) if found["resets"] else None,
    )
