"""The parts strategies are made of: gather opinions, write the synthesis."""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import Future
from datetime import UTC, datetime, timedelta
from functools import partial

from council.deliberation.brief import Brief, Member, Opinion, Outcome, Silence, Synthesis
from council.deliberation.events import (
    Emit,
    OpinionFailed,
    OpinionGiven,
    OpinionStopped,
    QuorumReached,
    SynthesisFailed,
    SynthesisGiven,
)
from council.deliberation.prompts import ask_chair, ask_member
from council.deliberation.voices import ChairVoice, MemberVoice, iso, routed, shown
from council.errors import QuorumNotReached
from providers.calls import Answer, Call, Company
from providers.errors import (
    Cancelled,
    Declined,
    InvalidRequest,
    MisconfiguredError,
    ProviderError,
)
from providers.gateway.door import Gateway
from providers.money import as_usd
from providers.protocol import Deadline
from providers.switch import Switch

OPINIONS_SHARE = 2 / 3  # of the deadline; the rest is the chair's


def gather_opinions(brief: Brief, gateway: Gateway, emit: Emit) -> list[Opinion]:
    """Ask all members at once and return, in the council's order, the opinions that came in time.

    Goes on when everybody has spoken or fallen silent, when the grace after the quorum is over,
    at the stage's deadline with at least one opinion, or when told to. Who is late speaks on
    until the deliberation ends. Raises Cancelled.
    """
    gathering = _Gathering(brief, gateway, emit)
    gathering.start()
    return gathering.wait()


def write_synthesis(
    brief: Brief, opinions: Sequence[Opinion], gateway: Gateway, emit: Emit
) -> Synthesis:
    """The chair's answer, streamed; the strongest opinion unchanged where there is no quorum or
    no chair that can write. Raises QuorumNotReached if there is no opinion at all, Cancelled."""
    if not opinions:
        raise QuorumNotReached
    is_short = len(opinions) < min(brief.quorum, len(brief.members))
    if is_short and not (brief.controls.is_hurried and len(opinions) > 1):
        return _give(_stand_in(opinions, Outcome.SINGLE), emit)
    outcome = Outcome.FULL if len(opinions) == len(brief.members) else Outcome.DEGRADED
    switch = brief.controls.switch_of(brief.chair.slug)
    call = Call(
        trace_id=brief.trace_id,
        voice=brief.chair.slug,
        prompt=ask_chair(brief.query, opinions, brief.chair),
        models=brief.chair.models,
        deadline=Deadline(brief.ends_at, switch),
        allow_paid=brief.allow_paid,
        cache=brief.cache,
    )
    try:
        answer = gateway.ask(call, ChairVoice(emit).report)
    except ProviderError as error:
        brief.controls.check()
        silence = _why(brief.chair, error, brief)
        emit(SynthesisFailed(silence.code, silence.message))
        return _give(_stand_in(opinions, Outcome.DEGRADED), emit)
    return _give(
        Synthesis(
            text=answer.text,
            model=answer.model,
            outcome=outcome,
            usage=answer.usage,
            seconds=answer.seconds,
            is_partial=answer.is_partial,
            routing=routed(answer.routing),
            cost_nano_usd=answer.cost_nano_usd,
        ),
        emit,
    )


def _stand_in(opinions: Sequence[Opinion], outcome: Outcome) -> Synthesis:
    """The strongest opinion: with nothing known of strengths, the first whole one."""
    strongest = min(opinions, key=lambda opinion: opinion.is_partial)
    return Synthesis(
        text=strongest.text,
        model=strongest.model,
        outcome=outcome,
        usage=strongest.usage,
        seconds=strongest.seconds,
        chosen=strongest.member,
        is_partial=strongest.is_partial,
        routing=strongest.routing,
        cost_nano_usd=strongest.cost_nano_usd,
    )


def _give(synthesis: Synthesis, emit: Emit) -> Synthesis:
    emit(
        SynthesisGiven(
            text=synthesis.text,
            model=str(synthesis.model),
            usage=shown(synthesis.usage),
            cost_usd=as_usd(synthesis.cost_nano_usd),
            seconds=round(synthesis.seconds, 3),
            outcome=synthesis.outcome.value,
            chosen=synthesis.chosen,
            is_partial=synthesis.is_partial,
            routing=synthesis.routing,
        )
    )
    return synthesis


