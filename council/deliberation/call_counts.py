"""How many calls a strategy makes where everybody answers at once; retries and fallbacks come on
top."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from council.deliberation.stages.reviewing import FEWEST_SHOWN


@dataclass(frozen=True, slots=True)
class CallCount:
    """`most`: where something takes a second round."""

    fewest: int
    most: int


Count = Callable[[int], CallCount]


def calls_of(strategy: str, members: int) -> CallCount:
    """The chair is no member."""
    return CALLS[strategy](members)


def _exactly(calls: int) -> CallCount:
    return CallCount(calls, calls)


def _adaptive(members: int) -> CallCount:
    """Creative work has no chair; where answers differ there is an exchange."""
    return CallCount(members, _two_rounds(members).most)


def _two_rounds(members: int) -> CallCount:
    return _exactly(2 * members + 1 if members > 1 else 2)


def _reviewed(members: int) -> CallCount:
    """Opinions near the first are judged once more."""
    reviews = members if members > FEWEST_SHOWN else 0
    return CallCount(members + reviews, members + 2 * reviews)


def _reviewed_and_written(members: int) -> CallCount:
    reviewed = _reviewed(members)
    return CallCount(reviewed.fewest + 1, reviewed.most + 1)


CALLS: dict[str, Count] = {
    "adaptive": _adaptive,
    "best_of": _reviewed,
    "compare": _exactly,
    "deliberate": _two_rounds,
    "layers": _two_rounds,
    "panel": lambda members: _exactly(members + 1),
    "peer_review": _reviewed_and_written,
    "quick": lambda _: _exactly(1),
    "red_team": lambda members: _exactly(3 if members > 1 else 1),
    "vote": _exactly,
}
