"""How a deliberation begins, goes on and ends."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from council.deliberation.shown import (
    NO_HISTORY,
    HistoryShown,
    MemberShown,
    Receipt,
)

VERSION = 1


@dataclass(frozen=True, slots=True)
class DeliberationStarted:
    type: ClassVar[str] = "deliberation.started"
    query: str
    council: str
    strategy: str
    members: tuple[MemberShown, ...]
    chair: MemberShown
    quorum: int
    deadline_at: str
    rehearsal: bool
    history: HistoryShown = NO_HISTORY
    version: int = VERSION


@dataclass(frozen=True, slots=True)
class QuorumReached:
    """Enough opinions or reviews are in: the council waits for the rest until `ends_at` at most."""

    type: ClassVar[str] = "quorum.reached"
    ends_at: str


@dataclass(frozen=True, slots=True)
class DeliberationFinished:
    type: ClassVar[str] = "deliberation.finished"
    outcome: str
    receipt: Receipt


@dataclass(frozen=True, slots=True)
class DeliberationFailed:
    type: ClassVar[str] = "deliberation.failed"
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class DeliberationCancelled:
    type: ClassVar[str] = "deliberation.cancelled"
    by: str
