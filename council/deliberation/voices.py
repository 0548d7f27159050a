"""Turns what the gateway reports of one voice into events, and remembers what it has said."""

from __future__ import annotations

from datetime import datetime

from council.deliberation.events import (
    RECALLED,
    AskedShown,
    Emit,
    OpinionDelta,
    OpinionFellBack,
    OpinionRetrying,
    OpinionStarted,
    RoutingShown,
    SynthesisDelta,
    SynthesisFellBack,
    SynthesisRetrying,
    SynthesisStarted,
    UsageShown,
)
from providers.calls import (
    AnswerRecalled,
    AttemptStarted,
    FellBack,
    Progress,
    RetryScheduled,
    Routing,
)
from providers.protocol import ModelRef, Usage


class MemberVoice:
    """A member speaking."""

    def __init__(self, member: str, emit: Emit) -> None:
        self.member = member
        self.emit = emit
        self._texts: list[str] = []

    @property
    def text(self) -> str:
        return "".join(self._texts)

    def report(self, progress: Progress) -> None:
        match progress:
            case AttemptStarted(model, number):
                self._start(model, number)
            case AnswerRecalled(model, text):
                self._start(model, RECALLED)
                self._say(text)
            case RetryScheduled(model, error, resumes_at):
                self.emit(
                    OpinionRetrying(
                        self.member, str(model), error.code, error.message, iso(resumes_at)
                    )
                )
            case FellBack(left, taken, error):
                self.emit(
                    OpinionFellBack(self.member, str(left), str(taken), error.code, error.message)
                )
            case _:
                self._say(progress.text)

    def _start(self, model: ModelRef, number: int) -> None:
        self._texts = []
        self.emit(OpinionStarted(self.member, str(model), number))

    def _say(self, text: str) -> None:
        self._texts.append(text)
        self.emit(OpinionDelta(self.member, text))


class ChairVoice:
    """The chair speaking."""

    def __init__(self, emit: Emit) -> None:
        self.emit = emit

    def report(self, progress: Progress) -> None:
        match progress:
            case AttemptStarted(model, number):
                self.emit(SynthesisStarted(str(model), number))
            case AnswerRecalled(model, text):
                self.emit(SynthesisStarted(str(model), RECALLED))
                self.emit(SynthesisDelta(text))
            case RetryScheduled(model, error, resumes_at):
                self.emit(SynthesisRetrying(str(model), error.code, error.message, iso(resumes_at)))
            case FellBack(left, taken, error):
                self.emit(SynthesisFellBack(str(left), str(taken), error.code, error.message))
            case _:
                self.emit(SynthesisDelta(progress.text))


def shown(usage: Usage) -> UsageShown:
    return UsageShown(usage.input_tokens, usage.output_tokens, usage.is_estimated)


def routed(routing: Routing) -> RoutingShown:
    asked = (AskedShown(str(a.model), a.attempts, a.code, a.message) for a in routing.asked)
    return RoutingShown(tuple(asked), routing.reason)


def iso(moment: datetime) -> str:
    """UTC with milliseconds and Z."""
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
