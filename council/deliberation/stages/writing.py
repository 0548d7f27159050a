"""The one answer: written by the chair, or an opinion that stands in its place."""

from __future__ import annotations

from collections.abc import Sequence

from council.deliberation.brief import Brief, Opinion, Outcome, Synthesis
from council.deliberation.events import Emit, SynthesisFailed, SynthesisGiven
from council.deliberation.prompts import ask_chair
from council.deliberation.stages.silence import why_silent
from council.deliberation.voices import ChairVoice, routed, shown
from council.deliberation.votes import Vote
from council.errors import QuorumNotReached
from providers.calls import Call
from providers.errors import ProviderError
from providers.gateway.door import Gateway
from providers.money import as_usd
from providers.protocol import Deadline


def write_synthesis(
    brief: Brief,
    opinions: Sequence[Opinion],
    gateway: Gateway,
    emit: Emit,
    vote: Vote | None = None,
) -> Synthesis:
    """The chair's answer, streamed; the best supported opinion unchanged where there is no quorum
    or no chair that can write. What the members voted for is settled: the chair explains it.

    Raises QuorumNotReached if there is no opinion at all, Cancelled.
    """
    outcome = _outcome(brief, opinions)
    if outcome is Outcome.SINGLE:
        return _give(_stand_in(opinions, outcome, vote), emit)
    switch = brief.controls.switch_of(brief.chair.slug)
    call = Call(
        trace_id=brief.trace_id,
        voice=brief.chair.slug,
        prompt=ask_chair(brief.query, opinions, brief.chair, _decided(opinions, vote)),
        models=brief.chair.models,
        deadline=Deadline(brief.ends_at, switch),
        allow_paid=brief.allow_paid,
        cache=brief.cache,
    )
    try:
        answer = gateway.ask(call, ChairVoice(emit).report)
    except ProviderError as error:
        brief.controls.check()
        silence = why_silent(brief.chair, error, brief)
        emit(SynthesisFailed(silence.code, silence.message))
        return _give(_stand_in(opinions, Outcome.DEGRADED, vote), emit)
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
            vote=vote,
        ),
        emit,
    )


def give_opinion(
    brief: Brief, opinions: Sequence[Opinion], emit: Emit, vote: Vote | None
) -> Synthesis:
    """The opinion that the vote chose, unchanged. Raises QuorumNotReached if there is none."""
    return _give(_stand_in(opinions, _outcome(brief, opinions), vote), emit)


def _outcome(brief: Brief, opinions: Sequence[Opinion]) -> Outcome:
    """Raises QuorumNotReached."""
    if not opinions:
        raise QuorumNotReached
    is_short = len(opinions) < min(brief.quorum, len(brief.members))
    if is_short and not (brief.controls.is_hurried and len(opinions) > 1):
        return Outcome.SINGLE
    return Outcome.FULL if len(opinions) == len(brief.members) else Outcome.DEGRADED


def _decided(opinions: Sequence[Opinion], vote: Vote | None) -> Opinion | None:
    """Whose answer the chair has to explain."""
    if vote is None:
        return None
    return next((opinion for opinion in opinions if opinion.member == vote.winner), None)


def _stand_in(opinions: Sequence[Opinion], outcome: Outcome, vote: Vote | None) -> Synthesis:
    """The best supported opinion: of who won the vote, else the first whole one, for nothing is
    known of strengths."""
    best = _decided(opinions, vote) or min(opinions, key=lambda opinion: opinion.is_partial)
    return Synthesis(
        text=best.text,
        model=best.model,
        outcome=outcome,
        usage=best.usage,
        seconds=best.seconds,
        chosen=best.member,
        is_partial=best.is_partial,
        routing=best.routing,
        cost_nano_usd=best.cost_nano_usd,
        vote=vote,
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
