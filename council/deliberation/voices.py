"""Turns what the gateway reports of one voice into events, and remembers what it has said."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from council.deliberation.analysis import Findings, OutputReader, Piece
from council.deliberation.brief import Member
from council.deliberation.events import (
    RECALLED,
    DissentFound,
    Emit,
    OpinionDelta,
    OpinionFellBack,
    OpinionRetrying,
    OpinionStarted,
    ReviewFellBack,
    ReviewRetrying,
    ReviewStarted,
    SynthesisDelta,
    SynthesisFellBack,
    SynthesisRetrying,
    SynthesisStarted,
)
from council.deliberation.shown import (
    AskedShown,
    MemberShown,
    ModelShown,
    RoutingShown,
    TailShown,
    UsageShown,
)
from council.deliberation.tails import Tail, TailCurtain
from providers.calls import (
    AnswerRecalled,
    AttemptStarted,
    FellBack,
    Progress,
    RetryScheduled,
    Routing,
)
from providers.moments import iso
from providers.protocol import ModelRef, Usage

Retrying = TypeVar("Retrying", OpinionRetrying, ReviewRetrying)
FallenBack = TypeVar("FallenBack", OpinionFellBack, ReviewFellBack)


class InRound:
    """A member in one round, whether it gives an opinion or a review there."""

    def __init__(self, member: str, emit: Emit, round_number: int) -> None:
        self.member = member
        self.emit = emit
        self.round = round_number

    def told_of_retry(self, retry: RetryScheduled, event: type[Retrying]) -> Retrying:
        return event(
            member=self.member,
            model=str(retry.model),
            code=retry.error.code,
            message=retry.error.message,
            resumes_at=iso(retry.resumes_at),
            round=self.round,
            most_attempts=retry.most_attempts,
        )

    def told_of_fallback(self, fallback: FellBack, event: type[FallenBack]) -> FallenBack:
        return event(
            member=self.member,
            from_model=str(fallback.from_model),
            to_model=str(fallback.to_model),
            code=fallback.error.code,
            message=fallback.error.message,
            round=self.round,
        )


class MemberVoice(InRound):
    """A member speaking in one round; its tail is not shown."""

    def __init__(self, member: str, emit: Emit, round_number: int, part: str) -> None:
        super().__init__(member, emit, round_number)
        self.part = part
        self._texts: list[str] = []
        self._curtain = TailCurtain()

    @property
    def text(self) -> str:
        return "".join([*self._texts, self._curtain.held])

    def report(self, progress: Progress) -> None:
        match progress:
            case AttemptStarted(model, number):
                self._start(model, number)
            case AnswerRecalled(model, text):
                self._start(model, RECALLED)
                self._say(text)
            case RetryScheduled():
                self.emit(self.told_of_retry(progress, OpinionRetrying))
            case FellBack():
                self.emit(self.told_of_fallback(progress, OpinionFellBack))
            case _:
                self._say(progress.text)

    def end(self) -> None:
        """The text has ended: what was held back was no tail."""
        rest, self._curtain.held = self._curtain.held, ""
        self._show(rest)

    def _start(self, model: ModelRef, number: int) -> None:
        self._texts = []
        self._curtain = TailCurtain()
        self.emit(OpinionStarted(self.member, str(model), number, self.round, self.part))

    def _say(self, text: str) -> None:
        self._show(self._curtain.shows(text))

    def _show(self, text: str) -> None:
        if text:
            self._texts.append(text)
            self.emit(OpinionDelta(self.member, text, self.round))


class ReviewerVoice(InRound):
    """A member reading the others' opinions: what it says is told once it is whole."""

    def report(self, progress: Progress) -> None:
        match progress:
            case AttemptStarted(model, number):
                self.emit(ReviewStarted(self.member, str(model), number, self.round))
            case AnswerRecalled(model):
                self.emit(ReviewStarted(self.member, str(model), RECALLED, self.round))
            case RetryScheduled():
                self.emit(self.told_of_retry(progress, ReviewRetrying))
            case FellBack():
                self.emit(self.told_of_fallback(progress, ReviewFellBack))


class ChairVoice:
    """The chair speaking: its analysis is told as what it found, its marks as sources. `found`:
    what stands before."""

    def __init__(self, emit: Emit, authors: Mapping[str, str], found: Findings) -> None:
        self.emit = emit
        self.authors = authors
        self.found = found
        self._reader = OutputReader(authors)

    def report(self, progress: Progress) -> None:
        match progress:
            case AttemptStarted(model, number):
                self._start(model, number)
            case AnswerRecalled(model, text):
                self._start(model, RECALLED)
                self._say(text)
            case RetryScheduled(model, error, resumes_at, most_attempts):
                told = (str(model), error.code, error.message, iso(resumes_at), most_attempts)
                self.emit(SynthesisRetrying(*told))
            case FellBack(left, taken, error):
                self.emit(SynthesisFellBack(str(left), str(taken), error.code, error.message))
            case _:
                self._say(progress.text)

    def end(self) -> None:
        """The output has ended: what was held back was no mark."""
        self._show(self._reader.end())

    def _start(self, model: ModelRef, number: int) -> None:
        self._reader = OutputReader(self.authors)
        self.emit(SynthesisStarted(str(model), number))

    def _say(self, text: str) -> None:
        was_analysed = self._reader.analysis is not None
        piece = self._reader.take(text)
        if self._reader.analysis is not None and not was_analysed:
            found = self.found.joined_by(self._reader.analysis)
            self.emit(DissentFound(found.dissent, found.claims, found.blind_spots))
        self._show(piece)

    def _show(self, piece: Piece) -> None:
        if piece.text or piece.sources:
            self.emit(SynthesisDelta(piece.text, piece.sources))


def shown(usage: Usage) -> UsageShown:
    return UsageShown(usage.input_tokens, usage.output_tokens, usage.is_estimated)


def routed(routing: Routing) -> RoutingShown:
    asked = (AskedShown(str(a.model), a.attempts, a.code, a.message) for a in routing.asked)
    return RoutingShown(tuple(asked), routing.reason)


def member_shown(member: Member) -> MemberShown:
    models = tuple(ModelShown(str(m), m.label or m.name, m.provider) for m in member.models)
    return MemberShown(member.slug, member.role, member.task, models)


def tail_shown(tail: Tail | None) -> TailShown | None:
    return None if tail is None else TailShown(tail.answer, tail.claims, tail.is_unknown)
