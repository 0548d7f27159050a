"""The one answer: written by the chair, or an opinion that stands in its place."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from council.deliberation.analysis import Findings, Written, read_output
from council.deliberation.brief import (
    Brief,
    Conclusion,
    Member,
    Opinion,
    Outcome,
    SideBySide,
    Synthesis,
)
from council.deliberation.claims import compare_claims
from council.deliberation.events import DissentFound, Emit, SynthesisFailed, SynthesisGiven
from council.deliberation.prompts import ChairPrompt, Guide, ask_chair, ask_to_revise
from council.deliberation.rankings import Standing
from council.deliberation.stages.seating import seated
from council.deliberation.stages.silence import why_silent
from council.deliberation.stages.voting import dissent_of
from council.deliberation.voices import ChairVoice, routed, shown
from council.deliberation.votes import Vote
from council.errors import QuorumNotReached
from providers.calls import Answer, Call, Prompt
from providers.errors import Empty, ProviderError
from providers.gateway.door import Gateway
from providers.money import as_usd
from providers.protocol import Deadline
from providers.switch import Switch


def write_synthesis(
    brief: Brief,
    opinions: Sequence[Opinion],
    gateway: Gateway,
    emit: Emit,
    vote: Vote | None = None,
    standings: Sequence[Standing] = (),
) -> Synthesis:
    """The chair's answer, streamed; the best supported opinion unchanged where there is no quorum
    or no chair that can write. What the members voted for is settled: the chair explains it; how
    they ranked the opinions is a hint.

    Raises QuorumNotReached if there is no opinion at all, Cancelled.
    """
    outcome = _outcome(brief, opinions)
    found = _found_by_members(brief, opinions, vote)
    if outcome is Outcome.SINGLE:
        stand_in = _stand_in(_best(brief, opinions, vote, standings), outcome, vote)
        return give(stand_in, found, emit)
    _tell(found, emit)
    guide = Guide(_decided(opinions, vote), standings, brief.points)

    def ask(chair: Member) -> ChairPrompt:
        return ask_chair(brief.query, opinions, chair, guide, brief.history)

    answered = hear_chair(brief, ask, found, gateway, emit)
    if answered is None:
        best = _best(brief, opinions, vote, standings)
        return give(_stand_in(best, Outcome.DEGRADED, vote), found, emit)
    answer, written = answered
    synthesis = synthesis_of(answer, written, outcome, vote)
    return give(synthesis, found.joined_by(written.analysis), emit)


def revise_draft(
    brief: Brief, draft: Opinion, critique: Opinion, gateway: Gateway, emit: Emit
) -> Synthesis:
    """The draft as the chair mends it; unchanged where no chair can write. Raises Cancelled."""
    found = Findings(compare_claims([draft]))

    def ask(chair: Member) -> ChairPrompt:
        return ask_to_revise(brief.query, draft, critique, chair, brief.history)

    answered = hear_chair(brief, ask, found, gateway, emit)
    if answered is None:
        return give(_stand_in(draft, Outcome.DEGRADED, None), found, emit)
    return give(synthesis_of(*answered, Outcome.FULL), found, emit)


def hear_chair(
    brief: Brief,
    ask: Callable[[Member], ChairPrompt],
    found: Findings,
    gateway: Gateway,
    emit: Emit,
) -> tuple[Answer, Written] | None:
    """What the chair wrote, or who was put in its place meanwhile; None where none could, which is
    told. Raises Cancelled."""
    while True:
        seat = brief.controls.take_seat()
        brief = seated(brief, seat, emit)
        asked = ask(brief.chair)
        voice = ChairVoice(emit, asked.authors, found)
        try:
            answer = gateway.ask(_call(brief, asked.prompt, seat.switch), voice.report)
            voice.end()
            return answer, _read(answer, asked.authors)
        except ProviderError as error:
            brief.controls.check()
            if brief.controls.has_lost(seat):
                continue
            silence = why_silent(brief.chair, error, brief)
            emit(SynthesisFailed(silence.code, silence.message))
            return None


def synthesis_of(
    answer: Answer, written: Written, outcome: Outcome, vote: Vote | None = None
) -> Synthesis:
    return Synthesis(
        text=written.text,
        model=answer.model,
        outcome=outcome,
        usage=answer.usage,
        seconds=answer.seconds,
        is_partial=answer.is_partial,
        routing=routed(answer.routing),
        cost_nano_usd=answer.cost_nano_usd,
        vote=vote,
        sources=written.sources,
    )


def _call(brief: Brief, prompt: Prompt, switch: Switch) -> Call:
    return Call(
        trace_id=brief.trace_id,
        voice=brief.chair.slug,
        prompt=prompt,
        models=brief.chair.models,
        deadline=Deadline(brief.ends_at, switch),
        allow_paid=brief.allow_paid,
        has_stand_ins=True,
        cache=brief.cache,
        steering=brief.controls.steering_of(brief.chair.slug),
    )


def _read(answer: Answer, authors: Mapping[str, str]) -> Written:
    """Raises Empty for an analysis that no answer follows."""
    written = read_output(answer.text, authors)
    if not written.text.strip():
        raise Empty("It analysed the opinions and wrote no answer.")
    return written


def _found_by_members(brief: Brief, opinions: Sequence[Opinion], vote: Vote | None) -> Findings:
    """What stands before the chair has written: what they voted for, and claim."""
    return Findings(compare_claims(opinions), dissent_of(brief, opinions, vote))


def _tell(found: Findings, emit: Emit) -> None:
    if found.dissent:
        emit(DissentFound(found.dissent, found.claims, found.blind_spots))


def give_opinion(
    brief: Brief,
    opinions: Sequence[Opinion],
    emit: Emit,
    vote: Vote | None = None,
    standings: Sequence[Standing] = (),
) -> Synthesis:
    """The opinion that the vote or the reviews chose, unchanged. Raises QuorumNotReached if there
    is none."""
    outcome = _outcome(brief, opinions)
    chosen = _stand_in(_best(brief, opinions, vote, standings), outcome, vote)
    return give(chosen, _found_by_members(brief, opinions, vote), emit)


def give_one_opinion(brief: Brief, opinions: Sequence[Opinion], emit: Emit) -> Synthesis:
    """Of the one member that was asked: nobody else was heard, and it says so. Raises
    QuorumNotReached if there is none."""
    if not opinions:
        raise QuorumNotReached
    found = _found_by_members(brief, opinions, None)
    return give(_stand_in(_best(brief, opinions, None), Outcome.SINGLE, None), found, emit)


def leave_side_by_side(brief: Brief, opinions: Sequence[Opinion], emit: Emit) -> Conclusion:
    """No answer is written; below the quorum the one opinion stands. Raises QuorumNotReached if
    there is none."""
    outcome = _outcome(brief, opinions)
    if outcome is Outcome.SINGLE:
        return give_one_opinion(brief, opinions, emit)
    return SideBySide(outcome)


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


def _best(
    brief: Brief,
    opinions: Sequence[Opinion],
    vote: Vote | None,
    standings: Sequence[Standing] = (),
) -> Opinion:
    """The best supported opinion: of who won the vote, else the first whole one as the reviews
    place them, else of the strongest."""
    places = {standing.member: place for place, standing in enumerate(standings)}
    placed = sorted(opinions, key=lambda o: (o.is_partial, places.get(o.member, 0)))
    reviewed = placed[0] if standings else None
    return _decided(opinions, vote) or reviewed or _strongest(brief, opinions)


def _stand_in(best: Opinion, outcome: Outcome, vote: Vote | None) -> Synthesis:
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


def _strongest(brief: Brief, opinions: Sequence[Opinion]) -> Opinion:
    """Of those that are whole, if any; the first where not all strengths are known."""
    strengths = [brief.strength_of(opinion.model) for opinion in opinions]
    shares = {o.member: s.share for o, s in zip(opinions, strengths, strict=True) if s}
    are_known = len(shares) == len(opinions)
    return min(opinions, key=lambda o: (o.is_partial, -shares[o.member] if are_known else 0.0))


def give(synthesis: Synthesis, found: Findings, emit: Emit) -> Synthesis:
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
            sources=synthesis.sources,
            routing=synthesis.routing,
            claims=found.claims,
            dissent=found.dissent,
            blind_spots=found.blind_spots,
        )
    )
    return synthesis
