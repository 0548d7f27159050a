"""What can be wrong with the cases of a test.

CaseError
├── BadCase            a case is not as its format says
└── UnreadableCases    a file of cases, or a line of one
"""

from __future__ import annotations

from pathlib import Path


class CaseError(Exception):
    """Its text says what to do."""


class BadCase(CaseError):
    """It stands in no file, or nobody knows yet in which."""


class UnreadableCases(CaseError):
    """`line`: counted from 1; 0 where the whole file is meant."""

    def __init__(self, file: Path, line: int, what: str) -> None:
        super().__init__(f"{file}, line {line}: {what}" if line else f"{file}: {what}")
        self.file = file
        self.line = line
