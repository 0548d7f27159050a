"""What can go wrong in an evaluation.

EvaluationError
├── UnreadableSet    a file of the set, or a line of one, is not as its format says
├── AnswerMissing    the set holds no answer of this member to this question
└── UnknownMeans     a member, a strategy or a split that is not there
"""

from __future__ import annotations

from pathlib import Path


class EvaluationError(Exception):
    """Its text says what to do."""


class UnreadableSet(EvaluationError):
    """`line`: counted from 1; 0 where the whole file is meant."""

    def __init__(self, file: Path, line: int, what: str) -> None:
        super().__init__(f"{file}, line {line}: {what}" if line else f"{file}: {what}")
        self.file = file
        self.line = line


class AnswerMissing(EvaluationError):
    """Never taken for an empty answer, and none is made up."""

    def __init__(self, question: str, member: str) -> None:
        super().__init__(
            f"{member} has no recorded answer to {question}: record it, or leave the member out."
        )


class UnknownMeans(EvaluationError):
    """What was asked for is not there; the text names what is."""
