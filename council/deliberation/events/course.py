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
class ChairReplaced:
    """Voids the chair's earlier text: `member` writes in its place, as `chair`, for `by` wanted it.
    `number`: the first such change is 1."""

    type: ClassVar[str] = "chair.replaced"
    member: str
    chair: MemberShown
    by: str
    number: int


@dataclass(frozen=True, slots=True)
class DeliberationFinished:
    """`is_side_by_side`: no one answer was to be written, the opinions stand beside one another."""

    type: ClassVar[str] = "deliberation.finished"
    outcome: str
    receipt: Receipt
    is_side_by_side: bool = False


@dataclass(frozen=True, slots=True)
class DeliberationFailed:
    type: ClassVar[str] = "deliberation.failed"
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class DeliberationCancelled:
    type: ClassVar[str] = "deliberation.cancelled"
    by: str
