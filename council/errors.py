"""What can go wrong between a person and a council.

CouncilError
├── QuorumNotReached      nobody gave an opinion
├── CouncilIncomplete     a council without members, or whose models are all out of service
├── UnknownCouncil        there is no such council for this person
├── ReadyMade             a council that we ship is nobody's to change
├── UnusableLineUp        a council cannot be kept with these members
├── WindowFull            a quota window has no room for this person, for a while
├── UnknownStrategy       there is no such strategy
├── UnknownMember         the council has no such member
├── UnknownMarker         a marker of the rehearsal names no fault, or nobody
├── AlreadyFinished       the deliberation has ended
├── NotFinished           the deliberation has not ended
├── NoChair               in this strategy no chair writes
├── NoOpinion             whose opinion is meant gave none
├── KeyReused             an idempotency key came back with another body
├── UnknownTurn           there is no such turn, or no such conversation, for this person
├── NothingWaits          a voice waits for nothing that a person could end
├── NothingToSkip         a voice asks no model, or another one than was meant
├── NothingGiven          an ended deliberation has no opinion or no answer to go on from
├── StillRunning          what has to end before this has not ended
├── RunTooOften           its workers were lost again and again
└── LeaseLost             another worker has taken the deliberation over
"""

from __future__ import annotations

from typing import ClassVar


class CouncilError(Exception):
    """`message` is one sentence for a person that says what to do; `fields` name what is wrong."""

    code: ClassVar[str] = "council_error"

    def __init__(self, message: str = "", *, fields: dict[str, list[str]] | None = None) -> None:
        self.message = message or (type(self).__doc__ or "").splitlines()[0]
        self.fields = fields or {}
        super().__init__(self.message)


class QuorumNotReached(CouncilError):
    """No opinion was given."""

    code = "quorum_not_reached"


class CouncilIncomplete(CouncilError):
    """This council cannot meet: add members and models to it in the admin."""

    code = "council_incomplete"


class UnknownCouncil(CouncilError):
    """There is no such council."""

    code = "unknown_council"


class ReadyMade(CouncilError):
    """This council is ready-made: copy it, and change the copy."""

    code = "ready_made"


class UnusableLineUp(CouncilError):
    """The council cannot be kept like this: mend what its fields say."""

    code = "unusable_line_up"


class WindowFull(CouncilError):
    """A quota window is full. `retry_after_seconds`: until it frees, None if it never does by
    itself."""

    code = "window_full"

    def __init__(self, message: str, retry_after_seconds: float | None) -> None:
        super().__init__(message)
        self.retry_after_seconds = retry_after_seconds


class UnknownStrategy(CouncilError):
    """There is no such strategy."""

    code = "unknown_strategy"


class UnknownMember(CouncilError):
    """This council has no such member."""

    code = "unknown_member"


class UnknownMarker(CouncilError):
    """A marker of the rehearsal cannot be followed."""

    code = "unknown_marker"


class AlreadyFinished(CouncilError):
    """This deliberation has ended."""

    code = "already_finished"


class NotFinished(CouncilError):
    """This deliberation has not ended yet: wait for its answer."""

    code = "not_finished"


class NoChair(CouncilError):
    """No chair writes in this strategy: have the opinions written up once it has ended."""

    code = "no_chair"


class NoOpinion(CouncilError):
    """This member gave no opinion."""

    code = "no_opinion"


class KeyReused(CouncilError):
    """This Idempotency-Key was used with another body; send a new key."""

    code = "idempotency_key_reused"


class UnknownTurn(CouncilError):
    """There is no such conversation or turn."""

    code = "unknown_turn"


class StillRunning(CouncilError):
    """This is still running: wait for its end, or stop it."""

    code = "still_running"


class NothingWaits(CouncilError):
    """Nobody waits here for another attempt: it is under way, or it is over."""

    code = "nothing_waits"


class NothingToSkip(CouncilError):
    """This model is not being asked here: it has answered, or another one is asked by now."""

    code = "nothing_to_skip"


class NothingGiven(CouncilError):
    """There is nothing here to go on from: nobody gave an opinion, or there is no answer."""

    code = "nothing_given"


class RunTooOften(CouncilError):
    """Its workers were lost again and again; look at the log of the worker."""

    code = "run_too_often"


class LeaseLost(CouncilError):
    """Another worker has taken this deliberation over."""

    code = "lease_lost"