class _Gathering:
    """The members of one stage, speaking at once."""

    def __init__(self, brief: Brief, gateway: Gateway, emit: Emit) -> None:
        self.brief = brief
        self.gateway = gateway
        self.emit = emit
        self.controls = brief.controls
        self.opinions = {opinion.member: opinion for opinion in brief.opinions}
        self.is_over = False
        self.grace_ends_at: float | None = None
        self.stage_ends_at = brief.started_at + brief.deadline_seconds * OPINIONS_SHARE
        self.speaking: list[Future[None]] = []
        self.company = _company(brief)

    def start(self) -> None:
        heard = {*self.opinions, *(silence.member for silence in self.brief.silences)}
        self.speaking = [
            self.controls.start(member.slug, partial(self._hear, member))
            for member in self.brief.members
            if member.slug not in heard
        ]

    def wait(self) -> list[Opinion]:
        with self.controls.changed:
            while not self._may_go_on():
                self.controls.changed.wait(self._seconds_to_next_decision())
            self.is_over = True
        for future in self.speaking:
            if future.done():
                future.result()
        self.controls.check()
        return [
            self.opinions[member.slug]
            for member in self.brief.members
            if member.slug in self.opinions
        ]

    def _may_go_on(self) -> bool:
        if self.controls.everyone.is_cut or all(future.done() for future in self.speaking):
            return True
        now = time.monotonic()
        if now >= self.brief.ends_at:
            return True
        if self.opinions and (self.controls.is_hurried or now >= self.stage_ends_at):
            return True
        self._start_grace()
        return self.grace_ends_at is not None and now >= self.grace_ends_at

    def _start_grace(self) -> None:
        if self.grace_ends_at is None and len(self.opinions) >= self.brief.quorum:
            grace = self.brief.grace_seconds
            self.grace_ends_at = time.monotonic() + grace
            self.emit(QuorumReached(iso(datetime.now(UTC) + timedelta(seconds=grace))))

    def _seconds_to_next_decision(self) -> float:
        moments = [self.brief.ends_at]
        if self.grace_ends_at is not None:
            moments.append(self.grace_ends_at)
        if self.opinions:
            moments.append(self.stage_ends_at)
        return max(0.0, min(moments) - time.monotonic())

    def _hear(self, member: Member, switch: Switch) -> None:
        voice = MemberVoice(member.slug, self.emit)
        call = Call(
            trace_id=self.brief.trace_id,
            voice=member.slug,
            prompt=ask_member(self.brief.query),
            models=member.models,
            deadline=Deadline(self.brief.ends_at, switch),
            company=self.company,
            allow_paid=self.brief.allow_paid,
            cache=self.brief.cache,
        )
        try:
            answer = self.gateway.ask(call, voice.report)
        except ProviderError as error:
            self._fall_silent(member, voice, error)
        else:
            self._give(member, answer)

    def _give(self, member: Member, answer: Answer) -> None:
        with self.controls.changed:
            if self.controls.is_abandoned:
                return
            opinion = Opinion(
                member=member.slug,
                text=answer.text,
                model=answer.model,
                usage=answer.usage,
                seconds=answer.seconds,
                is_late=self.is_over,
                is_partial=answer.is_partial,
                routing=routed(answer.routing),
                cost_nano_usd=answer.cost_nano_usd,
            )
            self.emit(_given(opinion))
            if not opinion.is_late:
                self.opinions[member.slug] = opinion

    def _fall_silent(self, member: Member, voice: MemberVoice, error: ProviderError) -> None:
        self.company.speaks(member.slug, "")
        by = self.controls.stopped_by(member.slug)
        if isinstance(error, Cancelled) and by:
            self.emit(OpinionStopped(member.slug, voice.text, by))
        elif not self.controls.is_abandoned:
            silence = _why(member, error, self.brief)
            self.emit(OpinionFailed(silence.member, silence.code, silence.message))


def _given(opinion: Opinion) -> OpinionGiven:
    return OpinionGiven(
        member=opinion.member,
        text=opinion.text,
        model=str(opinion.model),
        usage=shown(opinion.usage),
        cost_usd=as_usd(opinion.cost_nano_usd),
        seconds=round(opinion.seconds, 3),
        is_late=opinion.is_late,
        is_partial=opinion.is_partial,
        routing=opinion.routing,
    )


def _company(brief: Brief) -> Company:
    """Who speaks with which family: as given, else as each will begin."""
    families = {member.slug: member.models[0].family for member in brief.members if member.models}
    families |= {silence.member: "" for silence in brief.silences}
    return Company(families | {o.member: o.model.family for o in brief.opinions})


def _why(member: Member, error: ProviderError, brief: Brief) -> Silence:
    """An abstention (`deadline`, `no_model_left`), or what the person or operator must know."""
    if isinstance(error, Declined | InvalidRequest | MisconfiguredError):
        return Silence(member.slug, error.code, error.message)
    if isinstance(error, Cancelled):
        return Silence(member.slug, "deadline", "The council went on without this opinion.")
    if time.monotonic() >= brief.ends_at - 1:
        return Silence(member.slug, "deadline", "No opinion came in time.")
    return Silence(member.slug, "no_model_left", f"No model is left: {error.message}")
