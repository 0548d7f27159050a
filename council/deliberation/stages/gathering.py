"""Opinions: everybody at once, each under the deadline, none waited for too long."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial

from council.deliberation.brief import Brief, Member, Opinion
from council.deliberation.events import (
    Emit,
    OpinionFailed,
    OpinionGiven,
    OpinionStopped,
    QuorumReached,
)
from council.deliberation.prompts import ask_alone, ask_member
from council.deliberation.shown import iso
from council.deliberation.stages.grace import grace_seconds
from council.deliberation.stages.silence import why_silent
from council.deliberation.tails import split_tail
from council.deliberation.voices import MemberVoice, routed, shown, tail_shown
from providers.calls import Answer, Call, Company, Prompt
from providers.errors import Cancelled, ProviderError
from providers.gateway.door import Gateway
from providers.money import as_usd
from providers.protocol import Deadline
from providers.switch import Switch

OPINIONS_SHARE = 2 / 3  # of the deadline; the rest is the chair's


@dataclass(frozen=True, slots=True)
class Round:
    """Who is asked what, and for how long: `ends_at` is monotonic. A later round may end without an
    opinion: there are those of the first."""

    number: int
    members: Sequence[Member]
    prompt_for: Callable[[Member], Prompt]
    quorum: int
    ends_at: float

    @property
    def may_be_empty(self) -> bool:
        return self.number > 1


def gather_opinions(brief: Brief, gateway: Gateway, emit: Emit) -> list[Opinion]:
    """Ask all members at once and return, in the council's order, the opinions that came in time.

    Goes on when everybody has spoken or fallen silent, when the grace after the quorum is over,
    at the stage's deadline with at least one opinion, or when told to. Who is late speaks on
    until the deliberation ends. Raises Cancelled.
    """
    prompt = ask_member(brief.query, brief.history)
    return _hear_first(lambda _: prompt, brief, gateway, emit)


def hear_alone(brief: Brief, gateway: Gateway, emit: Emit) -> list[Opinion]:
    """The same, of the one member that the person addresses, on what it said before."""
    return _hear_first(
        lambda member: ask_alone(brief.query, brief.said, member, brief.history),
        brief,
        gateway,
        emit,
    )


def _hear_first(
    prompt_for: Callable[[Member], Prompt], brief: Brief, gateway: Gateway, emit: Emit
) -> list[Opinion]:
    first = Round(
        number=1,
        members=brief.members,
        prompt_for=prompt_for,
        quorum=len(brief.members) if brief.is_revision else brief.quorum,
        ends_at=brief.started_at + brief.deadline_seconds * OPINIONS_SHARE,
    )
    given = hear(first, brief, gateway, emit)
    return [given[member.slug] for member in brief.members if member.slug in given]


def hear(round_: Round, brief: Brief, gateway: Gateway, emit: Emit) -> Mapping[str, Opinion]:
    """One round of a stage: the opinions that came in time, by member. Raises Cancelled."""
    hearing = _Hearing(round_, brief, gateway, emit)
    hearing.start()
    return hearing.wait()


class _Hearing:
    """The members of one round, speaking at once."""

    def __init__(self, round_: Round, brief: Brief, gateway: Gateway, emit: Emit) -> None:
        self.round = round_
        self.brief = brief
        self.gateway = gateway
        self.emit = emit
        self.controls = brief.controls
        opinions = [opinion for opinion in brief.opinions if opinion.round == round_.number]
        self.opinions = {opinion.member: opinion for opinion in opinions}
        self.is_over = False
        self.grace_ends_at: float | None = None
        self.speaking: dict[str, Future[None]] = {}
        self.started_at = time.monotonic()
        self.company = _company(brief)

    def start(self) -> None:
        silences = [s for s in self.brief.silences if s.round == self.round.number]
        heard = {*self.opinions, *(silence.member for silence in silences)}
        self.speaking = {
            member.slug: self.controls.start(member.slug, partial(self._hear, member))
            for member in self.round.members
            if member.slug not in heard
        }

    def wait(self) -> Mapping[str, Opinion]:
        with self.controls.changed:
            while not self._may_go_on():
                self.controls.changed.wait(self._seconds_to_next_decision())
            self.is_over = True
        for future in self.speaking.values():
            if future.done():
                future.result()
        self.controls.check()
        return self.opinions

    def _may_go_on(self) -> bool:
        if self.controls.everyone.is_cut or all(future.done() for future in self.speaking.values()):
            return True
        now = time.monotonic()
        if now >= self.brief.ends_at:
            return True
        if self._has_enough and (self.controls.is_hurried or now >= self.round.ends_at):
            return True
        self._start_grace()
        return self.grace_ends_at is not None and now >= self.grace_ends_at

    @property
    def _has_enough(self) -> bool:
        return bool(self.opinions) or self.round.may_be_empty

    def _start_grace(self) -> None:
        if self.grace_ends_at is None and len(self.opinions) >= self.round.quorum:
            grace = self._grace_seconds()
            self.grace_ends_at = time.monotonic() + grace
            self.emit(QuorumReached(iso(datetime.now(UTC) + timedelta(seconds=grace))))

    def _grace_seconds(self) -> float:
        late = [member for member in self.round.members if self._is_speaking(member)]
        elapsed = time.monotonic() - self.started_at
        return grace_seconds(self.brief, self.opinions.values(), late, elapsed)

    def _is_speaking(self, member: Member) -> bool:
        future = self.speaking.get(member.slug)
        return future is not None and not future.done()

    def _seconds_to_next_decision(self) -> float:
        moments = [self.brief.ends_at]
        if self.grace_ends_at is not None:
            moments.append(self.grace_ends_at)
        if self._has_enough:
            moments.append(self.round.ends_at)
        return max(0.0, min(moments) - time.monotonic())

    def _hear(self, member: Member, switch: Switch) -> None:
        voice = MemberVoice(member.slug, self.emit, self.round.number)
        call = Call(
            trace_id=self.brief.trace_id,
            voice=member.slug,
            prompt=self.round.prompt_for(member),
            models=member.models,
            deadline=Deadline(self.brief.ends_at, switch),
            company=self.company,
            allow_paid=self.brief.allow_paid,
            has_stand_ins=True,
            cache=self.brief.cache,
        )
        try:
            answer = self.gateway.ask(call, voice.report)
        except ProviderError as error:
            self._fall_silent(member, voice, error)
        else:
            voice.end()
            self._give(member, answer)

    def _give(self, member: Member, answer: Answer) -> None:
        text, tail = split_tail(answer.text)
        with self.controls.changed:
            if self.controls.is_abandoned:
                return
            opinion = Opinion(
                member=member.slug,
                text=text,
                model=answer.model,
                usage=answer.usage,
                seconds=answer.seconds,
                is_late=self.is_over,
                is_partial=answer.is_partial,
                routing=routed(answer.routing),
                cost_nano_usd=answer.cost_nano_usd,
                tail=tail,
                round=self.round.number,
            )
            self.emit(_given(opinion))
            if not opinion.is_late:
                self.opinions[member.slug] = opinion

    def _fall_silent(self, member: Member, voice: MemberVoice, error: ProviderError) -> None:
        self.company.speaks(member.slug, "")
        by = self.controls.stopped_by(member.slug)
        number = self.round.number
        if isinstance(error, Cancelled) and by:
            self.emit(OpinionStopped(member.slug, voice.text, by, number))
        elif not self.controls.is_abandoned:
            silence = why_silent(member, error, self.brief)
            self.emit(OpinionFailed(silence.member, silence.code, silence.message, number))


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
        tail=tail_shown(opinion.tail),
        round=opinion.round,
    )


def _company(brief: Brief) -> Company:
    """Who speaks with which family: as given, else as each will begin."""
    families = {member.slug: member.models[0].family for member in brief.members if member.models}
    families |= {silence.member: "" for silence in brief.silences if silence.round == 1}
    return Company(families | {o.member: o.model.family for o in brief.opinions})
