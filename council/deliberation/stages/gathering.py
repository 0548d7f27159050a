"""Opinions: everybody at once, each under the deadline, none waited for too long."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from council.deliberation.brief import Brief, Member, Opinion
from council.deliberation.events import Emit, OpinionFailed, OpinionGiven, OpinionStopped
from council.deliberation.prompts import ask_alone, ask_member
from council.deliberation.stages.hearing import Hearing, Round
from council.deliberation.stages.silence import why_silent
from council.deliberation.tails import split_tail
from council.deliberation.voices import MemberVoice, routed, shown, tail_shown
from providers.calls import Answer, Company, Prompt
from providers.errors import Cancelled, ProviderError
from providers.gateway.door import Gateway
from providers.money import as_usd
from providers.switch import Switch

OPINIONS_SHARE = 2 / 3  # of the deadline; the rest is the chair's


def gather_opinions(brief: Brief, gateway: Gateway, emit: Emit, part: str = "") -> list[Opinion]:
    """Ask all members at once and return, in the council's order, the opinions that came in time.

    Goes on when everybody has spoken or fallen silent, when the grace after the quorum is over,
    at the stage's deadline with at least one opinion, or when told to. Who is late speaks on
    until the deliberation ends. Raises Cancelled.
    """
    prompt = ask_member(brief.query, brief.history)
    return _hear_first(lambda _: prompt, brief, gateway, emit, part)


def hear_alone(brief: Brief, gateway: Gateway, emit: Emit) -> list[Opinion]:
    """The same, of the one member that the person addresses, on what it said before."""
    return _hear_first(
        lambda member: ask_alone(brief.query, brief.said, member, brief.history),
        brief,
        gateway,
        emit,
    )


def _hear_first(
    prompt_for: Callable[[Member], Prompt],
    brief: Brief,
    gateway: Gateway,
    emit: Emit,
    part: str = "",
) -> list[Opinion]:
    first = Round(
        number=1,
        members=brief.members,
        prompt_for=prompt_for,
        quorum=len(brief.members) if brief.is_revision else brief.quorum,
        ends_at=brief.ends_after(OPINIONS_SHARE),
        part=part,
    )
    given = hear(first, brief, gateway, emit)
    return [given[member.slug] for member in brief.members if member.slug in given]


def hear(round_: Round, brief: Brief, gateway: Gateway, emit: Emit) -> Mapping[str, Opinion]:
    """One round of a stage: the opinions that came in time, by member. Raises Cancelled."""
    gathering = _Gathering(round_, brief, gateway, emit)
    gathering.start({s.member for s in brief.silences if s.round == round_.number})
    return gathering.wait()


class _Gathering(Hearing[Opinion]):
    """Who is late speaks on, and is shown."""

    def __init__(self, round_: Round, brief: Brief, gateway: Gateway, emit: Emit) -> None:
        asked = {member.slug for member in round_.members}
        opinions = [opinion for opinion in brief.opinions if opinion.round == round_.number]
        given = {opinion.member: opinion for opinion in opinions if opinion.member in asked}
        super().__init__(round_, brief, gateway, emit, given)
        self.company = _company(brief)

    def hear_one(self, member: Member, switch: Switch) -> None:
        voice = MemberVoice(member.slug, self.emit, self.round.number, self.round.part)
        call = self.call(member.slug, member, self.company, switch)
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
            self.emit(_given(opinion, self.round.part))
            if not opinion.is_late:
                self.given[member.slug] = opinion

    def _fall_silent(self, member: Member, voice: MemberVoice, error: ProviderError) -> None:
        self.company.speaks(member.slug, "")
        by = self.controls.stopped_by(member.slug)
        place = (self.round.number, self.round.part)
        if isinstance(error, Cancelled) and by:
            self.emit(OpinionStopped(member.slug, voice.text, by, *place))
        elif not self.controls.is_abandoned:
            silence = why_silent(member, error, self.brief)
            self.emit(OpinionFailed(silence.member, silence.code, silence.message, *place))


def _given(opinion: Opinion, part: str) -> OpinionGiven:
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
        part=part,
    )


def _company(brief: Brief) -> Company:
    """Who speaks with which family: as given, else as each will begin."""
    families = {member.slug: member.models[0].family for member in brief.members if member.models}
    families |= {silence.member: "" for silence in brief.silences if silence.round == 1}
    return Company(families | {o.member: o.model.family for o in brief.opinions})
