"""Every event there is: the contract with whoever watches a deliberation.

A stored event is this plus `seq` (1, 2, 3 …) and `at` (UTC, ISO 8601 with Z). Events never
change; the last one of a log, and only that one, is terminal.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import get_args

from council.deliberation.events.course import (
    ChairReplaced,
    DeliberationCancelled,
    DeliberationFailed,
    DeliberationFinished,
    DeliberationStarted,
    QuorumReached,
)
from council.deliberation.events.findings import AgreementFound, DissentFound, StandingsFound
from council.deliberation.events.opinions import (
    OpinionDelta,
    OpinionFailed,
    OpinionFellBack,
    OpinionGiven,
    OpinionRetrying,
    OpinionStarted,
    OpinionStopped,
)
from council.deliberation.events.reviews import (
    ReviewFailed,
    ReviewFellBack,
    ReviewGiven,
    ReviewRetrying,
    ReviewStarted,
)
from council.deliberation.events.syntheses import (
    SynthesisDelta,
    SynthesisFailed,
    SynthesisFellBack,
    SynthesisGiven,
    SynthesisRetrying,
    SynthesisStarted,
)

RECALLED = 0  # the number of no attempt: the text was given before

Event = (
    DeliberationStarted
    | QuorumReached
    | OpinionStarted
    | OpinionDelta
    | OpinionRetrying
    | OpinionFellBack
    | OpinionGiven
    | OpinionFailed
    | OpinionStopped
    | AgreementFound
    | DissentFound
    | ReviewStarted
    | ReviewRetrying
    | ReviewFellBack
    | ReviewGiven
    | ReviewFailed
    | StandingsFound
    | ChairReplaced
    | SynthesisStarted
    | SynthesisDelta
    | SynthesisRetrying
    | SynthesisFellBack
    | SynthesisGiven
    | SynthesisFailed
    | DeliberationFinished
    | DeliberationFailed
    | DeliberationCancelled
)
Emit = Callable[[Event], None]

EVENTS: dict[str, type[Event]] = {event.type: event for event in get_args(Event)}
TERMINAL = frozenset(
    {DeliberationFinished.type, DeliberationFailed.type, DeliberationCancelled.type}
)

__all__ = [
    "EVENTS",
    "RECALLED",
    "TERMINAL",
    "AgreementFound",
    "ChairReplaced",
    "DeliberationCancelled",
    "DeliberationFailed",
    "DeliberationFinished",
    "DeliberationStarted",
    "DissentFound",
    "Emit",
    "Event",
    "OpinionDelta",
    "OpinionFailed",
    "OpinionFellBack",
    "OpinionGiven",
    "OpinionRetrying",
    "OpinionStarted",
    "OpinionStopped",
    "QuorumReached",
    "ReviewFailed",
    "ReviewFellBack",
    "ReviewGiven",
    "ReviewRetrying",
    "ReviewStarted",
    "StandingsFound",
    "SynthesisDelta",
    "SynthesisFailed",
    "SynthesisFellBack",
    "SynthesisGiven",
    "SynthesisRetrying",
    "SynthesisStarted",
]
